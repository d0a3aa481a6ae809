"""How a balance is brought about: coarse slots and new routes, then few routes, then the exact clock."""

from dataclasses import replace

import numpy as np

from clearway.planner.balance import Balance, homeward_s
from clearway.planner.peaks import Peaks
from clearway.planner.placing import empty_schedule
from clearway.planner.pricing import add_cheaper_routes, keep_routes
from clearway.planner.routes import Pool
from clearway.planner.schedule import Schedule
from clearway.planner.task import Task

COARSE_SLOTS = 48
WINDOWS = 4
SPARE = 1.02  # the balance is given so much more time than the bound on the clearance
SWEEPS, ROUTE_SWEEPS = 4, 5
BUSY = 0.5  # of its capacity: a link that never carries so much is no longer watched
SMOOTH = 0.1
ROUTE_ROUNDS, FEWER_ROUNDS, STIFF_ROUNDS, EXACT_ROUNDS = 25, 4, 10, 24
STIFFER = (3.0, 3.0)
STIFFEST = 27.0
FEWER_COST = 0.005  # of the mean: what a route less for every zone may cost
FEWER = (12, 8, 6, 5, 4, 3, 2, 1)


def balanced(
    task: Task, pool: Pool, most_routes: int, *, fewest: int | None = None, new_routes: bool = True
) -> Balance | None:
    """Balance coarsely and with at most so many routes for a zone; None where there is nothing to balance.

    fewest : go on to so few where that costs little
    """
    served = replace(task.demand, vehicles=task.demand.vehicles * task.share)
    to_go_s = homeward_s(task.situation, task.demand, task.roads)
    slot_s = SPARE * task.end_s / COARSE_SLOTS
    balance = Balance(task.situation, served, to_go_s, pool, slot_s, COARSE_SLOTS)
    if not len(balance.order):
        return None
    balance.x[:] = 1.0
    balance.restore_vehicles()
    rounds = _rounds(task, ROUTE_ROUNDS)
    for k in range(rounds):
        if not task.watch("looking for routes", 0.25 + 0.25 * k / rounds):
            break
        balance.run(ROUTE_SWEEPS, SMOOTH)
        balance.charge_prices()
        if new_routes:
            balance = add_cheaper_routes(balance, task.roads, windows=WINDOWS)
    fewer = {n for n in FEWER if n > most_routes and task.watch("balancing routes", 0.5)} | {most_routes}
    for most in sorted(fewer, reverse=True):
        balance = keep_routes(balance, most).watching_busy(BUSY)
        _balance_rounds(task, balance, FEWER_ROUNDS)
    if fewest is not None:
        balance = _with_fewer(task, balance, most_routes, fewest)
    for factor in STIFFER:
        balance.stiffen(factor)
        _balance_rounds(task, balance, STIFF_ROUNDS)
    return balance


def _with_fewer(task: Task, balance: Balance, most_routes: int, fewest: int) -> Balance:
    """Let go of routes while that costs little."""
    for most in range(most_routes - 1, fewest - 1, -1):
        trial = keep_routes(balance, most).watching_busy(BUSY)
        _balance_rounds(task, trial, FEWER_ROUNDS)
        if trial.lagrangian_s() > (1.0 + FEWER_COST) * balance.lagrangian_s():
            break
        balance = trial
    return balance


def balanced_exactly(
    task: Task, coarse: Balance, *, orders: bool = False, draw: float = 0.0, pieces: int = 1
) -> tuple[Balance, Schedule]:
    """Balance on the slots of a schedule until its peaks fit too; return both, the schedule still empty.

    orders : departures at whole minutes; draw, pieces : towards how many even windows for each route
    """
    schedule = empty_schedule(task, coarse.pool, orders=orders)
    slot_s = schedule.block_s
    balance = coarse.with_slots(slot_s, int(np.ceil(SPARE * task.end_s / slot_s)))
    peaks = Peaks(balance, schedule)
    balance.stiffen(STIFFEST)
    rounds = _rounds(task, EXACT_ROUNDS)
    for k in range(rounds):
        balance.run(SWEEPS, SMOOTH, draw, pieces)
        balance.charge_prices(peaks.above_average())
        if not task.watch("balancing minute by minute", 0.6 + 0.2 * k / rounds):
            break
    return balance, schedule


def _rounds(task: Task, usual: int) -> int:
    return max(2, round(usual * task.settings.effort))


def _balance_rounds(task: Task, balance: Balance, rounds: int) -> None:
    for _ in range(_rounds(task, rounds)):
        balance.run(SWEEPS, SMOOTH)
        balance.charge_prices()
        if not task.watch("balancing routes", 0.55):
            return
