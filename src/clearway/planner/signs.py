"""Signs: at every junction all evacuees are pointed one way, so that a police post needs one sign.

The roads in use then form a forest that leads to the shelters (a convergent plan). A shelter takes in who
comes until it is full; it may have a sign as well, by which the others go on.

Source: Even, Pillac and Van Hentenryck, Convergent Plans for Large-Scale Evacuations (AAAI 2015).
"""

import numpy as np

from clearway.planner.balance import Balance
from clearway.planner.balancing import balanced, balanced_exactly
from clearway.planner.flow import PATIENCE, SETTLE_ROUNDS, settle_earlier
from clearway.planner.peaks import allowed_by_block
from clearway.planner.placing import better, packed_in_order, with_everybody
from clearway.planner.routes import PoolBuilder
from clearway.planner.schedule import Schedule
from clearway.planner.sign_search import best_forest, forest_routes
from clearway.planner.task import Task

MOST_ROUTES = 8


def plan_signs(task: Task, first: PoolBuilder) -> Schedule:
    """Return the best plan found in which every junction has one way on.

    Where beds run out at the end of a zone's way, those left over are still led to free beds
    elsewhere by the shortest way: a second sign is better than nobody's bed.
    """
    del first  # routes that cross each other are no use here
    pool = forest_routes(task, best_forest(task).sign)
    best = packed_in_order(task, pool)
    if not task.watch("placing departures", 0.8):
        return best
    along = balanced(task, pool, MOST_ROUTES, new_routes=False)
    return best if along is None else better(best, _packed(task, along))


def _packed(task: Task, along: Balance) -> Schedule:
    """Pack what the balance wants along the signs; no way beside them is looked for."""
    balance, schedule = balanced_exactly(task, along)
    schedule.pack(allowed=allowed_by_block(balance, schedule), patience=PATIENCE)
    schedule.pack()
    if task.watch("placing departures", 0.85):
        settle_earlier(task, schedule, SETTLE_ROUNDS)
    return with_everybody(task, schedule)


def junctions_with_two_ways(schedule: Schedule) -> int:
    """Count the junctions at which a schedule sends people on by more than one link."""
    pool, network = schedule.pool, schedule.situation.network
    used = np.repeat(schedule.sent.sum(axis=1) > 0, np.diff(pool.ptr))
    links = np.unique(pool.links[used])
    return int((np.bincount(network.tail_ix[links]) > 1).sum())
