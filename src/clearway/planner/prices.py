"""What a place on a link, a bed and a zone's early turn are worth, read off the proof.

The bound on the mean arrival is the integral of 1 - F(T)/people over all horizons T, and each
F(T) is the sum of a cut. Integrate the cuts instead of their values and you get prices:

    link_s[e](t)    seconds of horizons T whose cut crosses link e at time t,
                    reached_T(tail) <= t < reached_T(head) - travel
    bed_s[s]        seconds of horizons whose cut pays for the beds of shelter s
    zone_s[z]       seconds of horizons whose cut lets zone z in

Every person on every route obeys

    arrival + sum of link_s over the links, each at the time it is entered + bed_s >= zone_s

(a person who is safe by T crosses each cut that lets the zone in, or lies in a paid bed), and
the bound is what it is because a best plan, were there one, would meet this with equality: by
complementary slackness routes and times of reduced cost near 0 are the only ones worth using.
Prices are seconds for each person in the fullest vehicles; a vehicle with fewer people pays
`fullest` / its people times as much for each of them.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numba
import numpy as np

from clearway.city.arrays import Bools, Floats, Ints, frozen
from clearway.planner.cut import Ground, Valued
from clearway.planner.prove import Proof


@dataclass(frozen=True, eq=False)
class Prices:
    """The cuts of a proof, one a stretch of horizons, closing times straight from end to end.

    from_s, until_s : (n_stretches,) float, horizons, rising and touching
    reached_from_s, reached_until_s : (n_stretches, n_nodes) float, closing times at both ends
    let_in : (n_stretches, n_zones) bool; paid : (n_stretches, n_shelters) bool
    fullest : people in each vehicle for whom a place on a link is priced
    """

    ground: Ground
    from_s: Floats
    until_s: Floats
    reached_from_s: Floats
    reached_until_s: Floats
    let_in: Bools
    paid: Bools
    fullest: float

    @cached_property
    def zone_s(self) -> Floats:
        """(n_zones,) seconds of horizons that let each zone in: no person's reduced cost is below."""
        first_s = self.from_s[0] if len(self.from_s) else 0.0
        return frozen(first_s + (self.until_s - self.from_s) @ self.let_in, np.float64)

    @cached_property
    def bed_s(self) -> Floats:
        """(n_shelters,) seconds that a bed of each shelter is worth; 0 where beds are no limit."""
        return frozen((self.until_s - self.from_s) @ self.paid, np.float64)

    @cached_property
    def link_ix(self) -> Ints:
        """(n_priced,) rows of the situation's links that carry a price at some time."""
        return frozen(self.ground.link_ix[self._priced], np.int32)

    @cached_property
    def _priced(self) -> Ints:
        ground, crossed = self.ground, np.zeros(len(self.ground.tail_ix), bool)
        for reached in (*self.reached_from_s, *self.reached_until_s):
            crossed |= reached[ground.head_ix] - ground.travel_s - reached[ground.tail_ix] > 0
        return np.flatnonzero(crossed).astype(np.int32)

    def table(self, step_s: float, n_steps: int) -> Floats:
        """(n_priced, n_steps) prices of the links in `link_ix`, at the middle of each step from 0.

        Memory is what it says: 8 bytes a priced link and step.
        """
        ground, rows = self.ground, self._priced
        prices: Floats = _price_table(
            self.from_s,
            self.until_s,
            self.reached_from_s,
            self.reached_until_s,
            ground.tail_ix[rows],
            ground.head_ix[rows],
            ground.travel_s[rows],
            step_s,
            n_steps,
        )
        return prices


def prices_of(proof: Proof) -> Prices:
    """Return the prices of a proof; all 0 where nobody can be saved."""
    ground = proof.ground
    stretches = _stretches(proof)
    n = len(stretches)
    let_in, paid = np.zeros((n, len(ground.people)), bool), np.zeros((n, len(ground.beds)), bool)
    begins, ends = np.empty((n, ground.n_nodes)), np.empty((n, ground.n_nodes))
    for row, (_, left, right) in enumerate(stretches):
        begins[row], ends[row] = left.reached_s, right.reached_s
        let_in[row] = right.sets.let_in
        paid[row] = ~right.sets.unreached & ~right.sets.unopened
    inside = let_in.any(axis=0)
    return Prices(
        ground,
        frozen([start for start, _, _ in stretches], np.float64),
        frozen([right.horizon_s for _, _, right in stretches], np.float64),
        frozen(begins, np.float64),
        frozen(ends, np.float64),
        frozen(let_in, np.bool_),
        frozen(paid, np.bool_),
        float(ground.people_per_vehicle[inside].max(initial=0.0)),
    )


def _stretches(proof: Proof) -> list[tuple[float, Valued, Valued]]:
    """Return (start, cut there, cut at the end) between horizons: the lowest chord, else the step."""
    rows: dict[float, list[Valued]] = {}
    for cut in proof.cuts:
        rows.setdefault(cut.horizon_s, []).append(cut)
    horizons = sorted(rows)
    found = []
    for low, high in pairwise(horizons):
        if min(cut.people_at_most for cut in rows[low]) >= proof.savable_people * (1 - 1e-9):
            break  # from here on nothing is scarce any more
        pairs = [(a, b) for a in rows[low] for b in rows[high] if a.sets.key == b.sets.key]
        least = min(rows[high], key=lambda cut: cut.people_at_most)
        a, b = min(pairs, key=lambda p: p[0].people_if_open + p[1].people_if_open, default=(least, least))
        if a.people_if_open + b.people_if_open > 2 * least.people_at_most:
            a, b = least, least
        found.append((low, a, b))
    return found


@numba.njit(cache=True, nogil=True)
def _price_table(  # type: ignore[no-untyped-def]
    from_s, until_s, reached_from_s, reached_until_s, tail_ix, head_ix, travel_s, step_s, n_steps
):
    prices = np.zeros((len(tail_ix), n_steps))
    for stretch in range(len(from_s)):
        width = until_s[stretch] - from_s[stretch]
        for link in range(len(tail_ix)):
            opens_0 = reached_from_s[stretch, tail_ix[link]]
            opens_1 = reached_until_s[stretch, tail_ix[link]]
            shuts_0 = reached_from_s[stretch, head_ix[link]] - travel_s[link]
            shuts_1 = reached_until_s[stretch, head_ix[link]] - travel_s[link]
            if shuts_0 <= opens_0 and shuts_1 <= opens_1:
                continue
            first = max(0, int(min(opens_0, opens_1) / step_s - 0.5))
            last = min(n_steps - 1, int(max(shuts_0, shuts_1) / step_s + 0.5))
            for step in range(first, last + 1):
                time = (step + 0.5) * step_s
                low, high = _not_negative(time - opens_0, time - opens_1, 0.0, 1.0)
                low, high = _not_negative(shuts_0 - time, shuts_1 - time, low, high)
                if high > low:
                    prices[link, step] += width * (high - low)
    return prices


@numba.njit(cache=True, nogil=True)
def _not_negative(at_0, at_1, low, high):  # type: ignore[no-untyped-def]
    """Cut [low, high] down to where the straight line from at_0 (at 0) to at_1 (at 1) is not negative."""
    if at_0 >= 0.0 and at_1 >= 0.0:
        return low, high
    if at_0 < 0.0 and at_1 < 0.0:
        return 1.0, 0.0
    zero = at_0 / (at_0 - at_1)
    return (max(low, zero), high) if at_0 < 0.0 else (low, min(high, zero))
