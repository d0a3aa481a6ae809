"""Peaks: by how much the busiest moment of a slot exceeds its average, on the exact clock.

The balance counts what enters a link in a slot of time, on average; a plan must hold at every moment.
Driving the balance's flow through the exact steps shows the difference, which the balance then reckons with.
"""

import numpy as np
from numba import njit

from clearway.planner.balance import Balance
from clearway.planner.roadspace import GRAINS
from clearway.planner.schedule import Schedule
from clearway.planner.schedule_kernels import take_route
from clearway.planner.trees import Array


def allowed_by_block(balance: Balance, schedule: Schedule) -> Array:
    """(n_routes, n_blocks) vehicles that the balance has arrived by the end of each block."""
    gone = np.concatenate(
        [np.zeros((len(balance.pool), 1)), np.cumsum(balance.x, axis=1, dtype=float)], axis=1
    )
    at = np.clip(schedule.arrived_s() / balance.slot_s, 0.0, balance.n_slots)
    low = np.minimum((at + 1e-9).astype(int), balance.n_slots - 1)
    below = np.take_along_axis(gone, low, axis=1)
    return np.asarray(below + (at - low) * (np.take_along_axis(gone, low + 1, axis=1) - below))


class Peaks:
    """Measures peaks of one balance; and the schedule that is to hold it."""

    def __init__(self, balance: Balance, schedule: Schedule):
        self._balance, self._schedule = balance, schedule
        pool, courses = schedule.pool, schedule.courses
        watched = balance.watched[pool.links]
        self._courses = courses._replace(
            ptr=np.concatenate([[0], np.cumsum(watched)])[pool.ptr],
            row=np.searchsorted(balance.links, pool.links[watched]).astype(courses.row.dtype),
            shift=courses.shift[watched],
            straddles=courses.straddles[watched],
        )
        self._empty = schedule.space.left[schedule.space.row_of[balance.links]]
        self._capacity = np.floor(schedule.situation.network.capacity_vph[balance.links] * GRAINS).astype(
            np.int64
        )
        early_s = balance.to_go_s[balance.links] - schedule.clocks.lead_s[balance.links]
        self._early = early_s / schedule.clocks.step_s

    def rates(self) -> Array:
        """(n_routes, n_blocks) the rate, in grains, at which the balance sends in each block."""
        schedule = self._schedule
        begin, end = schedule.spans()
        vehicles = np.diff(allowed_by_block(self._balance, schedule), axis=1, prepend=0.0)
        seconds = np.maximum(end - begin, 1) * schedule.clocks.step_s
        rate = np.ceil(vehicles / seconds * 3600.0 * GRAINS - 1e-6).astype(np.int32)
        block = np.arange(rate.shape[1])[None, :]
        courses = schedule.courses
        rate[(block < courses.first_block[:, None]) | (block >= courses.last_block[:, None])] = 0
        return np.asarray(rate)

    def above_average(self) -> Array:
        """(n_links of the balance, n_slots) vehicles by which the peak of a slot lies above its load."""
        left = self._empty.copy()
        rate = self.rates()
        for route in np.flatnonzero(rate.any(axis=1)).tolist():
            take_route(left, self._courses, route, rate[route], 1)
        return _above_average(
            left, self._capacity, self._early, self._balance.slot_s / self._schedule.clocks.step_s,
            self._courses.per_grain, self._balance.roads.load,
        )  # fmt: skip


@njit(cache=True)
def _above_average(
    left: Array, capacity: Array, early: Array, slot_steps: float, per_grain: float, load: Array
) -> Array:
    above = np.zeros(load.shape, np.float32)
    n_steps = left.shape[1]
    for e in range(load.shape[0]):
        free = left[e]
        for t in range(load.shape[1]):
            first = int(np.floor(t * slot_steps - early[e] + 1e-6))
            end = int(np.ceil((t + 1) * slot_steps - early[e] - 1e-6))
            least = capacity[e]
            for k in range(max(first, 0), min(end, n_steps)):
                least = min(least, np.int64(free[k]))
            above[e, t] = max(0.0, (capacity[e] - least) * per_grain * slot_steps - load[e, t])
    return above
