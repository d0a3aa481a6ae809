"""The first signs: static flows that split at ever fewer junctions, until everybody goes one way at each.

A least-cost flow sends all vehicles at once, dearer the longer a road would be busy. Where it splits least,
the side ways are shut, and the flow finds its best way anew: signs are fixed with all others still free.
"""

from dataclasses import dataclass

import numpy as np
from ortools.graph.python import min_cost_flow

from clearway.planner.task import Task
from clearway.planner.trees import NONE, Array

ROUNDS, LAST_ROUNDS = 30, 3
SHARE_FIXED, LEAST_FIXED = 0.25, 8  # of the junctions that split, in a round
LEVELS = (0.7, 1.2, 2.0, 6.0)  # of the bound on the clearance: how long a road is busy
DEARER = (0.0, 0.5, 1.2, 2.5)  # shares of that bound that a vehicle costs in each
JAM_SHARE = 0.6
GRAINS = 10.0  # of a vehicle
LOST_S = 1e7
MOST = 10**12


@dataclass(frozen=True, eq=False)
class StaticFlow:
    """Where all vehicles go, without time.

    load : (n_links,) vehicles; entry : (n_entries,) like `zones.nodes.flat`, vehicles that enter there
    """

    load: Array
    entry: Array


def first_signs(task: Task) -> tuple[Array, Array]:
    """Return ((n_nodes,) the link on which everybody goes on or -1, (n_entries,) vehicles by entry)."""
    network = task.situation.network
    shut = ~task.demand.usable
    flow = static_flow(task, shut)
    for round_ in range(ROUNDS):
        main, side = _main_and_side(task, flow.load)
        splits = np.flatnonzero(side > 1.0 / GRAINS)
        if not len(splits) or not task.watch("pointing first signs", 0.4 + 0.2 * round_ / ROUNDS):
            break
        least = np.argsort(side[splits] / np.sqrt(side[splits] + flow.load[main[splits]]), kind="stable")
        n_fixed = max(LEAST_FIXED, int(SHARE_FIXED * len(splits)))
        fixed = np.zeros(network.n_nodes, bool)
        fixed[splits[least if round_ >= ROUNDS - LAST_ROUNDS else least[:n_fixed]]] = True
        shut |= fixed[network.tail_ix] & (np.arange(network.n_links) != main[network.tail_ix])
        flow = static_flow(task, shut)
    return _completed(task, _main_and_side(task, flow.load)[0]), _everybody(task, flow.entry)


def _main_and_side(task: Task, load: Array) -> tuple[Array, Array]:
    """(n_nodes,) the link out that carries most, -1 where none does; vehicles that take another."""
    network = task.situation.network
    main = np.full(network.n_nodes, NONE)
    used = np.flatnonzero(load > 0)
    used = used[np.argsort(load[used], kind="stable")]
    main[network.tail_ix[used]] = used
    out = np.bincount(network.tail_ix, load, minlength=network.n_nodes)
    return main, np.where(main == NONE, 0.0, out - load[main])


def static_flow(task: Task, shut: Array) -> StaticFlow:
    """Send all vehicles to beds at the least cost over the links that are not shut; (n_links,) bool."""
    situation, network = task.situation, task.situation.network
    zones, shelters, vehicles = situation.zones, situation.shelters, task.demand.vehicles
    n, n_zones, n_shelters = network.n_nodes, len(zones), len(shelters)
    each = float(vehicles @ zones.people_per_vehicle) / max(float(vehicles.sum()), 1.0)
    sink, zone, shelter = (
        n + n_zones + n_shelters,
        n + np.arange(n_zones),
        n + n_zones + np.arange(n_shelters),
    )
    links = np.flatnonzero(~shut)
    volume = network.capacity_vph[links] * task.end_s / 3600.0
    widths = np.diff(np.concatenate([[0.0], LEVELS]))
    free = len(zones.nodes.flat) + len(shelters.nodes.flat)
    tails: list[Array] = [
        np.tile(network.tail_ix[links], len(LEVELS)), np.repeat(zone, np.diff(zones.nodes.ptr)),
        shelters.nodes.flat, shelter, zone,
    ]  # fmt: skip
    heads: list[Array] = [
        np.tile(network.head_ix[links], len(LEVELS)), zones.nodes.flat,
        np.repeat(shelter, np.diff(shelters.nodes.ptr)), np.full(n_shelters + n_zones, sink),
    ]  # fmt: skip
    amounts: list[Array] = [
        np.outer(widths, volume).ravel(), np.full(free, np.inf), shelters.beds / max(each, 1e-9),
        np.full(n_zones, np.inf),
    ]  # fmt: skip
    jam_s = JAM_SHARE * task.end_s * np.repeat(DEARER, len(links))
    costs: list[Array] = [
        np.tile(network.travel_s[links] + 1.0, len(LEVELS)) + jam_s, np.zeros(free + n_shelters),
        np.full(n_zones, LOST_S),
    ]  # fmt: skip
    supplies = np.zeros(sink + 1, np.int64)
    supplies[zone] = np.round(vehicles * GRAINS)
    supplies[sink] = -supplies[zone].sum()
    solver = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(
        np.concatenate(tails).astype(np.int32), np.concatenate(heads).astype(np.int32),
        np.minimum(np.concatenate(amounts) * GRAINS, MOST).astype(np.int64),
        np.concatenate(costs).astype(np.int64),
    )  # fmt: skip
    solver.set_nodes_supplies(np.arange(sink + 1, dtype=np.int32), supplies)
    if solver.solve() != solver.OPTIMAL:
        return StaticFlow(np.zeros(network.n_links), np.zeros(len(zones.nodes.flat)))
    flows = solver.flows(arcs) / GRAINS
    on_links = len(links) * len(LEVELS)
    load = np.zeros(network.n_links)
    load[links] = flows[:on_links].reshape(len(LEVELS), -1).sum(axis=0)
    return StaticFlow(load, flows[on_links : on_links + len(zones.nodes.flat)])


def _completed(task: Task, main: Array) -> Array:
    """Give every other junction the shortest way to one that has a sign, or to a shelter."""
    network, roads, shelters = task.situation.network, task.roads, task.situation.shelters
    signed = main != NONE
    cost = np.where(task.demand.usable & ~signed[network.tail_ix], network.travel_s, np.inf)
    goals = np.union1d(np.flatnonzero(signed), roads.goals[shelters.beds[roads.goal_shelter] > 0])
    return np.where(signed, main, roads.next_links(cost, goals, np.zeros(len(goals)))).astype(np.int64)


def _everybody(task: Task, entry: Array) -> Array:
    """Spread whom the flow left behind evenly over the entries of their zone."""
    nodes, vehicles = task.situation.zones.nodes, task.demand.vehicles
    zone = np.repeat(np.arange(len(vehicles)), np.diff(nodes.ptr))
    left = np.maximum(vehicles - np.bincount(zone, entry, minlength=len(vehicles)), 0.0)
    whole = entry + (left / np.maximum(np.diff(nodes.ptr), 1))[zone]
    total = np.bincount(zone, whole, minlength=len(vehicles))
    return np.asarray(whole * np.divide(vehicles, total, out=np.zeros_like(total), where=total > 0)[zone])
