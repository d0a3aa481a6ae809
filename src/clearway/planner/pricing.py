"""New routes where prices say that the known ones are not the cheapest."""

import numpy as np

from clearway.planner.balance import Balance
from clearway.planner.routes import PoolBuilder, cheapest_starts, rows_in
from clearway.planner.trees import NONE, Array, Roads

UNUSED_SHARE = 1e-4  # of a zone's vehicles: a route that carries less is let go
KEPT = 12  # routes of a zone, while new ones are looked for


def add_cheaper_routes(balance: Balance, roads: Roads, windows: int) -> Balance:
    """Return the balance with a cheapest route for each zone and window of time, unused ones let go."""
    situation, pool = balance.situation, balance.pool
    builder = PoolBuilder(situation)
    builder.add_pool(pool, carrying(balance, KEPT))
    zones = balance.order
    usable = balance.demand.usable
    bed_price = np.where(situation.shelters.beds > 0, balance.bed_prices(), np.inf)
    for price in balance.mean_price_s(windows):
        cost = np.where(usable, situation.network.travel_s + price, np.inf)
        tree = roads.tree(cost, bed_price)
        starts = cheapest_starts(tree, situation, zones)
        ptr, links = roads.ways(tree, starts)
        for i, zone in enumerate(zones):
            if starts[i] != NONE:
                builder.add(int(zone), int(tree.shelter_ix[starts[i]]), links[ptr[i] : ptr[i + 1]])
    new = builder.pool()
    return balance.with_pool(new, rows_in(pool, new))


def keep_routes(balance: Balance, most: int) -> Balance:
    """Return the balance with at most so many routes for a zone: those that carry most."""
    rows = carrying(balance, most)
    return balance.with_pool(balance.pool.chosen(rows), rows)


def carrying(balance: Balance, most: int) -> Array:
    """Return the routes that carry most of each zone, at most so many, without those that carry nothing."""
    pool = balance.pool
    load = balance.x.sum(axis=1)
    best_first = np.lexsort((np.arange(len(pool)), -load, pool.zone_ix))
    zone = pool.zone_ix[best_first]
    rank = np.arange(len(pool)) - np.searchsorted(zone, zone, side="left")
    carries = load[best_first] > UNUSED_SHARE * balance.demand.vehicles[zone]
    return np.sort(best_first[(rank < most) & (carries | (rank == 0))])
