"""A plan in a moment: what is handed out when planning is stopped before its own plan is complete.

Planning is stopped by an exception, raised where the planner asks whether to go on: so nothing half done
is ever returned, and the planner's loops need no way out of their own.
"""

from collections.abc import Callable

import numpy as np

from clearway.planner.placing import with_everybody
from clearway.planner.roadspace import Clocks
from clearway.planner.routes import Pool, PoolBuilder
from clearway.planner.schedule import Schedule
from clearway.planner.settling import cost_of, one_by_one
from clearway.planner.task import Task
from clearway.planner.trees import Array

STEP_S = 60.0
MOST_SPARE, LEAST_SPARE_S = 3.0, 3600.0  # so much more time than the bound on the clearance to begin with


def plan_at_once(task: Task, first: PoolBuilder) -> Schedule:
    """Place everybody by the minute: in order of arrival; orders in windows, on the routes most used so."""
    pool = first.pool()
    schedule = _by_the_minute(task, pool)
    schedule.pack()
    if task.settings.mode != "orders":
        return with_everybody(task, schedule)
    pool = pool.chosen(_most_used(pool, schedule.sent.sum(axis=1), task.settings.routes))
    schedule, place = _by_the_minute(task, pool), _in_windows(task)
    place(schedule)
    return with_everybody(task, schedule, place)


def _by_the_minute(task: Task, pool: Pool) -> Schedule:
    """Return an empty schedule with steps and blocks of a minute."""
    until_s = MOST_SPARE * task.end_s + LEAST_SPARE_S
    clocks = Clocks.round(task.situation, STEP_S)
    return Schedule(task.situation, task.demand, clocks, pool, until_s, 1, round_departures=True)


def _most_used(pool: Pool, vehicles: Array, most: int) -> Array:
    """Return rows of the pool: so many routes of each zone, those that carry most."""
    order = np.lexsort((-vehicles, pool.zone_ix))
    rank = np.arange(len(order)) - np.searchsorted(pool.zone_ix[order], pool.zone_ix[order])
    return np.asarray(order[rank < most])


def _in_windows(task: Task) -> Callable[[Schedule], None]:
    """Return what places those who wait in few even windows, zones with most vehicles first."""

    def place(schedule: Schedule) -> None:
        waiting = np.intersect1d(schedule.order, np.flatnonzero(schedule.waiting > 0))
        waiting = waiting[np.argsort(-task.demand.vehicles[waiting], kind="stable")]
        if len(waiting):
            groups = one_by_one(waiting)
            schedule.settle(cost_of(task, schedule), groups, most_windows=task.settings.windows)

    return place
