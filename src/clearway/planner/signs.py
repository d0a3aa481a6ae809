"""Signs: at every junction all evacuees are pointed one way, so that a police post needs one sign.

The roads in use then form a forest that leads to the shelters (a convergent plan). A shelter takes in who
comes until it is full; it may have a sign as well, by which the others go on.

Source: Even, Pillac and Van Hentenryck, Convergent Plans for Large-Scale Evacuations (AAAI 2015).
"""

from dataclasses import replace

import numpy as np

from clearway.city import Network, Zones
from clearway.city.arrays import Ragged
from clearway.plan import Routes
from clearway.planner.balancing import balanced, balanced_exactly
from clearway.planner.flow import SETTLE_ROUNDS, settle_earlier
from clearway.planner.packing import PATIENCE
from clearway.planner.peaks import allowed_by_block
from clearway.planner.placing import better, packed_in_order, with_everybody
from clearway.planner.routes import Pool, PoolBuilder
from clearway.planner.schedule import Schedule
from clearway.planner.schedule_kernels import take_route
from clearway.planner.sign_search import Forest, best_forest, forest_routes
from clearway.planner.task import Task
from clearway.planner.trees import Array

MOST_ROUTES = 8
LEAST_VEH = 1e-6


def plan_signs(task: Task, _first: PoolBuilder) -> Schedule:
    """Return the best plan found in which every junction has one way on.

    Where beds run out at the end of a zone's way, those left over are still led to free beds
    elsewhere by the shortest way: a second sign is better than nobody's bed.
    """
    task.so_far.finishing = True  # any forest will do
    forest = best_forest(task)
    pool = forest_routes(task, forest.sign)
    best = packed_in_order(task, pool)
    if not task.watch("placing departures", 0.8):
        return best
    packed = _packed(task, forest)
    return best if packed is None else better(best, packed)


def junctions_with_two_ways(network: Network, routes: Routes) -> int:
    """Count the junctions from which routes lead on by more than one link."""
    return int((np.bincount(network.tail_ix[np.unique(routes.links.flat)]) > 1).sum())


def _packed(task: Task, forest: Forest) -> Schedule | None:
    """Pack the forest as the search has shared out its beds; no way beside it is looked for."""
    entries, zone_ix = _entries_as_zones(task, forest)
    pool = forest_routes(entries, forest.sign)
    coarse = balanced(entries, pool, MOST_ROUTES, new_routes=False)
    if coarse is None:
        return None
    balance, schedule = balanced_exactly(entries, coarse)
    schedule.pack(allowed=allowed_by_block(balance, schedule), patience=PATIENCE)
    schedule.pack()
    whole = _of_zones(task, schedule, zone_ix)
    if task.watch("placing departures", 0.85):
        settle_earlier(task, whole, SETTLE_ROUNDS)
    return with_everybody(task, whole)


def _entries_as_zones(task: Task, forest: Forest) -> tuple[Task, Array]:
    """Return the task with a zone for each entry in use, and (n_entries,) the zone that each is part of."""
    zones, demand = task.situation.zones, task.demand
    zone_ix = np.repeat(np.arange(len(zones)), np.diff(zones.nodes.ptr))
    rows = np.flatnonzero(forest.entry > LEAST_VEH)
    zone_ix, vehicles = zone_ix[rows], forest.entry[rows]
    parts = Zones(
        zone_ids=tuple(f"{zones.zone_ids[zone]}/{row}" for zone, row in zip(zone_ix, rows, strict=True)),
        names=tuple(zones.names[zone] for zone in zone_ix),
        nodes=Ragged.of([[node] for node in zones.nodes.flat[rows]], np.int32),
        people=vehicles * zones.people_per_vehicle[zone_ix],
        no_car_people=np.zeros(len(rows)),
        vehicles=vehicles,
        ready_s=zones.ready_s[zone_ix],
        deadline_s=zones.deadline_s[zone_ix],
        weight=zones.weight[zone_ix],
    )
    split = replace(demand, vehicles=vehicles, ready_s=demand.ready_s[zone_ix], cut_off={})
    return replace(task, situation=replace(task.situation, zones=parts), demand=split), zone_ix


def _of_zones(task: Task, schedule: Schedule, zone_ix: Array) -> Schedule:
    """Return a schedule of entries as one of zones; routes keep their rows."""
    old = schedule.pool
    pool = Pool(zone_ix[old.zone_ix].astype(np.int32), old.shelter_ix, old.ptr, old.links, old.travel_s)
    whole = Schedule(
        task.situation, task.demand, schedule.clocks, pool, schedule.until_s, schedule.block_steps,
        round_departures=schedule.round_departures,
    )  # fmt: skip
    whole.rate[:], whole.sent[:] = schedule.rate, schedule.sent
    for used in np.flatnonzero(whole.rate.any(axis=1)).tolist():
        take_route(whole.space.left, whole.courses, used, whole.rate[used], 1)
    whole.recount()
    return whole
