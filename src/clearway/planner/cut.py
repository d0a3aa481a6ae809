"""The value of a cut: the most people that any plan can have safe by its horizon.

A cut gives each node one instant, `reached_s`, from which being there no longer counts as
saved. Whoever is safe by the horizon was kept at home by the cut, crossed a link from reached
to not yet reached, or lies in a bed of a shelter that is reached; docs/bound.md has the proof.
The sum is taken in continuous time, exactly as docs/formats.md says, by `value_of`.
"""

from dataclasses import dataclass, replace

import numba
import numpy as np
from numpy.typing import NDArray

from clearway.city.arrays import Bools, Floats, Ints, Ragged, frozen
from clearway.situation import Situation

SHARPEST_S = 1e-3
"""Written times are whole milliseconds; a shelter is called reached by at least as much."""


@dataclass(frozen=True, eq=False)
class Ground:
    """What cuts are valued on: a situation as flat arrays, links that never open left out.

    n_nodes : nodes, in the order of the network (or of a contraction of it)
    tail_ix, head_ix : (n_links,) int; travel_s : (n_links,) float
    vehicles_per_s : (n_links,) float > 0
    link_ix : (n_links,) int, rows of the situation's links; -1 for several joined to one
    closed : Ragged (n_links rows of (k, 2)), closed windows, merged and sorted
    zone_nodes, shelter_nodes : Ragged of node rows
    people, ready_s, people_per_vehicle : (n_zones,) float, those with a car
    beds, opens_s : (n_shelters,) float; beds are inf for a way out
    """

    n_nodes: int
    tail_ix: Ints
    head_ix: Ints
    travel_s: Floats
    vehicles_per_s: Floats
    link_ix: Ints
    closed: Ragged
    zone_nodes: Ragged
    people: Floats
    ready_s: Floats
    people_per_vehicle: Floats
    shelter_nodes: Ragged
    beds: Floats
    opens_s: Floats

    @property
    def has_passing_closures(self) -> bool:
        """Whether a link is closed for a part of the time: then values are not convex in the horizon."""
        return len(self.closed.flat) > 0

    def without_closures(self) -> "Ground":
        """Return the same ground with every link open that is open at some time."""
        return replace(self, closed=_no_windows(len(self.tail_ix)))

    def open_by(self, horizon_s: float) -> Bools:
        """(n_shelters,) whether a shelter is open by the horizon."""
        opened: Bools = self.opens_s <= horizon_s
        return opened


@dataclass(frozen=True, eq=False)
class Sets:
    """The three sets of a cut. Between two horizons with the same sets the value is convex.

    let_in : (n_zones,) bool, zones all of whose nodes are reached when they are ready
    unreached : (n_shelters,) bool, shelters not reached before the horizon
    unopened : (n_shelters,) bool, shelters that open after the horizon
    """

    let_in: Bools
    unreached: Bools
    unopened: Bools

    @property
    def key(self) -> bytes:
        """Equal keys are equal sets."""
        return b"|".join(np.packbits(a).tobytes() for a in (self.let_in, self.unreached, self.unopened))


@dataclass(frozen=True, eq=False)
class Valued:
    """A cut, what it proves, and how.

    reached_s : (n_nodes,) float, never above the horizon; the horizon where never reached
    people_at_most : what any plan can have safe by the horizon at most
    people_if_open : the same with the passing closures left out (what chords go by)
    """

    horizon_s: float
    reached_s: Floats
    people_at_most: float
    people_if_open: float
    sets: Sets


def ground_of(situation: Situation) -> Ground:
    """Return the situation as the arrays that cuts are valued on."""
    network, zones, shelters, closures = (
        situation.network,
        situation.zones,
        situation.shelters,
        situation.closures,
    )
    lasting = (closures.from_s <= 0) & np.isinf(closures.until_s)
    usable = (network.capacity_vph > 0) & (network.tail_ix != network.head_ix)
    usable[closures.link_ix[lasting]] = False
    kept = np.flatnonzero(usable).astype(np.int32)
    return Ground(
        n_nodes=network.n_nodes,
        tail_ix=network.tail_ix[kept],
        head_ix=network.head_ix[kept],
        travel_s=network.travel_s[kept],
        vehicles_per_s=network.capacity_vph[kept] / 3600.0,
        link_ix=kept,
        closed=_closed_windows(situation, kept),
        zone_nodes=zones.nodes,
        people=zones.car_people,
        ready_s=zones.ready_s,
        people_per_vehicle=zones.people_per_vehicle,
        shelter_nodes=shelters.nodes,
        beds=shelters.beds,
        opens_s=shelters.opens_s,
    )


def value_of(ground: Ground, horizon_s: float, reached_s: Floats) -> Valued:
    """Return what a cut proves.

    Parameters
    ----------
    reached_s : (n_nodes,) float, seconds after the start, >= 0; the horizon or more: never reached

    Source: Ford and Fulkerson (1958); Anderson, Nash and Philpott (1982); docs/bound.md.
    """
    at = np.minimum(reached_s, horizon_s)
    sets = sets_of(ground, horizon_s, at)
    full = ground.people_per_vehicle[sets.let_in]
    fullest = float(full.max()) if len(full) else 0.0
    kept_home = float(ground.people[~sets.let_in].sum())
    in_beds = float(ground.beds[~sets.unreached & ~sets.unopened].sum())
    crossing = _crossing_vehicles(at, ground.tail_ix, ground.head_ix, ground.travel_s, ground.vehicles_per_s)
    not_closed = crossing - (_closed_vehicles(ground, at) if ground.has_passing_closures else 0.0)
    return Valued(
        horizon_s,
        frozen(at, np.float64),
        kept_home + in_beds + fullest * max(0.0, not_closed),
        kept_home + in_beds + fullest * crossing,
        sets,
    )


def sets_of(ground: Ground, horizon_s: float, at: Floats) -> Sets:
    """Return which zones a cut lets in, and which shelters it does not reach or that are not open."""
    last_reached = _reduced(at, ground.zone_nodes, np.maximum, -np.inf)
    first_reached = _reduced(at, ground.shelter_nodes, np.minimum, np.inf)
    return Sets(last_reached <= ground.ready_s, first_reached >= horizon_s, ~ground.open_by(horizon_s))


def crossing_s(ground: Ground, at: Floats) -> Floats:
    """(n_links,) seconds for which each link is crossed by a cut, closures taken off."""
    seconds = np.maximum(0.0, at[ground.head_ix] - ground.travel_s - at[ground.tail_ix])
    for link in _links_with_windows(ground):
        start = float(at[ground.tail_ix[link]])
        seconds[link] -= _overlap_s(start, start + float(seconds[link]), ground.closed[link])
    return np.asarray(seconds, np.float64)


def _closed_vehicles(ground: Ground, at: Floats) -> float:
    """What the crossed links cannot carry because they are closed meanwhile."""
    total = 0.0
    for link in _links_with_windows(ground):
        start = float(at[ground.tail_ix[link]])
        end = float(at[ground.head_ix[link]] - ground.travel_s[link])
        total += float(ground.vehicles_per_s[link]) * _overlap_s(start, end, ground.closed[link])
    return total


def _links_with_windows(ground: Ground) -> NDArray[np.int64]:
    return np.flatnonzero(np.diff(ground.closed.ptr))


def _overlap_s(start: float, end: float, windows: Floats) -> float:
    return float(np.maximum(0.0, np.minimum(end, windows[:, 1]) - np.maximum(start, windows[:, 0])).sum())


@numba.njit(cache=True, nogil=True)
def _crossing_vehicles(at, tail_ix, head_ix, travel_s, vehicles_per_s):  # type: ignore[no-untyped-def]
    total = 0.0
    for link in range(len(tail_ix)):
        seconds = at[head_ix[link]] - travel_s[link] - at[tail_ix[link]]
        if seconds > 0.0:
            total += seconds * vehicles_per_s[link]
    return total


def _reduced(at: Floats, nodes: Ragged, ufunc: np.ufunc, empty: float) -> Floats:
    """(n_rows,) the largest or smallest of each row's nodes."""
    result = np.full(len(nodes), empty)
    filled = np.flatnonzero(np.diff(nodes.ptr))
    if len(filled):
        result[filled] = ufunc.reduceat(at[nodes.flat], nodes.ptr[:-1][filled])
    return result


def _no_windows(n_links: int) -> Ragged:
    return Ragged(np.zeros(n_links + 1, np.int64), np.empty((0, 2)))


def _closed_windows(situation: Situation, kept: Ints) -> Ragged:
    """Return the closed windows of the links that are open at some time, overlaps merged."""
    closures = situation.closures
    if not len(closures):
        return _no_windows(len(kept))
    windows: list[list[list[float]]] = [[] for _ in kept]
    row_of = {int(link): row for row, link in enumerate(kept)}
    for link in sorted({int(ix) for ix in closures.link_ix} & row_of.keys()):
        merged = windows[row_of[link]]
        for start, end in closures.windows_of(link):
            if merged and start <= merged[-1][1]:
                merged[-1][1] = max(merged[-1][1], end)
            elif end > start:
                merged.append([start, end])
    counts = np.array([len(rows) for rows in windows], np.int64)
    flat = np.array([window for rows in windows for window in rows], float).reshape(-1, 2)
    return Ragged(np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), flat)
