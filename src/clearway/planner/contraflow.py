"""Contraflow: which roads to turn one way, only where it pays.

Candidates are roads that the proof finds dear and whose other direction the plan leaves empty. Roads are
added as long as the bound falls by enough for each; a plan then confirms them or they are left alone.
Turning a road takes time and people: it counts from the instant of planning plus a set-up time, and every
junction along it is a post to be manned.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from clearway.city import Closures, Reserved
from clearway.plan import Plan, Turned
from clearway.planner.measures import link_worth, with_one_way
from clearway.planner.prove import Proof, prove
from clearway.planner.trees import Array
from clearway.situation import Situation

SETUP_S = 3600.0
MOST_ROADS = 6
PAYS = 0.01  # of the mean bound, for each road
TRIED = 12


def choose_turned(situation: Situation, plan: Plan, proof: Proof) -> tuple[Turned, ...]:
    """Return the roads worth turning, by the bound: most worth first, each lowers it by a share."""
    roads = _roads(situation, link_worth(situation, proof), _load_veh(situation, plan))
    served = plan.evacuated_people
    bound_s = proof.bounds(served).mean_arrival_s
    chosen: list[int] = []
    n_roads = 0
    for links in roads[:TRIED]:
        if n_roads == MOST_ROADS:
            break
        tried = prove(with_one_way(situation, [*chosen, *links]), tolerance=1e-2, most_horizons=12)
        with_s = tried.bounds(served).mean_arrival_s
        if with_s < bound_s * (1 - PAYS):
            chosen += links
            n_roads += 1
            bound_s = with_s
    opposite, from_s = situation.network.opposite_ix, situation.at_s + SETUP_S
    return tuple(Turned(int(opposite[link]), link, from_s) for link in chosen)


def _load_veh(situation: Situation, plan: Plan) -> Array:
    load = np.zeros(situation.network.n_links)
    for route, vehicles in zip(plan.departures.route_ix, plan.departures.vehicles, strict=True):
        load[plan.routes.links[int(route)]] += vehicles
    return load


def _roads(situation: Situation, worth: Array, load_veh: Array) -> list[list[int]]:
    """Group dear links whose opposite is empty into roads by name, the dearest road first."""
    network = situation.network
    opposite = network.opposite_ix
    free = (worth > 0) & (opposite >= 0) & (load_veh > 0)
    free &= load_veh[opposite] <= 0
    groups: dict[object, list[int]] = defaultdict(list)
    for link in np.flatnonzero(free):
        groups[network.names[link] or int(link)].append(int(link))
    return sorted(groups.values(), key=lambda links: (-worth[links].sum(), links))


def with_contraflow(situation: Situation, turned: Sequence[Turned]) -> Situation:
    """Return the situation in which roads are turned: room lent to one direction, the other empty in time.

    A direction lends nothing while it is closed itself.
    """
    if not turned:
        return situation
    network, old = situation.network, situation.closures
    given = np.array([row.link_ix for row in turned], np.int32)
    taking = np.array([row.to_link_ix for row in turned], np.int32)
    from_s = np.array([row.from_s for row in turned])
    n = len(turned)
    stretches = [
        (row, *open_s) for row in range(n) for open_s in old.open_stretches(int(given[row]), from_s[row])
    ]
    row_of, lent_from_s, lent_until_s = np.array(stretches, float).reshape(-1, 3).T
    lender = row_of.astype(np.int64)
    lent = Reserved(taking[lender], lent_from_s, lent_until_s, -network.capacity_vph[given[lender]])
    closures = Closures(
        np.concatenate([old.link_ix, given]),
        np.concatenate([old.from_s, np.maximum(0.0, from_s - network.travel_s[given])]),
        np.concatenate([old.until_s, np.full(n, np.inf)]),
        old.reasons + ("turned one way",) * n,
        old.sources + ("",) * n,
    )
    return replace(situation, closures=closures, reserved=situation.reserved.plus(lent))


def with_every_road_turnable(situation: Situation) -> Situation:
    """Return the situation a plan with contraflow is held against: every link carries both directions."""
    network = situation.network
    both: dict[tuple[int, int], float] = defaultdict(float)
    ends = list(zip(network.tail_ix.tolist(), network.head_ix.tolist(), strict=True))
    for pair, capacity in zip(ends, network.capacity_vph, strict=True):
        both[pair] += float(capacity)
    back = np.array([both.get((head, tail), 0.0) for tail, head in ends])
    wide = replace(network, lanes=np.ones(network.n_links), capacity_vphpl=network.capacity_vph + back)
    return replace(situation, network=wide)


def posts(situation: Situation, turned: Sequence[Turned]) -> list[str]:
    """Return the ids of the junctions along turned roads: each needs a post from the set-up time on."""
    network = situation.network
    nodes = {
        int(node)
        for row in turned
        for node in (network.tail_ix[row.to_link_ix], network.head_ix[row.to_link_ix])
    }
    links_at = np.bincount(network.tail_ix, minlength=network.n_nodes)
    links_at += np.bincount(network.head_ix, minlength=network.n_nodes)
    along = np.zeros(network.n_nodes, int)
    for row in turned:
        for link in (row.link_ix, row.to_link_ix):
            along[network.tail_ix[link]] += 1
            along[network.head_ix[link]] += 1
    return [network.node_ids[node] for node in sorted(nodes) if links_at[node] > along[node]]
