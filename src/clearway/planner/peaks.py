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


class Peaks:
    """Measures peaks of one balance; its slots are the blocks of the schedule."""

    def __init__(self, balance: Balance, schedule: Schedule):
        self._balance, self._schedule = balance, schedule
        self._base = schedule.space.left.copy()
        network = schedule.situation.network
        rows = schedule.space.row_of[balance.links]
        self._rows = rows.astype(np.int64)
        self._capacity = np.floor(network.capacity_vph[balance.links] * GRAINS).astype(np.int64)
        to_go_steps = np.floor(balance.to_go_s[balance.links] / schedule.clocks.step_s + 1e-9)
        self._early = to_go_steps.astype(np.int64)

    def rates(self) -> Array:
        """(n_routes, n_blocks) the rate, in grains, at which the balance sends in each block."""
        begin, end = self._schedule.spans()
        seconds = np.maximum(end - begin, 1) * self._schedule.clocks.step_s
        rate = np.zeros(self._schedule.rate.shape, np.int32)
        n = min(rate.shape[1], self._balance.n_slots)
        rate[:, :n] = np.ceil(self._balance.x[:, :n] / seconds[:, :n] * 3600.0 * GRAINS)
        block = np.arange(rate.shape[1])[None, :]
        courses = self._schedule.courses
        outside = (block < courses.first_block[:, None]) | (block >= courses.last_block[:, None])
        rate[outside] = 0
        return rate

    def above_average(self) -> Array:
        """(n_links of the balance, n_slots) vehicles by which the peak of a slot lies above its load."""
        left = self._base.copy()
        rate = self.rates()
        for route in np.flatnonzero(rate.any(axis=1)):
            take_route(left, self._schedule.courses, route, rate[route], 1)
        courses = self._schedule.courses
        return _above_average(
            left, self._rows, self._capacity, self._early, courses.block_steps,
            courses.per_grain * courses.block_steps, self._balance.roads.load,
        )  # fmt: skip


@njit(cache=True)
def _above_average(
    left: Array, rows: Array, capacity: Array, early: Array, block_steps: int, per_grain: float, load: Array
) -> Array:
    above = np.zeros(load.shape, np.float32)
    n_steps = left.shape[1]
    for e in range(load.shape[0]):
        free = left[rows[e]]
        for t in range(load.shape[1]):
            first = t * block_steps - early[e]
            least = capacity[e]
            for k in range(max(first, 0), min(first + block_steps, n_steps)):
                least = min(least, np.int64(free[k]))
            above[e, t] = max(0.0, (capacity[e] - least) * per_grain - load[e, t])
    return above
