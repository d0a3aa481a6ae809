"""The flow: the best plan that may split every zone over some routes and over any windows of time."""

import numpy as np

from clearway.planner.balance import Balance
from clearway.planner.balancing import balanced, balanced_exactly
from clearway.planner.packing import pack_in_turns
from clearway.planner.placing import better, merit, packed_in_order, with_everybody
from clearway.planner.routes import PoolBuilder
from clearway.planner.schedule import Schedule
from clearway.planner.settling import cost_of, one_by_one, settle_asking
from clearway.planner.small_city import plan_small_city
from clearway.planner.tail import shorter_tail
from clearway.planner.task import Task

FEWEST_ROUTES, MOST_ROUTES = 3, 5  # of a zone; fewer where that costs little
LAST_ROUTES = 8  # with the other ways that the last vehicles of a zone may take
FEW_ZONES = 100  # packing in order of arrival, too, is tried for so few
SETTLE_ROUNDS = 2
LATE_WEIGHT = 30.0  # a second after the bound on the clearance counts so much more


def plan_flow(task: Task, first: PoolBuilder) -> Schedule:
    """Return the best schedule found: balanced and packed, or another way where that may be better."""
    pool = first.pool()
    balance = balanced(task, pool, MOST_ROUTES, fewest=FEWEST_ROUTES)
    if balance is None:
        return packed_in_order(task, pool)
    best = packed_as_balanced(task, balance)
    small = plan_small_city(task, first)
    if small is not None:
        best = better(best, with_everybody(task, small))
    late_people = merit(best)[1]
    if len(balance.order) <= FEW_ZONES or late_people > 0 or best.waiting.sum() > 1.0:
        best = better(best, packed_in_order(task, pool))
    return best


def packed_as_balanced(task: Task, coarse: Balance) -> Schedule:
    """Pack what the balance wants, then whoever is left, then let zones settle where they arrive earlier."""
    balance, schedule = balanced_exactly(task, coarse)
    pack_in_turns(task, balance, schedule)
    task.so_far.finishing = True
    if task.watch("placing departures", 0.85):
        settle_earlier(task, schedule, SETTLE_ROUNDS)
    return shorter_tail(task, with_everybody(task, schedule), LAST_ROUTES)


def settle_earlier(task: Task, schedule: Schedule, rounds: int) -> None:
    """Let zone after zone take an earlier place where there is one."""
    rng = np.random.default_rng(task.settings.seed)
    cost = cost_of(task, schedule, LATE_WEIGHT)
    for _ in range(rounds):
        groups = one_by_one(rng.permutation(schedule.order))
        settle_asking(task, "placing departures", 0.86, schedule, cost, groups)
