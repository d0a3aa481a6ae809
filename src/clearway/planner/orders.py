"""Orders: few routes and few even windows on round minutes for each zone, so that people can be told."""

import numpy as np

from clearway.planner.balancing import balanced, balanced_exactly
from clearway.planner.earlier_windows import give_up_last_windows
from clearway.planner.even_windows import put_on_the_road, windows_like
from clearway.planner.peaks import allowed_by_block
from clearway.planner.placing import better, empty_schedule, with_everybody
from clearway.planner.routes import PoolBuilder
from clearway.planner.schedule import Schedule
from clearway.planner.settling import cost_of, one_by_one
from clearway.planner.small_city import small_city_in_windows
from clearway.planner.task import Task
from clearway.planner.whole_vehicles import with_whole_vehicles
from clearway.planner.window_search import WindowSearch

DRAW = 0.1
ENOUGH = 1.02  # of the bound on the clearance: who arrives by then is not asked to come earlier
LATE_WEIGHT = 20.0  # a second after the bound on the clearance counts so much more


def plan_orders(task: Task, first: PoolBuilder) -> Schedule:
    """Return the best orders found."""
    coarse = balanced(task, first.pool(), task.settings.routes)
    if coarse is None:
        return with_everybody(task, empty_schedule(task, first.pool(), orders=True))
    balance, schedule = balanced_exactly(task, coarse, orders=True, draw=DRAW)
    wanted = np.diff(allowed_by_block(balance, schedule), axis=1, prepend=0.0)
    windows = windows_like(schedule, wanted, task.settings.windows)
    put_on_the_road(schedule, windows, wanted)
    task.so_far.finishing = True
    search = WindowSearch(task, schedule, windows)
    search.run()
    with_whole_vehicles(schedule, search.windows, cost_of(task, schedule, LATE_WEIGHT), task.settings.windows)
    _in_windows(task, schedule)
    best = with_everybody(task, schedule, place=lambda fuller: _in_windows(task, fuller))
    small = small_city_in_windows(task, first)
    if small is not None:
        best = better(best, with_everybody(task, small, place=lambda fuller: _in_windows(task, fuller)))
    cost_s = cost_of(task, best, LATE_WEIGHT)
    give_up_last_windows(best, cost_s, task.settings.windows, ENOUGH * task.end_s)
    return best


def _in_windows(task: Task, schedule: Schedule) -> None:
    """Put the zones with somebody left back on the road, all of each if that can be."""
    waiting = np.intersect1d(schedule.order, np.flatnonzero(schedule.waiting > 0))
    if len(waiting):
        cost = cost_of(task, schedule)
        schedule.settle(cost, one_by_one(waiting), most_windows=task.settings.windows)
