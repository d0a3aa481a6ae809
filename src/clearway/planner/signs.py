"""Signs: at every junction all evacuees are pointed one way, so that a police post needs one sign.

The links in use then form a forest that leads to the shelters (a convergent plan): a tree of cheapest
ways, in which the links that the balanced flow uses much are cheap and over-full shelters dear.

Source: Even, Pillac and Van Hentenryck, Convergent Plans for Large-Scale Evacuations (AAAI 2015).
"""

import numpy as np

from clearway.planner.balance import Balance
from clearway.planner.balancing import balanced
from clearway.planner.flow import packed_as_balanced
from clearway.planner.placing import better, packed_in_order
from clearway.planner.routes import Pool, PoolBuilder, cheapest_starts
from clearway.planner.schedule import Schedule
from clearway.planner.task import Task
from clearway.planner.trees import NONE, Array

BALANCED_ROUTES = 8
UNUSED_FACTOR = 4.0
ROUNDS = 6
BED_STEP_S = 600.0  # a shelter with twice as many guests as beds seems so much farther


def plan_signs(task: Task, first: PoolBuilder) -> Schedule:
    """Return the best plan found in which every junction has one way on.

    Where beds run out at the end of a zone's way, those left over are still led to free beds
    elsewhere by the shortest way: a second sign is better than nobody's bed.
    """
    shelters = task.situation.shelters
    travel_s, no_price = task.situation.network.travel_s, np.zeros(len(shelters))
    best = packed_in_order(task, forest_pool(task, travel_s, no_price))
    balance = balanced(task, first.pool(), BALANCED_ROUTES)
    if balance is None:
        return best
    cost, price = link_cost(task, balance), balance.bed_prices()
    for k in range(ROUNDS):
        if not task.watch("pointing signs", 0.6 + 0.3 * k / ROUNDS):
            return best
        pool = forest_pool(task, cost, price)
        best = better(best, packed_in_order(task, pool))
        along = balanced(task, pool, 1, new_routes=False)
        if along is not None:
            best = better(best, packed_as_balanced(task, along))
        over = overcrowded(task, pool)
        if not over.any():
            break
        price = price + BED_STEP_S * over
    return best


def overcrowded(task: Task, pool: Pool) -> Array:
    """(n_shelters,) by what share of its beds each would be over-full if everybody kept to the one way."""
    zones, beds = task.situation.zones, task.situation.shelters.beds
    people = task.demand.vehicles * zones.people_per_vehicle
    guests = np.bincount(pool.shelter_ix, people[pool.zone_ix], minlength=len(beds))
    return np.maximum(0.0, guests / np.maximum(beds, 1.0) - 1.0)


def link_cost(task: Task, balance: Balance) -> Array:
    """(n_links,) seconds that a link seems to take: much longer where the balance makes little use of it."""
    network = task.situation.network
    load = np.zeros(network.n_links)
    by_route = balance.x.sum(axis=1, dtype=float)
    np.add.at(load, balance.pool.links, np.repeat(by_route, np.diff(balance.pool.ptr)))
    share = np.sqrt(load / max(float(load.max(initial=0.0)), 1e-9))
    return np.asarray(network.travel_s * (1.0 + UNUSED_FACTOR * (1.0 - share) ** 2))


def forest_pool(task: Task, cost: Array, shelter_price: Array) -> Pool:
    """Return one route for each zone along the tree of least cost."""
    shelters = task.situation.shelters
    tree = task.roads.tree(
        np.where(task.demand.usable, cost, np.inf), np.where(shelters.beds > 0, shelter_price, np.inf)
    )
    zones = np.flatnonzero(task.demand.vehicles > 0)
    starts = cheapest_starts(tree, task.situation, zones)
    ptr, links = task.roads.ways(tree, starts)
    builder = PoolBuilder(task.situation)
    for i, zone in enumerate(zones):
        if starts[i] != NONE:
            builder.add(int(zone), int(tree.shelter_ix[starts[i]]), links[ptr[i] : ptr[i + 1]])
    return builder.pool()
