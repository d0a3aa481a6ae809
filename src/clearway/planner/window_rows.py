"""Where the windows of some routes ask too much of a link, and which of them do: compiled."""

from typing import NamedTuple

import numpy as np
from numba import njit

from clearway.planner.roadspace import MOST_GRAINS
from clearway.planner.schedule_kernels import Courses, room_of_route, take_route
from clearway.planner.trees import Array


@njit(cache=True)
def take_routes(left: Array, courses: Courses, routes: Array, rate: Array, sign: int) -> None:
    """Take up (sign 1) or give back (sign -1) all blocks of some routes."""
    for r in routes:
        take_route(left, courses, r, rate[r], sign)


@njit(cache=True)
def room_of_windows(left: Array, courses: Courses, route: Array, first: Array, end: Array) -> Array:
    """(n_windows,) grains that fit in each window on its own; windows in order of their routes."""
    steps = np.empty(left.shape[1], np.int32)
    room = np.empty(courses.last_block.max() + 1, np.int32)
    fits = np.empty(len(route), np.int64)
    now = -1
    for w in range(len(route)):
        r = route[w]
        if courses.ptr[r] == courses.ptr[r + 1]:
            fits[w] = MOST_GRAINS // 2
            continue
        if r != now:
            now = r
            room_of_route(left, courses, r, steps, room)
        fits[w] = room[first[w] : end[w]].min()
    return fits


class Users(NamedTuple):
    """Who uses which row of the road: routes and places in `Courses`, ptr[i] to ptr[i + 1] for rows[i]."""

    rows: Array
    ptr: Array
    routes: Array
    places: Array


def shared_links(courses: Courses, routes: Array) -> tuple[Courses, Users]:
    """Return the courses of some routes over links that two or more of them share, and who uses which.

    On all other links, what fits for a window alone is all there is to know.
    """
    counts = courses.ptr[routes + 1] - courses.ptr[routes]
    begins = np.repeat(courses.ptr[routes] - np.cumsum(counts) + counts, counts)
    places = begins + np.arange(len(begins))
    _, which, times = np.unique(courses.row[places], return_inverse=True, return_counts=True)
    shared = times[which] > 1
    places, user = places[shared], np.repeat(routes, counts)[shared]
    ptr = np.searchsorted(user, np.arange(len(courses.ptr)))
    few = courses._replace(
        ptr=ptr, row=courses.row[places], shift=courses.shift[places], straddles=courses.straddles[places]
    )
    order = np.argsort(few.row, kind="stable")
    rows, first = np.unique(few.row[order], return_index=True)
    return few, Users(rows, np.append(first, len(order)), user[order], order)


@njit(cache=True)
def _window_at(
    courses: Courses, r: int, place: int, step: int, column: Array, rate: Array
) -> tuple[int, int]:
    """Return (window, rate) of a route on a link in a step; of two that touch the step, the larger rate."""
    leave = step - courses.shift[place]
    most, window = -1, -1
    for back in range(2 if courses.straddles[place] else 1):
        if leave - back < courses.first_step[r]:
            continue
        b = (leave - back - courses.origin[r]) // courses.block_steps
        if courses.first_block[r] <= b < courses.last_block[r] and column[r, b] >= 0 and rate[r, b] > most:
            most, window = rate[r, b], column[r, b]
    return window, most


@njit(cache=True)
def overfull(
    left: Array, courses: Courses, rows: Array, ptr: Array, routes: Array, places: Array, column: Array,
    rate: Array, mark: Array,
) -> tuple[Array, Array, Array, Array]:  # fmt: skip
    """Return (row number, step, room, mark of the windows) where a link takes in too much.

    left : room, below 0 where rates that are on the road do not fit; the worst step of every half block
    rows, ptr, routes, places : see `Users`; column : (n_routes, n_blocks) window of a cell, or -1
    mark : (n_windows,) int64, added up over windows: the same sum means the same windows
    """
    every = max(courses.block_steps // 2, 1)
    found = []
    for u in range(len(rows)):
        free = left[rows[u]]
        for begin in range(0, len(free), every):
            worst = begin
            for k in range(begin + 1, min(begin + every, len(free))):
                if free[k] < free[worst]:
                    worst = k
            if free[worst] < 0:
                found.append((u, worst))
    number, step = np.empty(len(found), np.int64), np.empty(len(found), np.int64)
    room, marks = np.empty(len(found), np.int64), np.zeros(len(found), np.int64)
    for i in range(len(found)):
        u, k = found[i]
        number[i], step[i], room[i] = u, k, left[rows[u], k]
        for q in range(ptr[u], ptr[u + 1]):
            window, most = _window_at(courses, routes[q], places[q], k, column, rate)
            if window >= 0:
                room[i] += most
                marks[i] += mark[window]
    return number, step, room, marks


@njit(cache=True)
def windows_at(
    courses: Courses, ptr: Array, routes: Array, places: Array, column: Array, rate: Array, number: Array,
    step: Array,
) -> tuple[Array, Array]:  # fmt: skip
    """Return (pointers, windows) of who takes in something at some (row number, step)."""
    size = 0
    for u in number:
        size += ptr[u + 1] - ptr[u]
    begin, windows = np.zeros(len(number) + 1, np.int64), np.empty(size, np.int32)
    at = 0
    for i in range(len(number)):
        for q in range(ptr[number[i]], ptr[number[i] + 1]):
            window, _ = _window_at(courses, routes[q], places[q], step[i], column, rate)
            if window >= 0:
                windows[at] = window
                at += 1
        begin[i + 1] = at
    return begin, windows[:at]
