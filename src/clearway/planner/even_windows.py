"""Few even windows that follow a changing rate most closely.

A zone's routes are cut into pieces of time, each with a rate. Runs of pieces are chosen, at most so many,
so that the squares of what an even rate over each run, and nothing outside, is off by are least (dynamic
programming, exact).
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from clearway.planner.roadspace import GRAINS
from clearway.planner.schedule import Schedule
from clearway.planner.schedule_kernels import room_of_route, take_route
from clearway.planner.trees import Array

LEAST_VEH = 0.3  # a window that sends less is none


class Window(NamedTuple):
    """Blocks first..end - 1 of a route, at one rate."""

    route: int
    first: int
    end: int


@njit(cache=True)
def best_runs(rate: Array, lasts: Array, line: Array, most: int) -> Array:
    """(n_runs, 2) the pieces (first, end) of at most so many runs, latest first.

    rate, lasts : (n,) of each piece, in order; line : (n,) int, a run stays within one line
    """
    n = len(rate)
    vehicles, squares, length = np.zeros(n + 1), np.zeros(n + 1), np.zeros(n + 1)
    for i in range(n):
        vehicles[i + 1] = vehicles[i] + rate[i] * lasts[i]
        squares[i + 1] = squares[i] + rate[i] * rate[i] * lasts[i]
        length[i + 1] = length[i] + lasts[i]
    misfit, begin = np.zeros((most + 1, n + 1)), np.full((most + 1, n + 1), -1)
    misfit[0] = squares
    for k in range(1, most + 1):
        for end in range(1, n + 1):
            least = misfit[k, end - 1] + squares[end] - squares[end - 1]
            first = end - 1
            while first >= 0 and line[first] == line[end - 1]:
                sent = vehicles[end] - vehicles[first]
                even = sent * sent / (length[end] - length[first])
                off = misfit[k - 1, first] + squares[end] - squares[first] - even
                if off < least - 1e-9 * (1.0 + least):
                    least, begin[k, end] = off, first
                first -= 1
            misfit[k, end] = least
    runs = np.empty((most, 2), np.int64)
    found, k, end = 0, most, n
    while end > 0 and k > 0:
        first = begin[k, end]
        if first < 0:
            end -= 1
            continue
        runs[found, 0], runs[found, 1] = first, end
        found, k, end = found + 1, k - 1, first
    return runs[:found]


def windows_like(schedule: Schedule, vehicles: Array, most: int) -> dict[int, list[Window]]:
    """Return for each zone the windows that follow (n_routes, n_blocks) vehicles most closely."""
    courses, windows = schedule.courses, {}
    for zone in schedule.order.tolist():
        routes = np.arange(courses.zone_ptr[zone], courses.zone_ptr[zone + 1])
        lengths = courses.last_block[routes] - courses.first_block[routes]
        line = np.repeat(routes, lengths)
        block = np.concatenate(
            [np.arange(courses.first_block[r], courses.last_block[r]) for r in routes.tolist()]
        )
        rate = vehicles[line, block].astype(float)
        windows[zone] = [
            Window(int(line[first]), int(block[first]), int(block[end - 1]) + 1)
            for first, end in best_runs(rate, np.ones(len(rate)), line, most).tolist()
            if rate[first:end].sum() > LEAST_VEH
        ]
    return windows


def put_on_the_road(schedule: Schedule, windows: dict[int, list[Window]], vehicles: Array) -> None:
    """Let each window send what it follows, or less where there is less room; the earliest first."""
    hours = schedule.block_hours()
    steps = np.empty(schedule.space.n_steps, np.int32)
    room = np.empty(schedule.rate.shape[1], np.int32)
    arrival_s = schedule.arrival_s()
    told = [window for own in windows.values() for window in own]
    for route, first, end in sorted(told, key=lambda w: (arrival_s[w.route, w.first], w)):
        wanted = vehicles[route, first:end].sum() / hours[route, first:end].sum()
        rate, left, zone = schedule.rate[route], schedule.space.left, schedule.pool.zone_ix[route]
        take_route(left, schedule.courses, route, rate, -1)
        room_of_route(left, schedule.courses, route, steps, room)
        grains = int(wanted * GRAINS)
        if schedule.pool.ptr[route] < schedule.pool.ptr[route + 1]:
            grains = min(grains, int(room[first:end].min()))
        sent = grains / GRAINS * hours[route, first:end]
        shelter = schedule.pool.shelter_ix[route]
        each = schedule.situation.zones.people_per_vehicle[zone]
        fits = min(float(schedule.waiting[zone]), float(schedule.beds[shelter]) / each)
        sent *= min(1.0, fits / max(float(sent.sum()), 1e-9))
        rate[first:end], schedule.sent[route, first:end] = grains, sent
        schedule.waiting[zone] -= sent.sum()
        schedule.beds[shelter] -= sent.sum() * each
        take_route(left, schedule.courses, route, rate, 1)
    schedule.recount()
