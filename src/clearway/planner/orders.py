"""Orders: few routes and few even windows on round minutes for each zone, so that people can be told."""

import numpy as np

from clearway.planner.balance import Balance
from clearway.planner.balance_sweep import LOST_AT_THE_ENDS, window_of
from clearway.planner.balancing import balanced, balanced_exactly
from clearway.planner.peaks import allowed_by_block
from clearway.planner.placing import better, empty_schedule, with_everybody
from clearway.planner.roadspace import GRAINS
from clearway.planner.routes import PoolBuilder
from clearway.planner.schedule import Schedule
from clearway.planner.settling import Neighbours, cost_of, last_zones, one_by_one, prices_for
from clearway.planner.small_city import small_city_in_windows
from clearway.planner.task import Task
from clearway.planner.trees import Array

DRAW = 0.2
# share of the balance's prices that zones reckon with, and of its rates that a window may have (None: any)
STAGES: tuple[tuple[float, float | None], ...] = (
    (0.95, 0.97),
    (0.5, 0.97),
    (0.5, None),
    (0.0, None),
    (0.0, None),
)
GROUP_ROUNDS, GROUPS = 4, 150


def plan_orders(task: Task, first: PoolBuilder) -> Schedule:
    """Return the best orders found."""
    coarse = balanced(task, first.pool(), task.settings.routes)
    if coarse is None:
        return with_everybody(task, empty_schedule(task, first.pool(), orders=True))
    balance, schedule = balanced_exactly(task, coarse, orders=True, draw=DRAW)
    schedule.pack(allowed=allowed_by_block(balance, schedule))
    schedule.pack()
    into_windows(task, balance, schedule)
    settle_in_groups(task, schedule)
    settled = with_everybody(task, schedule, place=lambda fuller: _in_windows(task, fuller))
    small = small_city_in_windows(task, first)
    if small is None:
        return settled
    return better(settled, with_everybody(task, small, place=lambda fuller: _in_windows(task, fuller)))


def _in_windows(task: Task, schedule: Schedule) -> None:
    """Put the zones with somebody left back on the road, all of each if that can be."""
    waiting = np.intersect1d(schedule.order, np.flatnonzero(schedule.waiting > 0))
    groups = one_by_one(waiting)
    schedule.settle(cost_of(task, schedule), groups, most_windows=task.settings.windows)


def into_windows(task: Task, balance: Balance, schedule: Schedule) -> None:
    """Turn rates that change all the time into few even windows, leaving to others what they need."""
    rng = np.random.default_rng(task.settings.seed)
    prices_s, usual = prices_for(balance, schedule), usual_rates(balance)
    for stage, (share, of_usual) in enumerate(STAGES):
        schedule.settle(
            cost_of(task, schedule, share * prices_s),
            one_by_one(rng.permutation(schedule.order)),
            most_windows=task.settings.windows,
            most_rate=None if of_usual is None else (of_usual * usual).astype(np.int64),
            always=stage == 0,
        )
        if not task.watch("placing departures", 0.82):
            return


def usual_rates(balance: Balance) -> Array:
    """(n_routes,) the rate, in grains, at which each route sends while it sends in the balance."""
    rates = np.zeros(len(balance.pool))
    for route, own in enumerate(balance.x):
        first, end, total = window_of(own, LOST_AT_THE_ENDS)
        if end > first:
            rates[route] = total / ((end - first) * balance.slot_s) * 3600.0 * GRAINS
    return rates


def settle_in_groups(task: Task, schedule: Schedule) -> None:
    """Let zones that share roads change places: the last ones first, then any."""
    rng = np.random.default_rng(task.settings.seed)
    if not task.watch("settling windows", 0.85):
        return
    cost = cost_of(task, schedule)
    n_groups = max(1, round(min(GROUPS, len(schedule.order)) * min(1.0, task.settings.effort)))
    for round_ in range(GROUP_ROUNDS):
        neighbours = Neighbours(schedule)
        late = last_zones(schedule, 1.01 * task.end_s)[: n_groups // 2]
        any_zones = rng.choice(schedule.order, min(n_groups - len(late), len(schedule.order)), replace=False)
        groups = [neighbours.group(int(zone), 2 + int(rng.integers(4)), rng) for zone in (*late, *any_zones)]
        schedule.settle(cost, groups, most_windows=task.settings.windows)
        if not task.watch("settling windows", 0.85 + 0.1 * round_ / GROUP_ROUNDS):
            return
