"""From steps to departure windows: what the plan's tables hold."""

import numpy as np

from clearway.city.arrays import Ragged
from clearway.plan import Departures, Routes
from clearway.planner.packing import Placed
from clearway.planner.roadspace import TimedPool
from clearway.planner.trees import Array
from clearway.situation import Situation

SAME_RATE = 1e-7


def join_steps(situation: Situation, timed: TimedPool, placed: Placed) -> tuple[Array, Array, Array, Array]:
    """Join steps of one route that follow each other at one rate: (route, from_s, until_s, vehicles)."""
    if len(placed.route) == 0:
        empty = np.empty(0)
        return np.empty(0, np.int64), empty, empty, empty
    route, step, vehicles = placed.route, placed.step, placed.vehicles
    starts = np.ones(len(route), bool)
    starts[1:] = (
        (route[1:] != route[:-1])
        | (step[1:] != step[:-1] + 1)
        | (np.abs(vehicles[1:] - vehicles[:-1]) > SAME_RATE * vehicles[1:])
    )
    first = np.flatnonzero(starts)
    last = np.append(first[1:], len(route)) - 1
    from_s = timed.leave_s(route[first], step[first])
    until_s = timed.leave_s(route[last], step[last] + 1)
    total = np.add.reduceat(vehicles, first)
    here = (
        np.diff(timed.pool.ptr)[route[first]] == 0
    )  # zone and shelter share a node: everybody is safe at once
    opens_s = situation.shelters.opens_s[timed.pool.shelter_ix[route[first]]]
    ready_s = np.maximum(situation.zones.ready_s, situation.at_s)[timed.pool.zone_ix[route[first]]]
    from_s = np.where(here, np.maximum(ready_s, opens_s), from_s)
    until_s = np.where(here, from_s, until_s)
    return route[first], from_s, until_s, total


def tabulate(
    situation: Situation, timed: TimedPool, route: Array, from_s: Array, until_s: Array, vehicles: Array
) -> tuple[Routes, Departures]:
    """Return the plan's tables: only routes that are used, named by zone and by use."""
    pool, zones = timed.pool, situation.zones
    load = np.bincount(route, vehicles, minlength=len(pool))
    used = np.flatnonzero(load > 0)
    used = used[np.lexsort((used, -load[used], pool.zone_ix[used]))]
    new_row = np.full(len(pool), -1)
    new_row[used] = np.arange(len(used))
    zone_ix = pool.zone_ix[used]
    rank = np.arange(len(used)) - np.searchsorted(zone_ix, zone_ix, side="left") + 1
    names = tuple(f"{zones.zone_ids[z]}/{n}" for z, n in zip(zone_ix, rank, strict=True))
    links = Ragged.of([pool.links_of(int(row)) for row in used], np.int32)
    routes = Routes(names, zone_ix, pool.shelter_ix[used], links, pool.travel_s[used])
    order = np.lexsort((from_s, new_row[route]))
    departures = Departures(new_row[route][order], from_s[order], until_s[order], vehicles[order])
    return routes, departures
