"""Closed roads that a driver would otherwise take: those that meet the way, and those on the habitual one.

The habitual way is the fastest one from home to the same shelter if nothing were closed. A closure far
from both is no business of this zone and only makes its order longer.
"""

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from clearway.plan import Plan
from clearway.situation import Situation
from clearway.times import clock

NO_NODE = -9999


def roads_to_avoid(situation: Situation, plan: Plan) -> dict[int, tuple[str, ...]]:
    """Return, for each route in use, the closed roads to warn of, in words; routes without any are left out.

    A closure counts while somebody of the route is under way: from the first leaving to the last arrival.
    """
    if not len(situation.closures):
        return {}
    habits = _habitual_links(situation, plan)
    found = {}
    for route_ix in map(int, np.unique(plan.departures.route_ix)):
        rows = plan.departures.route_ix == route_ix
        from_s = float(plan.departures.from_s[rows].min())
        until_s = float(plan.departures.until_s[rows].max() + plan.routes.free_flow_s[route_ix])
        words = _words(situation, plan.routes.links[route_ix], habits.get(route_ix, set()), from_s, until_s)
        if words:
            found[route_ix] = words
    return found


def _words(
    situation: Situation, link_ixs: np.ndarray, habitual: set[int], from_s: float, until_s: float
) -> tuple[str, ...]:
    network, closures = situation.network, situation.closures
    met_nodes = set(network.tail_ix[link_ixs].tolist())
    said: dict[str, str] = {}
    for row, link_ix in enumerate(map(int, closures.link_ix)):
        in_force = closures.from_s[row] < until_s and closures.until_s[row] > from_s
        meets = int(network.tail_ix[link_ix]) in met_nodes
        if not in_force or not (meets or link_ix in habitual):
            continue
        span = (
            f"closed from {clock(situation.start_at, closures.from_s[row])}"
            if closures.from_s[row] > 0
            else "closed"
        )
        if np.isfinite(closures.until_s[row]):
            span += f" until {clock(situation.start_at, closures.until_s[row])}"
        reason = f": {closures.reasons[row]}" if closures.reasons[row] else ""
        said.setdefault(network.label(link_ix), f"{network.label(link_ix)} ({span}{reason})")
    return tuple(said.values())


def _habitual_links(situation: Situation, plan: Plan) -> dict[int, set[int]]:
    """Return each used route's closed links on the fastest way if nothing were closed."""
    network = situation.network
    usable = np.flatnonzero(network.capacity_vph > 0)
    slowest_first = usable[np.argsort(-network.travel_s[usable], kind="stable")]
    best = {
        (int(head), int(tail)): int(link)
        for head, tail, link in zip(
            network.head_ix[slowest_first], network.tail_ix[slowest_first], slowest_first, strict=True
        )
    }
    backwards = np.array(list(best), dtype=np.int64).reshape(-1, 2)
    seconds = np.maximum(network.travel_s[list(best.values())], 1e-6)
    graph = csr_array((seconds, (backwards[:, 0], backwards[:, 1])), shape=(network.n_nodes, network.n_nodes))
    closed = set(map(int, situation.closures.link_ix))
    used = np.unique(plan.departures.route_ix)
    habits: dict[int, set[int]] = {}
    for shelter_ix in map(int, np.unique(plan.routes.shelter_ix[used])):
        nodes = situation.shelters.nodes[shelter_ix]
        _, after, _ = dijkstra(graph, indices=nodes, return_predecessors=True, min_only=True)
        for route_ix in map(int, used[plan.routes.shelter_ix[used] == shelter_ix]):
            node = _first_node(situation, plan, route_ix)
            habits[route_ix] = set()
            while (towards := int(after[node])) != NO_NODE:
                link_ix = best[towards, node]
                if link_ix in closed:
                    habits[route_ix].add(link_ix)
                node = towards
    return habits


def _first_node(situation: Situation, plan: Plan, route_ix: int) -> int:
    links = plan.routes.links[route_ix]
    if len(links):
        return int(situation.network.tail_ix[links[0]])
    return int(situation.zones.nodes[int(plan.routes.zone_ix[route_ix])][0])
