"""What of a plan still stands at a later instant: who is on the road, who must turn off, what was ordered.

Vehicles that have left are carried on along their way. Where a link ahead of them has closed, or the
shelter they drive to has no bed left for them, they turn off at the junction from which the way to
another shelter is shortest; who has passed the last such junction is named as stranded. Orders from
the instant on are handed back as they were: whether they are kept is `replan`'s question.

The new situation keeps the rows of the one the plan was made for; what is new comes after them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from clearway.city.arrays import Floats, Ints
from clearway.plan import Departures, Plan, Routes
from clearway.planner.trees import Roads, Tree
from clearway.situation import Situation

LEAST_VEHICLES = 1e-6
LEAST_S = 1e-3


@dataclass(frozen=True, eq=False)
class Piece:
    """Vehicles of one zone that leave at an even rate over [from_s, until_s) and drive one way.

    links : (k,) int, link rows in driving order
    """

    zone_ix: int
    shelter_ix: int
    links: Ints
    from_s: float
    until_s: float
    vehicles: float

    def between(self, from_s: float, until_s: float) -> "Piece":
        """Return the part of it that leaves within a time; its vehicles in proportion."""
        low, high = max(self.from_s, from_s), min(self.until_s, until_s)
        span = self.until_s - self.from_s
        share = (high - low) / span if span > 0 else 1.0
        return replace(self, from_s=low, until_s=high, vehicles=self.vehicles * max(0.0, share))


@dataclass(frozen=True)
class Stranded:
    """Vehicles on the road for whom no way is left, and why, in a sentence."""

    zone_ix: int
    vehicles: float
    reason: str


@dataclass(frozen=True)
class Carried:
    """A plan at an instant.

    driving : what has left and stands; diverted : what has left and takes another way from now on
    ordered : what was to leave from the instant on, as it was ordered
    """

    driving: tuple[Piece, ...]
    diverted: tuple[Piece, ...]
    stranded: tuple[Stranded, ...]
    ordered: tuple[Piece, ...]


def carry_on(situation: Situation, before: Plan, roads: Roads) -> Carried:
    """Return what of the plan before stands in the situation now, at its instant `at_s`."""
    at_s = situation.at_s
    pieces = pieces_of(before.routes, before.departures)
    gone = [piece.between(-np.inf, at_s) for piece in pieces if piece.from_s < at_s]
    ordered = [piece.between(at_s, np.inf) for piece in pieces if piece.until_s > at_s]
    turning = _Turning(situation, roads)
    driving: list[Piece] = []
    diverted: list[Piece] = []
    stranded: list[Stranded] = []
    for piece, off in _by_arrival(situation, gone):
        for part, blocked_at in turning.parts(piece, off):
            if blocked_at is None:
                driving.append(part)
                continue
            new, lost = turning.divert(part, off, blocked_at)
            diverted += new
            stranded += lost
    kept = tuple(piece for piece in ordered if piece.vehicles > LEAST_VEHICLES)
    return Carried(tuple(driving), tuple(diverted), tuple(stranded), kept)


def _by_arrival(situation: Situation, gone: list[Piece]) -> list[tuple[Piece, Floats]]:
    """Cut what has left into who is in the shelter already and who is on the road; first arrivals first."""
    found: list[tuple[float, Piece, Floats]] = []
    for piece in gone:
        off = _offsets_s(situation, piece)
        for part in (
            piece.between(-np.inf, situation.at_s - off[-1]),
            piece.between(situation.at_s - off[-1], np.inf),
        ):
            if part.vehicles > LEAST_VEHICLES:
                found.append((part.until_s + off[-1], part, off))
    found.sort(key=lambda row: row[0])
    return [(part, off) for _, part, off in found]


def pieces_of(routes: Routes, departures: Departures) -> tuple[Piece, ...]:
    """Return departure windows, each with its way."""
    return tuple(
        Piece(
            int(routes.zone_ix[route]),
            int(routes.shelter_ix[route]),
            routes.links[int(route)],
            float(departures.from_s[row]),
            float(departures.until_s[row]),
            float(departures.vehicles[row]),
        )
        for row, route in enumerate(departures.route_ix)
    )


def _offsets_s(situation: Situation, piece: Piece) -> Floats:
    """(k + 1,) seconds from home to the start of each link, and to the shelter."""
    return np.concatenate([[0.0], np.cumsum(situation.network.travel_s[piece.links])])


class _Turning:
    """Finds who is blocked and where they turn off; counts beds as it goes, first arrivals first."""

    def __init__(self, situation: Situation, roads: Roads):
        self._situation, self._roads = situation, roads
        self._windows: dict[int, list[tuple[float, float]]] = {}
        for link in np.unique(situation.closures.link_ix):
            self._windows[int(link)] = situation.closures.windows_of(int(link))
        self._beds = situation.shelters.beds.astype(float).copy()
        self._tree: Tree | None = None

    def parts(self, piece: Piece, off: Floats) -> Iterator[tuple[Piece, int | None]]:
        """Split a piece by what blocks it: the index of a link of its way, or of its end; None if nothing."""
        conflicts = [found for found in self._conflicts(piece, off) if found[1] - found[0] > LEAST_S]
        marks = {piece.from_s, piece.until_s}
        for low, high, _ in conflicts:
            marks |= {low, high}
        edges = sorted(marks)
        for low, high in pairwise(edges):
            middle = (low + high) / 2
            first = min((k for a, b, k in conflicts if a <= middle < b), default=None)
            part = piece.between(low, high)
            if part.vehicles <= LEAST_VEHICLES:
                continue
            if high + off[-1] <= self._situation.at_s + LEAST_S:  # in the shelter already
                self._take(part.shelter_ix, part.vehicles * self._people_per_vehicle(part))
                yield part, None
            elif first is None:
                yield from self._seat(part, len(piece.links))
            else:
                yield part, first

    def _conflicts(self, piece: Piece, off: Floats) -> Iterator[tuple[float, float, int]]:
        """Departure times that would enter a link (k) while it is closed, from the instant on."""
        for k, link in enumerate(piece.links):
            for closed_from, closed_until in self._windows.get(int(link), ()):
                low = max(piece.from_s, self._situation.at_s - off[k], closed_from - off[k])
                high = min(piece.until_s, closed_until - off[k])
                if high > low:
                    yield low, high, k
        opens = float(self._situation.shelters.opens_s[piece.shelter_ix])
        if piece.until_s + off[-1] > self._situation.at_s and opens - off[-1] > piece.from_s:
            yield (
                max(piece.from_s, self._situation.at_s - off[-1]),
                min(piece.until_s, opens - off[-1]),
                len(piece.links),
            )

    def _seat(self, part: Piece, end: int) -> Iterator[tuple[Piece, int | None]]:
        """Take the part's beds; who arrives when they have run out is blocked at the end of the way."""
        fits = self._bedded(part, part.shelter_ix)
        until_s = part.from_s + (part.until_s - part.from_s) * fits / part.vehicles
        if fits > LEAST_VEHICLES:
            yield part.between(part.from_s, until_s), None
        if part.vehicles - fits > LEAST_VEHICLES:
            yield part.between(until_s, part.until_s), end

    def _bedded(self, part: Piece, shelter: int) -> float:
        """Take beds for a part; return how many of its vehicles find them."""
        each = self._people_per_vehicle(part)
        left = max(0.0, float(self._beds[shelter]))
        fits = part.vehicles if each == 0 else min(part.vehicles, left / each)
        self._take(shelter, fits * each)
        return fits

    def _people_per_vehicle(self, piece: Piece) -> float:
        return float(self._situation.zones.people_per_vehicle[piece.zone_ix])

    def _take(self, shelter: int, people: float) -> None:
        had = self._beds[shelter]
        self._beds[shelter] = had - people
        if had > 0 >= self._beds[shelter] - LEAST_VEHICLES:
            self._tree = None

    def _ways_on(self) -> Tree:
        """The shortest ways to open shelters with beds, over links that stay open from the instant on."""
        if self._tree is None:
            situation = self._situation
            cost = np.where(situation.network.capacity_vph > 0, situation.network.travel_s, np.inf)
            cost[situation.closures.link_ix[situation.closures.until_s > situation.at_s]] = np.inf
            welcome = (self._beds > LEAST_VEHICLES) & (situation.shelters.opens_s <= situation.at_s)
            self._tree = self._roads.tree(cost, np.where(welcome, 0.0, np.inf))
        return self._tree

    def divert(self, part: Piece, off: Floats, blocked_at: int) -> tuple[list[Piece], list[Stranded]]:
        """Turn a part off before the link (index) that blocks it; each vehicle where its way on is shortest.

        A part is cut where its vehicles stand between different junctions at the instant: who is
        further back may have a better turning ahead.
        """
        passed = self._situation.at_s - off[: blocked_at + 1]
        cuts = [t for t in passed if part.from_s + LEAST_S < t < part.until_s - LEAST_S]
        edges = [part.from_s, *sorted(cuts), part.until_s]
        waiting = [part.between(low, high) for low, high in pairwise(edges)]
        diverted: list[Piece] = []
        stranded: list[Stranded] = []
        while waiting:
            piece = waiting.pop(0)
            turned, rest = self._turn_off(piece, off, blocked_at)
            if turned is None:
                stranded.append(self._strand(piece, blocked_at))
            else:
                _join(diverted, turned)
            if rest is not None:
                waiting.insert(0, rest)
        return diverted, stranded

    def _turn_off(self, piece: Piece, off: Floats, blocked_at: int) -> tuple[Piece | None, Piece | None]:
        """Send a piece on from the best junction ahead: (who has a bed there, who is left)."""
        tree, network = self._ways_on(), self._situation.network
        ends = network.head_ix[piece.links[-1:]]
        nodes = np.concatenate([network.tail_ix[piece.links], ends])[: blocked_at + 1]
        ahead = np.flatnonzero(piece.from_s + off[: len(nodes)] >= self._situation.at_s - LEAST_S)
        total_s = off[ahead] + tree.price[nodes[ahead]]
        if not np.isfinite(total_s).any():
            return None, None
        turn = int(ahead[np.argmin(total_s)])
        shelter = int(tree.shelter_ix[nodes[turn]])
        _, on = self._roads.ways(tree, np.array([nodes[turn]]))
        fits = self._bedded(piece, shelter)
        until_s = piece.from_s + (piece.until_s - piece.from_s) * fits / piece.vehicles
        way = np.concatenate([piece.links[:turn], on]).astype(np.int32)
        turned = replace(piece.between(piece.from_s, until_s), shelter_ix=shelter, links=way)
        left_over = piece.vehicles - fits > LEAST_VEHICLES
        return turned, piece.between(until_s, piece.until_s) if left_over else None

    def _strand(self, piece: Piece, blocked_at: int) -> Stranded:
        network, zones = self._situation.network, self._situation.zones
        what = (
            f"{network.label(int(piece.links[blocked_at]))} has closed ahead of them"
            if blocked_at < len(piece.links)
            else f"{self._situation.shelters.names[piece.shelter_ix]} has no bed for them or is not open yet"
        )
        people = piece.vehicles * self._people_per_vehicle(piece)
        who = zones.names[piece.zone_ix] or zones.zone_ids[piece.zone_ix]
        return Stranded(
            piece.zone_ix,
            piece.vehicles,
            f"{people:,.0f} people of zone {who} are on the road: {what}, and no other way to a bed is open. "
            "Meet them there, or reopen a way.",
        )


def joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Join pieces of one way that follow each other at one rate; rising by departure."""
    done: list[Piece] = []
    for piece in pieces:
        _join(done, piece)
    return done


def _join(pieces: list[Piece], piece: Piece) -> None:
    """Add a piece, or lengthen the last one where it only goes on."""
    last = pieces[-1] if pieces else None
    if (
        last is not None
        and np.array_equal(last.links, piece.links)
        and abs(last.until_s - piece.from_s) < LEAST_S
        and np.isclose(_rate_vps(last), _rate_vps(piece), rtol=1e-6)
    ):
        pieces[-1] = replace(last, until_s=piece.until_s, vehicles=last.vehicles + piece.vehicles)
    else:
        pieces.append(piece)


def _rate_vps(piece: Piece) -> float:
    return piece.vehicles / max(piece.until_s - piece.from_s, LEAST_S)
