"""Moments at which rates ask more of a link than it carries, and whose rates they are: compiled."""

import numpy as np
from numba import njit

from clearway.planner.roadspace import MOST_GRAINS
from clearway.planner.schedule import Schedule
from clearway.planner.schedule_kernels import Courses, room_of_route, take_route
from clearway.planner.trees import Array


def rooms(schedule: Schedule) -> Array:
    """(n_routes, n_blocks) grains that fit in each block of each route as the road is now."""
    room = np.zeros(schedule.rate.shape, np.int32)
    steps = np.empty(schedule.space.n_steps, np.int32)
    for route in range(len(room)):
        room_of_route(schedule.space.left, schedule.courses, route, steps, room[route])
        if schedule.courses.ptr[route] == schedule.courses.ptr[route + 1]:
            room[route, room[route] > 0] = MOST_GRAINS // 2
    return room


def room_beside(schedule: Schedule, empty: Array, rate: Array) -> Array:
    """(n_rows, n_steps) grains that rates leave of an empty road; below 0 where they do not fit."""
    left = empty.copy()
    for route in np.flatnonzero(rate.any(axis=1)).tolist():
        take_route(left, schedule.courses, route, rate[route], 1)
    return left


@njit(cache=True)
def worst_moments(left: Array, steps: int) -> Array:
    """(n, 2) the (row, step) with least room among every so many steps of a link, where it is below 0."""
    found = []
    for row in range(left.shape[0]):
        for begin in range(0, left.shape[1], steps):
            worst = begin
            for k in range(begin + 1, min(begin + steps, left.shape[1])):
                if left[row, k] < left[row, worst]:
                    worst = k
            if left[row, worst] < 0:
                found.append((row, worst))
    out = np.empty((len(found), 2), np.int64)
    for i in range(len(found)):
        out[i, 0], out[i, 1] = found[i]
    return out


class Users:
    """Which routes use which row of the road, at which place of their way."""

    def __init__(self, courses: Courses):
        route = np.repeat(np.arange(len(courses.ptr) - 1), np.diff(courses.ptr))
        order = np.argsort(courses.row, kind="stable")
        self.route, self.place = route[order], order
        n_rows = int(courses.row.max(initial=-1)) + 1
        self.ptr = np.searchsorted(courses.row[order], np.arange(n_rows + 1))

    def blocks_at(self, courses: Courses, row: int, step: int, rate: Array) -> tuple[Array, Array]:
        """Return (routes, blocks) whose rates add up to what a link takes in during a step."""
        mine = slice(self.ptr[row], self.ptr[row + 1])
        route, block = _blocks_at(courses, self.route[mine], self.place[mine], step, rate)
        inside = block >= 0
        return route[inside], block[inside]


@njit(cache=True)
def _blocks_at(courses: Courses, routes: Array, places: Array, step: int, rate: Array) -> tuple[Array, Array]:
    """Of two blocks of one route that touch the step, the one with the larger rate; -1: none touches it."""
    blocks = np.full(len(routes), -1, np.int64)
    for i in range(len(routes)):
        r, j = routes[i], places[i]
        leave = step - courses.shift[j]
        most = -1
        for back in range(2 if courses.straddles[j] else 1):
            if leave - back < courses.first_step[r]:
                continue
            b = (leave - back - courses.origin[r]) // courses.block_steps
            if courses.first_block[r] <= b < courses.last_block[r] and rate[r, b] > most:
                most, blocks[i] = rate[r, b], b
    return routes, blocks
