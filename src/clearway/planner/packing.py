"""Packing what the balance wants, in turns: zones whose last vehicles come late go first the next time.

Source: Joslin, Clements, "Squeaky Wheel" Optimization, JAIR 10 (1999).
"""

import numpy as np

from clearway.planner.balance import Balance
from clearway.planner.peaks import allowed_by_block
from clearway.planner.schedule import Schedule
from clearway.planner.task import Task
from clearway.planner.trees import Array

ROUNDS = 6
LATE = 1.02  # of the bound on the clearance
PATIENCE = 0.003


def pack_in_turns(task: Task, balance: Balance, schedule: Schedule) -> None:
    """Pack an empty schedule so that its last vehicle comes as early as in any order of turns tried."""
    allowed = allowed_by_block(balance, schedule)
    turn = np.zeros(len(schedule.waiting), np.int64)  # the highest packs first
    best, best_turn = (np.inf, np.inf), turn.copy()
    for _ in range(max(1, round(ROUNDS * min(1.0, task.settings.effort)))):
        _pack(schedule, allowed, turn)
        found = (round(float(schedule.waiting.sum()), 3), schedule.clearance_s())
        if found < best:
            best, best_turn = found, turn.copy()
        late = _last_s(schedule) > LATE * task.end_s
        if not late.any() or not task.watch("placing departures", 0.82):
            break
        turn += late
    if not np.array_equal(turn, best_turn):
        _pack(schedule, allowed, best_turn)


def _pack(schedule: Schedule, allowed: Array, turn: Array) -> None:
    """Pack everybody anew: what the balance wants, then whoever is left, both in turns."""
    schedule.clear()
    turns = [turn == now for now in np.unique(turn)[::-1]]
    for zones in turns:
        schedule.pack(allowed=allowed, patience=PATIENCE, only=zones)
    for zones in turns:
        schedule.pack(only=zones)


def _last_s(schedule: Schedule) -> Array:
    """(n_zones,) when the last of each zone is safe; inf where somebody waits."""
    last_s = np.where(schedule.sent > 0, schedule.arrived_s(), 0.0).max(axis=1, initial=0.0)
    latest_s = np.zeros(len(schedule.waiting))
    np.maximum.at(latest_s, schedule.pool.zone_ix, last_s)
    latest_s[schedule.waiting > 1e-6] = np.inf
    return latest_s
