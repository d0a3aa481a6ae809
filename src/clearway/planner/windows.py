"""From blocks to departure windows: what the plan's tables hold."""

import numpy as np

from clearway.city.arrays import Ragged
from clearway.plan import Departures, Routes
from clearway.planner.roadspace import GRAINS
from clearway.planner.schedule import Schedule
from clearway.planner.trees import Array

ROUNDING = 2  # grains: a block that sends so much less than its rate is full


def departure_windows(schedule: Schedule) -> tuple[Array, Array, Array, Array]:
    """Join blocks of one route that follow each other at one rate: (route, from_s, until_s, vehicles)."""
    route, block = np.nonzero(schedule.sent > 0)
    if len(route) == 0:
        return route, np.empty(0), np.empty(0), np.empty(0)
    begin, end = (steps[route, block] for steps in schedule.spans())
    rate, vehicles = schedule.rate[route, block], schedule.sent[route, block]
    step_s = schedule.clocks.step_s
    lasts_s = (end - begin) * step_s
    needed_s = vehicles / (rate / GRAINS / 3600.0)
    full = vehicles >= (rate - ROUNDING) / GRAINS / 3600.0 * lasts_s
    starts = np.ones(len(route), bool)
    starts[1:] = (route[1:] != route[:-1]) | (begin[1:] != end[:-1]) | (rate[1:] != rate[:-1]) | ~full[:-1]
    first = np.flatnonzero(starts)
    last = np.append(first[1:], len(route)) - 1
    lead_s = schedule.timed.lead_s[route[first]]
    from_s = begin[first] * step_s - lead_s
    until_s = begin[last] * step_s - lead_s + np.where(full, lasts_s, needed_s)[last]
    here = np.diff(schedule.pool.ptr)[route[first]] == 0  # zone and shelter share a node: safe at once
    situation, pool = schedule.situation, schedule.pool
    at_once_s = np.maximum(
        schedule.demand.ready_s[pool.zone_ix], situation.shelters.opens_s[pool.shelter_ix]
    )[route[first]]
    from_s, until_s = np.where(here, at_once_s, from_s), np.where(here, at_once_s, until_s)
    return route[first], from_s, until_s, np.round(np.add.reduceat(vehicles, first), 9)


def tabulate(schedule: Schedule) -> tuple[Routes, Departures]:
    """Return the plan's tables: only routes that are used, named by zone and by use."""
    route, from_s, until_s, vehicles = departure_windows(schedule)
    pool, zones = schedule.pool, schedule.situation.zones
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
    return routes, Departures(new_row[route][order], from_s[order], until_s[order], vehicles[order])
