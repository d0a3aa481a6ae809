"""The best cut whose closing times are chosen from short lists: one maximum flow.

Give each node a sorted list of candidate times, its labels. The stretch from one label to the
next is a copy of the node; a link joins the copies that its traffic connects, with what it
carries in the time they overlap. A minimum cut of that graph is exactly the best cut with
`reached_s[v]` in the labels of v, valued in continuous time: fewer labels loosen the bound, they
never break it. Long lists find the rough place, short bands around the last answer the exact one.
"""

from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import max_flow

from clearway.city.arrays import Floats
from clearway.planner.cut import Ground

UNITS_PER_PERSON = 100


@dataclass(frozen=True, eq=False)
class Labels:
    """Candidate closing times; node v owns `times_s[ptr[v]:ptr[v + 1]]`, at least one, rising."""

    ptr: NDArray[np.int64]
    times_s: Floats


@dataclass(frozen=True, eq=False)
class Limits:
    """Between which times a node's closing time has to be looked for, at one horizon.

    horizon_s : the horizon
    first_s, last_s : (n_nodes,) float; last_s is when nobody there can be safe in time any more
    """

    horizon_s: float
    first_s: Floats
    last_s: Floats


Times = tuple[NDArray[np.int64], Floats]
"""Single candidate times, as node rows and times."""


def grid_labels(limits: Limits, step_s: float, *extra: Times) -> Labels:
    """Return labels every `step_s` before each node's last time, its first and last, and `extra`."""
    spans = np.minimum(np.ceil((limits.last_s - limits.first_s) / step_s), 64).astype(np.int64)
    counts = np.maximum(0, spans - 1)
    nodes = np.repeat(np.arange(len(spans)), counts)
    ranks = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts) + 1
    times = limits.last_s[nodes] - ranks * step_s
    every = np.arange(len(spans))
    return _sorted_labels(limits, (nodes, times), (every, limits.first_s), (every, limits.last_s), *extra)


def band_labels(limits: Limits, centre_s: Floats, width_s: float, *extra: Times) -> Labels:
    """Return five labels around each node's time, `width_s` apart, and `extra`."""
    every = np.arange(len(centre_s))
    return _sorted_labels(limits, *((every, centre_s + k * width_s) for k in (-2, -1, 0, 1, 2)), *extra)


def chosen_labels(limits: Limits, *times: Times) -> Labels:
    """Return just these labels; each node has to have one."""
    return _sorted_labels(limits, *times)


def best_cut(ground: Ground, limits: Limits, labels: Labels, fullest: float) -> Floats:
    """Return (n_nodes,) the best closing times among the labels.

    fullest : people in each vehicle of the zones let in, at most; zones with fuller ones stay at home
    """
    copy_ptr = labels.ptr - np.arange(len(labels.ptr))
    tails, heads, amounts, from_source, to_sink = _joined_copies(
        ground.tail_ix, ground.head_ix, ground.travel_s, ground.vehicles_per_s * fullest,
        labels.ptr, labels.times_s, copy_ptr, ground.closed.ptr, ground.closed.flat,
    )  # fmt: skip
    zones = _zone_arcs(ground, labels, copy_ptr, fullest)
    shelters = _shelter_arcs(ground, limits.horizon_s, labels, copy_ptr)
    np.add.at(from_source, zones.alone_copy, zones.alone)
    np.add.at(to_sink, shelters.alone_copy, shelters.alone)
    n_copies = int(copy_ptr[-1])
    source, sink, first_hub = n_copies, n_copies + 1, n_copies + 2
    zone_hubs = first_hub + np.arange(len(zones.hubs))
    shelter_hubs = first_hub + len(zones.hubs) + np.arange(len(shelters.hubs))
    held = np.ones(n_copies, bool)
    held[copy_ptr[1:][np.diff(copy_ptr) > 0] - 1] = False
    hold = np.flatnonzero(held)
    shared = np.minimum(from_source, to_sink)
    left, right = np.flatnonzero(from_source > shared), np.flatnonzero(to_sink > shared)
    n_sure = len(hold) + len(zones.hub) + len(shelters.hub)
    inside = _source_side(
        first_hub + len(zones.hubs) + len(shelters.hubs), source, sink,
        np.concatenate([tails, hold, zone_hubs[zones.hub], shelters.hub_copy,
                        np.full(len(left) + len(zone_hubs), source), right, shelter_hubs]),
        np.concatenate([heads, hold + 1, zones.hub_copy, shelter_hubs[shelters.hub],
                        left, zone_hubs, np.full(len(right) + len(shelter_hubs), sink)]),
        np.concatenate([amounts, np.full(n_sure, np.inf), (from_source - shared)[left], zones.hubs,
                        (to_sink - shared)[right], shelters.hubs]),
        float(ground.people.sum()) + 1.0,
    )  # fmt: skip
    reached_s: Floats = _first_inside(labels.ptr, labels.times_s, copy_ptr, inside)
    return reached_s


def _sorted_labels(limits: Limits, *given: Times) -> Labels:
    """Clip, sort and thin out candidate times."""
    nodes = np.concatenate([row[0] for row in given])
    times_s = np.concatenate([row[1] for row in given])
    times = np.clip(times_s, limits.first_s[nodes], limits.last_s[nodes])
    order = np.lexsort((times, nodes))
    nodes, times = nodes[order], times[order]
    new = np.ones(len(nodes), bool)
    new[1:] = (nodes[1:] != nodes[:-1]) | (times[1:] > times[:-1])
    nodes, times = nodes[new], times[new]
    ptr = np.concatenate([[0], np.cumsum(np.bincount(nodes, minlength=len(limits.first_s)))])
    return Labels(ptr.astype(np.int64), times)


def _zone_arcs(ground: Ground, labels: Labels, copy_ptr: NDArray[np.int64], fullest: float) -> "_Terminals":
    """Join each zone to the copies of its nodes at the time it is ready: let in means all reached."""
    zone = np.repeat(np.arange(len(ground.people)), np.diff(ground.zone_nodes.ptr))
    copies = _copies_at(ground.zone_nodes.flat, ground.ready_s[zone], labels.ptr, labels.times_s, copy_ptr)
    people = np.where(ground.people_per_vehicle <= fullest, ground.people, 0.0)
    return _terminals(zone, copies, people, shut=NEVER, certain=ALWAYS)


def _shelter_arcs(
    ground: Ground, horizon_s: float, labels: Labels, copy_ptr: NDArray[np.int64]
) -> "_Terminals":
    """Join the last copies of each open shelter's nodes to it: any reached in time pays the beds."""
    shelter = np.repeat(np.arange(len(ground.beds)), np.diff(ground.shelter_nodes.ptr))
    before = np.full(len(shelter), np.nextafter(horizon_s, 0.0))
    copies = _copies_at(ground.shelter_nodes.flat, before, labels.ptr, labels.times_s, copy_ptr)
    beds = np.where(ground.open_by(horizon_s), ground.beds, 0.0)
    return _terminals(shelter, copies, beds, shut=ALWAYS, certain=NEVER)


NEVER, ALWAYS = -1, -2
"""No copy at a time, because the node is certainly not, or certainly, reached by then."""


@dataclass(frozen=True, eq=False)
class _Terminals:
    """How zones or shelters hang on copies: alone straight to source or sink, several by a hub.

    alone_copy, alone : copies, and the people or beds at each
    hubs : (n_hubs,) people or beds; hub, hub_copy : what joins a hub to a copy
    """

    alone_copy: NDArray[np.int64]
    alone: Floats
    hubs: Floats
    hub: NDArray[np.int64]
    hub_copy: NDArray[np.int64]


def _terminals(
    group: NDArray[np.int64], copies: NDArray[np.int64], amounts: Floats, *, shut: int, certain: int
) -> _Terminals:
    """Leave out groups with a `shut` copy, whose cost is fixed, and copies that are `certain`."""
    part = amounts > 0
    part[group[copies == shut]] = False
    joined = part[group] & (copies != certain)
    count = np.bincount(group[joined], minlength=len(amounts))
    single, several = joined & (count[group] == 1), joined & (count[group] > 1)
    groups, hub = np.unique(group[several], return_inverse=True)
    return _Terminals(copies[single], amounts[group[single]], amounts[groups], hub, copies[several])


@numba.njit(cache=True, nogil=True)
def _copies_at(nodes, at_s, ptr, times_s, copy_ptr):  # type: ignore[no-untyped-def]
    """Return the copy of each node that holds a time, NEVER before its first label, ALWAYS after its last."""
    copies = np.empty(len(nodes), np.int64)
    for row in range(len(nodes)):
        node = nodes[row]
        rank = ptr[node]
        while rank < ptr[node + 1] and times_s[rank] <= at_s[row]:
            rank += 1
        if rank == ptr[node]:
            copies[row] = NEVER
        elif rank == ptr[node + 1]:
            copies[row] = ALWAYS
        else:
            copies[row] = copy_ptr[node] + rank - ptr[node] - 1
    return copies


def _source_side(
    n_vertices: int,
    source: int,
    sink: int,
    tails: NDArray[np.int64],
    heads: NDArray[np.int64],
    people: Floats,
    everybody: float,
) -> NDArray[np.bool_]:
    """Return (n_vertices,) the source side of a minimum cut.

    The complement of the sink side is taken: the source side that the solver names was once
    found to be no minimum cut.
    """
    units = np.ceil(np.minimum(people, everybody) * UNITS_PER_PERSON).astype(np.int64)
    solver = max_flow.SimpleMaxFlow()
    solver.add_arcs_with_capacity(tails.astype(np.int32), heads.astype(np.int32), units)
    if len(tails) and solver.solve(source, sink) != solver.OPTIMAL:
        raise ArithmeticError("the maximum flow of a cut was not found")
    inside = np.ones(n_vertices, bool)
    if len(tails):
        inside[np.array(solver.get_sink_side_min_cut(), np.int64)] = False
    return inside


@numba.njit(cache=True, nogil=True)
def _joined_copies(  # type: ignore[no-untyped-def]
    tail_ix, head_ix, travel_s, people_per_s, ptr, times_s, copy_ptr, closed_ptr, closed
):
    """Walk each link through the times at which the state of its tail or its head may change."""
    most = 0
    for link in range(len(tail_ix)):
        u, v = tail_ix[link], head_ix[link]
        most += ptr[u + 1] - ptr[u] + ptr[v + 1] - ptr[v]
    tails, heads, amounts = np.empty(most, np.int64), np.empty(most, np.int64), np.empty(most)
    from_source, to_sink = np.zeros(copy_ptr[-1]), np.zeros(copy_ptr[-1])
    n = 0
    for link in range(len(tail_ix)):
        u, v, travel = tail_ix[link], head_ix[link], travel_s[link]
        n_u, n_v = ptr[u + 1] - ptr[u], ptr[v + 1] - ptr[v]
        time, end = times_s[ptr[u]], times_s[ptr[v + 1] - 1] - travel
        i, j = 0, -1
        while j + 1 < n_v and times_s[ptr[v] + j + 1] - travel <= time:
            j += 1
        while time < end:
            following = times_s[ptr[v] + j + 1] - travel
            if i + 1 < n_u and times_s[ptr[u] + i + 1] < following:
                following = times_s[ptr[u] + i + 1]
            seconds = following - time
            for window in range(closed_ptr[link], closed_ptr[link + 1]):
                shut = min(following, closed[window, 1]) - max(time, closed[window, 0])
                if shut > 0.0:
                    seconds -= shut
            if seconds > 1e-9:
                people = seconds * people_per_s[link]
                if i < n_u - 1 and j >= 0:
                    tails[n], heads[n], amounts[n] = copy_ptr[u] + i, copy_ptr[v] + j, people
                    n += 1
                elif i < n_u - 1:
                    to_sink[copy_ptr[u] + i] += people
                elif j >= 0:
                    from_source[copy_ptr[v] + j] += people
            time = following
            while i + 1 < n_u and times_s[ptr[u] + i + 1] <= time:
                i += 1
            while j + 1 < n_v and times_s[ptr[v] + j + 1] - travel <= time:
                j += 1
    return tails[:n], heads[:n], amounts[:n], from_source, to_sink


@numba.njit(cache=True, nogil=True)
def _first_inside(ptr, times_s, copy_ptr, inside):  # type: ignore[no-untyped-def]
    """Return each node's first label whose copy lies on the source side, else its last."""
    reached_s = np.empty(len(ptr) - 1)
    for node in range(len(reached_s)):
        reached_s[node] = times_s[ptr[node + 1] - 1]
        for copy in range(copy_ptr[node], copy_ptr[node + 1]):
            if inside[copy]:
                reached_s[node] = times_s[ptr[node] + copy - copy_ptr[node]]
                break
    return reached_s
