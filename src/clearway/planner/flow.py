"""The flow: the best plan that may split every zone over some routes and over any windows of time."""

import numpy as np

from clearway.planner.balance import Balance
from clearway.planner.balancing import allowed_by_block, balanced, balanced_exactly
from clearway.planner.placing import better, packed_in_order, with_everybody
from clearway.planner.routes import PoolBuilder
from clearway.planner.schedule import Schedule
from clearway.planner.task import Task

MOST_ROUTES = 8
SETTLE_ROUNDS = 2
LATE_WEIGHT = 3.0  # a second after the bound on the clearance counts so much more
OVERDUE_S = 1e5


def plan_flow(task: Task, first: PoolBuilder) -> Schedule:
    """Return the best schedule found: balanced and packed, or simply packed where that is better."""
    simple = packed_in_order(task, first.pool())
    if not task.watch("looking for routes", 0.25):
        return simple
    balance = balanced(task, first.pool(), MOST_ROUTES)
    if balance is None:
        return simple
    return better(simple, packed_as_balanced(task, balance))


def packed_as_balanced(task: Task, coarse: Balance) -> Schedule:
    """Pack what the balance wants, then whoever is left, then let zones settle where they arrive earlier."""
    balance, schedule = balanced_exactly(task, coarse)
    task.watch("placing departures", 0.85)
    schedule.pack(allowed=allowed_by_block(balance, schedule))
    schedule.pack()
    settle_earlier(task, schedule, SETTLE_ROUNDS)
    return with_everybody(task, schedule)


def settle_earlier(task: Task, schedule: Schedule, rounds: int) -> None:
    """Take zone after zone off the road and put it back as early as it can arrive."""
    rng = np.random.default_rng(task.settings.seed)
    zones = schedule.situation.zones
    arrived_s = schedule.arrived_s()
    late_s = np.maximum(0.0, arrived_s - task.end_s)
    overdue = arrived_s > zones.deadline_s[schedule.pool.zone_ix, None] + 1e-6
    cost = schedule.arrival_s() + LATE_WEIGHT * late_s + OVERDUE_S * overdue
    for _ in range(rounds):
        schedule.settle(cost.astype(np.float32), rng.permutation(schedule.order))
