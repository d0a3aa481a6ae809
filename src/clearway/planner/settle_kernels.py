"""Settling, compiled: zones are taken off the road and put back where it costs least.

A zone goes back anywhere, cell by cell, or in few windows at an even rate so that it can be told when
to leave. A window is some blocks in a row at one rate: a rectangle under the room that a route has over
time. The least cost level is searched at which a few of the largest rectangles among cells no dearer than
that hold all vehicles of the zone.
"""

import numpy as np
from numba import njit

from clearway.planner.roadspace import MOST_GRAINS
from clearway.planner.schedule_kernels import CROWD, Courses, block_span, room_of_route, send, take_route
from clearway.planner.trees import Array

LEVEL_ROUNDS = 9


@njit(cache=True)
def largest_window(room: Array, cost: Array, level: float, most: int, stack: Array) -> tuple[int, int, int]:
    """Return (first block, end, rate) of the largest rectangle under the room within the cost level."""
    n = len(room)
    best, best_first, best_end, best_rate = 0.0, 0, 0, 0
    depth = 0
    heights = np.empty(n + 1, np.int64)
    for b in range(n + 1):
        height = min(room[b], most) if b < n and cost[b] <= level else 0
        begin = b
        while depth > 0 and heights[depth - 1] >= height:
            depth -= 1
            begin = stack[depth]
            area = float(heights[depth]) * (b - begin)
            if area > best:
                best, best_first, best_end, best_rate = area, begin, b, heights[depth]
        if height > 0:
            stack[depth], heights[depth] = begin, height
            depth += 1
    return best_first, best_end, best_rate


@njit(cache=True)
def _add_window(
    left: Array,
    courses: Courses,
    r: int,
    first: int,
    end: int,
    top: int,
    most: float,
    rate: Array,
    sent: Array,
) -> float:
    """Send whole vehicles over blocks first..end at no more than the rate `top`; return how many."""
    k0, k1 = block_span(courses, r, first)
    block_veh = top * courses.per_grain * (k1 - k0)
    fits = block_veh * (end - first)
    amount = min(most, fits)
    if most >= 1.0:
        amount = np.floor(amount + 1e-6)
    if amount <= 0.0 or block_veh <= 0.0:
        return 0.0
    blocks = min(end - first, int(np.ceil(amount / block_veh - 1e-9)))
    grains = min(top, int(np.ceil(amount / blocks / (courses.per_grain * (k1 - k0)) - 1e-9)))
    take_route(left, courses, r, rate, -1)
    rate[first : first + blocks] = grains
    sent[first : first + blocks] = amount / blocks
    take_route(left, courses, r, rate, 1)
    return amount


@njit(cache=True)
def _put_windows(
    left: Array, courses: Courses, r0: int, cost: Array, level: float, vehicles: float, each: float,
    beds: Array, most_windows: int, most_rate: Array, rate: Array, sent: Array, room: Array, steps: Array,
    stack: Array,
) -> float:  # fmt: skip
    """Place a zone in its largest windows within a cost level; return how many vehicles found no place."""
    width = len(cost)
    for _ in range(most_windows):
        best, route, first, end, top = 0.0, -1, 0, 0, 0
        for i in range(width):
            bed_room = beds[courses.shelter_ix[r0 + i]] / each
            if bed_room < min(1.0, vehicles) - 1e-9:
                continue
            room_of_route(left, courses, r0 + i, steps, room)
            for b in range(len(room)):
                if rate[i, b] > 0:
                    room[b] = 0
            f, e, t = largest_window(room, cost[i], level, most_rate[r0 + i], stack)
            area = min(float(t) * (e - f) * courses.per_grain * courses.block_steps, bed_room)
            if area > best:
                best, route, first, end, top = area, i, f, e, t
        if route < 0:
            return vehicles
        shelter = courses.shelter_ix[r0 + route]
        amount = _add_window(
            left, courses, r0 + route, first, end, top, min(vehicles, beds[shelter] / each), rate[route],
            sent[route],
        )  # fmt: skip
        if amount <= 0.0:
            return vehicles
        vehicles -= amount
        beds[shelter] -= amount * each
        if vehicles <= CROWD:
            return 0.0
    return vehicles


@njit(cache=True)
def _clear(
    left: Array, courses: Courses, r0: int, each: float, beds: Array, rate: Array, sent: Array
) -> None:
    """Take a zone off the road and out of its beds."""
    for i in range(len(rate)):
        take_route(left, courses, r0 + i, rate[i], -1)
        beds[courses.shelter_ix[r0 + i]] += each * sent[i].sum()
        rate[i] = 0
        sent[i] = 0.0


@njit(cache=True)
def put_in_windows(
    left: Array, courses: Courses, zone: int, cost: Array, vehicles: float, each: float, beds: Array,
    most_windows: int, most_rate: Array, rate: Array, sent: Array, steps: Array,
) -> float:  # fmt: skip
    """Place a zone that is off the road at the least cost level that holds it; return who found no place."""
    r0 = courses.zone_ptr[zone]
    room, stack = np.zeros(cost.shape[1], np.int32), np.zeros(cost.shape[1] + 1, np.int64)
    high = -np.inf
    low = np.inf
    for i in range(len(cost)):
        for b in range(courses.first_block[r0 + i], courses.last_block[r0 + i]):
            low, high = min(low, cost[i, b]), max(high, cost[i, b])
    top = high
    for _ in range(LEVEL_ROUNDS):
        middle = 0.5 * (low + high)
        missing = _put_windows(left, courses, r0, cost, middle, vehicles, each, beds, most_windows, most_rate,
                               rate, sent, room, steps, stack)  # fmt: skip
        _clear(left, courses, r0, each, beds, rate, sent)
        if missing > 0.0:
            low = middle
        else:
            high = middle
    missing = _put_windows(left, courses, r0, cost, high, vehicles, each, beds, most_windows, most_rate,
                           rate, sent, room, steps, stack)  # fmt: skip
    if missing > 0.0 and high < top:
        _clear(left, courses, r0, each, beds, rate, sent)
        missing = _put_windows(left, courses, r0, cost, top, vehicles, each, beds, most_windows, most_rate,
                               rate, sent, room, steps, stack)  # fmt: skip
    return missing


@njit(cache=True)
def put_anywhere(
    left: Array, courses: Courses, zone: int, cost: Array, vehicles: float, each: float, beds: Array,
    rate: Array, sent: Array, steps: Array,
) -> float:  # fmt: skip
    """Place a zone's vehicles in its cheapest (route, block) cells with room; return how many found none.

    cost, rate, sent : (n_routes of the zone, n_blocks)
    """
    r0 = courses.zone_ptr[zone]
    width, n = cost.shape
    room = np.zeros((width, n), np.int32)
    for i in range(width):
        room_of_route(left, courses, r0 + i, steps, room[i])
    cells = np.flatnonzero(room.reshape(-1) > 0)
    keys = cost.reshape(-1)[cells]
    for c in np.argsort(keys, kind="mergesort"):
        i, block = cells[c] // n, cells[c] % n
        shelter = courses.shelter_ix[r0 + i]
        most = min(vehicles, beds[shelter] / each)
        if most <= CROWD:
            continue
        amount = send(left, courses, r0 + i, block, rate[i], sent[i], most, MOST_GRAINS, 0)
        vehicles -= amount
        beds[shelter] -= amount * each
        if vehicles <= CROWD:
            return 0.0
    return vehicles


@njit(cache=True)
def resettle(
    left: Array, courses: Courses, group_ptr: Array, group: Array, cost: Array, vehicles: Array,
    people_per_vehicle: Array, beds: Array, most_windows: int, most_rate: Array, rate: Array, sent: Array,
    always: bool,
) -> int:  # fmt: skip
    """Take groups of zones off the road and put them back one by one; return how many groups are better now.

    group_ptr, group : zones of each group in the order in which they are put back
    most_windows : for each zone, 0 for any number; most_rate : (n_routes,) for each window
    always : also where a group is worse off than before (it was in too many windows then)
    """
    steps = np.empty(left.shape[1], np.int32)
    improved = 0
    for g in range(len(group_ptr) - 1):
        zones = group[group_ptr[g] : group_ptr[g + 1]]
        size = 0
        for zone in zones:
            size += courses.zone_ptr[zone + 1] - courses.zone_ptr[zone]
        old_rate = np.empty((size, rate.shape[1]), np.int32)
        old_sent = np.empty((size, rate.shape[1]))
        placed, costs, at = 0.0, 0.0, 0
        for zone in zones:
            r0, r1 = courses.zone_ptr[zone], courses.zone_ptr[zone + 1]
            old_rate[at : at + r1 - r0], old_sent[at : at + r1 - r0] = rate[r0:r1], sent[r0:r1]
            at += r1 - r0
            placed -= sent[r0:r1].sum() * people_per_vehicle[zone]
            costs -= (cost[r0:r1] * sent[r0:r1]).sum()
            _clear(left, courses, r0, people_per_vehicle[zone], beds, rate[r0:r1], sent[r0:r1])
        for zone in zones:
            r0, r1 = courses.zone_ptr[zone], courses.zone_ptr[zone + 1]
            if r0 == r1:
                continue
            each = people_per_vehicle[zone]
            if most_windows > 0:
                put_in_windows(
                    left, courses, zone, cost[r0:r1], vehicles[zone], each, beds, most_windows, most_rate,
                    rate[r0:r1], sent[r0:r1], steps,
                )  # fmt: skip
            else:
                put_anywhere(
                    left,
                    courses,
                    zone,
                    cost[r0:r1],
                    vehicles[zone],
                    each,
                    beds,
                    rate[r0:r1],
                    sent[r0:r1],
                    steps,
                )
            placed += sent[r0:r1].sum() * each
            costs += (cost[r0:r1] * sent[r0:r1]).sum()
        if always or placed > 1e-6 or (placed > -1e-6 and costs < -1e-6):
            improved += 1
            continue
        for zone in zones:
            r0, r1 = courses.zone_ptr[zone], courses.zone_ptr[zone + 1]
            _clear(left, courses, r0, people_per_vehicle[zone], beds, rate[r0:r1], sent[r0:r1])
        at = 0
        for zone in zones:
            r0, r1 = courses.zone_ptr[zone], courses.zone_ptr[zone + 1]
            rate[r0:r1], sent[r0:r1] = old_rate[at : at + r1 - r0], old_sent[at : at + r1 - r0]
            at += r1 - r0
            for r in range(r0, r1):
                take_route(left, courses, r, rate[r], 1)
                beds[courses.shelter_ix[r]] -= people_per_vehicle[zone] * sent[r].sum()
    return improved
