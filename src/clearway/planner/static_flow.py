"""The best cut with given sets: the dual of one static minimum-cost flow.

Fix which zones are let in and which shelters stay unreached; what is left to choose are the
closing times alone. That is the dual of sending a steady flow x from those zones to those
shelters that earns `horizon` for each vehicle and second that arrives and pays the seconds
driven (and waited for the zone to be ready): a temporally repeated flow of Ford and Fulkerson.
The closing times are the flow's node potentials; the flow that arrives, |x|, is how fast the
value grows with the horizon.
"""

import numba
import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow

from clearway.city.arrays import Bools, Floats
from clearway.planner.cut import Ground
from clearway.planner.distances import grouped

UNITS_PER_VEHICLE_S = 100_000
UNITS_PER_S = 1_000


def static_cut(ground: Ground, horizon_s: float, let_in: Bools, unreached: Bools) -> tuple[Floats, float]:
    """Return (n_nodes,) the best closing times with these sets, and the flow in vehicles a second."""
    n = ground.n_nodes
    source, sink = n, n + 1
    zones = np.repeat(np.arange(len(ground.people)), np.diff(ground.zone_nodes.ptr))
    starts = let_in[zones] & (ground.ready_s[zones] < horizon_s)
    shelters = np.repeat(np.arange(len(ground.beds)), np.diff(ground.shelter_nodes.ptr))
    ends = ground.shelter_nodes.flat[unreached[shelters] & ground.open_by(horizon_s)[shelters]]
    begins = ground.zone_nodes.flat[starts]
    ready = ground.ready_s[zones[starts]]
    total = int(np.ceil(ground.vehicles_per_s.sum() * UNITS_PER_VEHICLE_S)) + 1
    capacity = np.ceil(ground.vehicles_per_s * UNITS_PER_VEHICLE_S).astype(np.int64)
    seconds = np.minimum(ground.travel_s, 2 * horizon_s)
    tails = np.concatenate([ground.tail_ix, np.full(len(begins), source), ends, [sink]])
    heads = np.concatenate([ground.head_ix, begins, np.full(len(ends), sink), [source]])
    free = np.full(len(begins) + len(ends) + 1, total)
    capacities = np.concatenate([capacity, free])
    costs = np.floor(
        np.concatenate([seconds, ready, np.zeros(len(ends)), [-horizon_s]]) * UNITS_PER_S
    ).astype(np.int64)
    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(
        tails.astype(np.int32), heads.astype(np.int32), capacities, costs
    )
    if solver.solve() != solver.OPTIMAL:
        raise ArithmeticError("the static flow of a cut was not found")
    flows = np.asarray(solver.flows(np.arange(len(tails))))
    at = np.full(n + 2, np.inf)
    at[source], at[sink] = 0.0, float(np.floor(horizon_s * UNITS_PER_S))
    onward, back = flows[:-1] < capacities[:-1], flows[:-1] > 0
    _relax(
        at,
        np.concatenate([tails[:-1][onward], heads[:-1][back]]).astype(np.int32),
        np.concatenate([heads[:-1][onward], tails[:-1][back]]).astype(np.int32),
        np.concatenate([costs[:-1][onward], -costs[:-1][back]]).astype(np.float64),
    )
    return np.clip(at[:n] / UNITS_PER_S, 0.0, horizon_s), float(flows[-1]) / UNITS_PER_VEHICLE_S


def _relax(at: Floats, tails: NDArray[np.int32], heads: NDArray[np.int32], costs: Floats) -> None:
    ptr, order = grouped(tails, len(at))
    _bellman_ford(ptr, heads[order], costs[order], at)


@numba.njit(cache=True, nogil=True)
def _bellman_ford(ptr, heads, costs, at):  # type: ignore[no-untyped-def]
    n = len(at)
    queue = np.empty(n + 1, np.int64)
    queued = np.zeros(n, np.bool_)
    first, last = 0, 0
    for node in range(n):
        if at[node] < np.inf:
            queue[last] = node
            last += 1
            queued[node] = True
    while first != last:
        node = queue[first]
        first = first + 1 if first < n else 0
        queued[node] = False
        for link in range(ptr[node], ptr[node + 1]):
            reached = at[node] + costs[link]
            if reached < at[heads[link]]:
                at[heads[link]] = reached
                if not queued[heads[link]]:
                    queued[heads[link]] = True
                    queue[last] = heads[link]
                    last = last + 1 if last < n else 0
