"""A place for everybody: packs what waits, adding time and routes of last resort where needed."""

from collections.abc import Callable

import numpy as np

from clearway.planner.roadspace import Clocks
from clearway.planner.routes import Pool, PoolBuilder, cheapest_starts
from clearway.planner.schedule import Schedule
from clearway.planner.task import Task
from clearway.planner.trees import NONE, Array

STEPS_S = (1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0)  # a minute is whole in each
STEPS_TO_THE_END, ORDERS_STEPS, SIMPLE_STEPS = 6000, 2400, 1200
MOST_CELLS, MOST_GROWN_CELLS = 100_000_000, 400_000_000
BLOCK_STEPS = 6
MOST_ENTRIES = 90_000_000  # onto links, in blocks: a judge of the plan has to hold them all
SPARE = 1.4  # a schedule begins with so much more time than the bound on the clearance
LONGER = 1.3  # ... and goes on so much longer while somebody waits
NOBODY_PEOPLE = 1e-4


def choose_step_s(end_s: float, n_links: int, most_steps: int = STEPS_TO_THE_END, n_ways: int = 0) -> float:
    """Return the finest step with which the whole evacuation fits into memory, and its plan can be judged.

    n_links : used by anybody; n_ways : links of all routes, added up
    """
    for step_s in STEPS_S:
        steps = end_s / step_s
        entries = n_ways * steps / BLOCK_STEPS
        if steps <= most_steps and SPARE * steps * n_links <= MOST_CELLS and entries <= MOST_ENTRIES:
            return step_s
    return STEPS_S[-1]


def empty_schedule(
    task: Task, pool: Pool, *, orders: bool = False, most_steps: int | None = None
) -> Schedule:
    """Return a schedule with nobody on the road, on clocks that suit the evacuation's length.

    orders : departures begin at whole minutes, so that people can be told; else arrivals do
    most_steps : until the bound on the clearance; None: as suits
    """
    usual = ORDERS_STEPS if orders else STEPS_TO_THE_END
    n_ways = 0 if orders else len(pool.links)
    step_s = choose_step_s(task.end_s, len(np.unique(pool.links)), most_steps or usual, n_ways)
    block_steps = BLOCK_STEPS
    if orders:
        clocks = Clocks.round(task.situation, step_s)
        block_steps = round(max(60.0, 60.0 * round(BLOCK_STEPS * step_s / 60.0)) / step_s)
    else:
        clocks = Clocks.homeward(task.situation, task.demand, task.roads, step_s)
    return Schedule(
        task.situation, task.demand, clocks, pool, SPARE * task.end_s + 60.0, block_steps,
        round_departures=orders,
    )  # fmt: skip


def packed_in_order(task: Task, pool: Pool) -> Schedule:
    """Pack everybody in order of arrival, deadlines first: simple and feasible, the plan to beat."""
    schedule = empty_schedule(task, pool, most_steps=SIMPLE_STEPS)
    deadline_s = task.situation.zones.deadline_s
    if np.isfinite(deadline_s).any():
        schedule.pack(deadline_s=deadline_s)
    schedule.pack()
    return with_everybody(task, schedule)


def _by_arrival(schedule: Schedule) -> None:
    schedule.pack()


def with_everybody(
    task: Task, schedule: Schedule, place: Callable[[Schedule], None] = _by_arrival
) -> Schedule:
    """Add time and routes of last resort until nobody waits who could be placed.

    place : places those who wait on a schedule that has more time or routes than before
    """
    situation, each = task.situation, task.situation.zones.people_per_vehicle
    while True:
        left = np.flatnonzero(schedule.waiting * each > NOBODY_PEOPLE)
        if not len(left):
            return schedule
        pool, until_s = schedule.pool, schedule.until_s
        one_vehicle = float((each * np.minimum(schedule.waiting, 1.0))[left].min()) * (1 - 1e-9)
        open_beds = schedule.beds >= one_vehicle
        grown = schedule.space.left.size * LONGER <= MOST_GROWN_CELLS and until_s < situation.horizon_s
        if grown and np.isin(pool.zone_ix[open_beds[pool.shelter_ix]], left).any():
            until_s = min(situation.horizon_s, LONGER * until_s)
        else:
            more = last_resort(task, pool, left, open_beds)
            if len(more) == len(pool):
                return schedule
            pool = more
        schedule = schedule.rebuilt(pool, until_s)
        place(schedule)


def last_resort(task: Task, pool: Pool, zones: Array, open_beds: Array) -> Pool:
    """Return the pool and the shortest ways from these zones to shelters that still have beds."""
    situation = task.situation
    builder = PoolBuilder(situation)
    builder.add_pool(pool, np.arange(len(pool)))
    shelter_price = np.where(open_beds, 0.0, np.inf)
    always_open = task.demand.usable.copy()
    always_open[situation.closures.link_ix] = False
    for usable in (task.demand.usable, always_open):
        tree = task.roads.tree(np.where(usable, situation.network.travel_s, np.inf), shelter_price)
        starts = cheapest_starts(tree, situation, zones)
        ptr, links = task.roads.ways(tree, starts)
        for i, zone in enumerate(zones):
            if starts[i] != NONE:
                builder.add(int(zone), int(tree.shelter_ix[starts[i]]), links[ptr[i] : ptr[i + 1]])
    return builder.pool()


def better(one: Schedule, other: Schedule) -> Schedule:
    """Return the schedule that serves more people, then fewer late, then with the earlier mean."""
    return min(one, other, key=merit)


def merit(schedule: Schedule) -> tuple[float, float, float, float]:
    """Return what is compared, least is best: people not served, late people, mean, clearance."""
    zones = schedule.situation.zones
    people = zones.people_per_vehicle[schedule.pool.zone_ix, None] * schedule.sent
    late = (people * (schedule.arrived_s() > zones.deadline_s[schedule.pool.zone_ix, None] + 1e-6)).sum()
    unserved, late_people = round(-float(people.sum()), 1), round(float(late), 1)
    return unserved, late_people, round(schedule.mean_s(), 3), schedule.clearance_s()
