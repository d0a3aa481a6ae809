"""Placing vehicles in blocks of time, exactly: the compiled part of `schedule`.

A block is some steps in a row in which a route sends at one rate. A route's own blocks follow each other
without overlap, so in a step that two of them touch on a link only the larger rate counts.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from clearway.planner.roadspace import MOST_GRAINS
from clearway.planner.trees import Array

CROWD = 1e-7  # vehicles: less is a rounding error


class Courses(NamedTuple):
    """Routes on the steps' clocks, grouped by zone; a route's block b begins in step origin + b x steps.

    zone_ptr : routes of a zone; ptr : links of a route; row, shift, straddles : see `TimedPool`
    first_step, origin : (n_routes,) int; first_block, last_block : (n_routes,) first..last - 1 are open
    block_steps : steps in a block; per_grain : vehicles that one grain of rate sends in a step
    """

    zone_ptr: Array
    ptr: Array
    row: Array
    shift: Array
    straddles: Array
    origin: Array
    first_step: Array
    first_block: Array
    last_block: Array
    shelter_ix: Array
    block_steps: int
    per_grain: float


@njit(cache=True)
def block_span(courses: Courses, r: int, block: int) -> tuple[int, int]:
    """Return the steps (first, end) of leaving in a block; the first block begins when the route may."""
    begin = courses.origin[r] + block * courses.block_steps
    return max(begin, courses.first_step[r]), begin + courses.block_steps


@njit(cache=True)
def room_in(left: Array, courses: Courses, r: int, k0: int, k1: int, prior: int, later: int) -> int:
    """Return the rate that fits over steps k0..k1, beside the route's own rates just before and after."""
    room = MOST_GRAINS
    for j in range(courses.ptr[r], courses.ptr[r + 1]):
        free, s = left[courses.row[j]], courses.shift[j]
        begin, end = k0 + s, k1 + s
        if courses.straddles[j]:
            room = min(room, free[begin] + prior, free[end] + later)
            begin += 1
        for k in range(begin, end):
            room = min(room, free[k])
        if room <= 0:
            return 0
    return room


@njit(cache=True)
def take(left: Array, courses: Courses, r: int, k0: int, k1: int, prior: int, later: int, rate: int) -> None:
    """Take up a rate over steps k0..k1, beside the route's own rates just before and after."""
    for j in range(courses.ptr[r], courses.ptr[r + 1]):
        free, s = left[courses.row[j]], courses.shift[j]
        begin, end = k0 + s, k1 + s
        if courses.straddles[j]:
            free[begin] -= max(rate - prior, 0)
            free[end] -= max(rate - later, 0)
            begin += 1
        for k in range(begin, end):
            free[k] -= rate


@njit(cache=True)
def take_route(left: Array, courses: Courses, r: int, rate: Array, sign: int) -> None:
    """Take up (sign 1) or give back (sign -1) all blocks of a route; rate : (n_blocks,) grains."""
    b = courses.first_block[r]
    while b < courses.last_block[r]:
        if rate[b] == 0:
            b += 1
            continue
        end = b  # a run of blocks at work
        while end < courses.last_block[r] and rate[end] > 0:
            end += 1
        for j in range(courses.ptr[r], courses.ptr[r + 1]):
            free, s, over = left[courses.row[j]], courses.shift[j], courses.straddles[j]
            prior = 0
            for block in range(b, end):
                k0, k1 = block_span(courses, r, block)
                now = sign * rate[block]
                begin = k0 + s
                if over:
                    free[begin] -= sign * max(rate[block], prior)
                    begin += 1
                for k in range(begin, k1 + s):
                    free[k] -= now
                prior = rate[block]
            if over:
                free[block_span(courses, r, end)[0] + s] -= sign * prior
        b = end


@njit(cache=True)
def room_of_window(left: Array, courses: Courses, r: int, first: int, end: int, rate: Array) -> int:
    """Return the rate that fits in all of blocks first..end - 1 of a route, its own rates not counted."""
    if courses.ptr[r] == courses.ptr[r + 1]:
        return MOST_GRAINS // 2
    take_route(left, courses, r, rate, -1)
    k0, k1 = block_span(courses, r, first)[0], block_span(courses, r, end - 1)[1]
    room = room_in(left, courses, r, k0, k1, 0, 0)
    take_route(left, courses, r, rate, 1)
    return room


@njit(cache=True)
def room_of_route(left: Array, courses: Courses, r: int, steps: Array, room: Array) -> None:
    """Fill the rate that fits in each block of a route that sends nothing; steps : (n_steps,) scratch."""
    room[:] = 0
    b0, b1 = courses.first_block[r], courses.last_block[r]
    if b0 >= b1:
        return
    low, high = block_span(courses, r, b0)[0], block_span(courses, r, b1 - 1)[1]
    steps[low:high] = MOST_GRAINS
    for j in range(courses.ptr[r], courses.ptr[r + 1]):
        free, s = left[courses.row[j]], courses.shift[j]
        if courses.straddles[j]:
            for k in range(low, high):
                steps[k] = min(steps[k], free[k + s], free[k + s + 1])
        else:
            for k in range(low, high):
                steps[k] = min(steps[k], free[k + s])
    for b in range(b0, b1):
        k0, k1 = block_span(courses, r, b)
        fits = steps[k0]
        for k in range(k0 + 1, k1):
            fits = min(fits, steps[k])
        room[b] = max(fits, 0)


@njit(cache=True)
def send(
    left: Array, courses: Courses, r: int, block: int, rate: Array, sent: Array, most: float, wanted: int,
    least_rate: int,
) -> float:  # fmt: skip
    """Send up to `most` vehicles at up to the wanted rate in an empty block of a route; return how many fit.

    Who is done before the block ends leaves the rest of it unused: the window is shorter, not thinner.
    rate, sent : (n_blocks,) of the route
    """
    k0, k1 = block_span(courses, r, block)
    prior = rate[block - 1] if block > courses.first_block[r] else 0
    later = rate[block + 1] if block + 1 < courses.last_block[r] else 0
    fits = wanted
    if courses.ptr[r] < courses.ptr[r + 1]:
        fits = min(wanted, room_in(left, courses, r, k0, k1, prior, later))
    if fits <= least_rate:
        return 0.0
    amount = min(most, fits * courses.per_grain * (k1 - k0))
    take(left, courses, r, k0, k1, prior, later, fits)
    rate[block], sent[block] = fits, amount
    return amount


@njit(cache=True)
def rate_for(due: float, span: float, prior: int, per_grain: float, patience: float) -> int:
    """Return the rate that sends what is due over a block, or the rate before where that is near enough.

    patience : how much the sum may be off, as a share of what the block would send
    """
    steady = prior * per_grain * span
    if prior > 0 and abs(due - steady) <= patience * steady:
        return prior
    return min(int(np.ceil(due / (per_grain * span))), MOST_GRAINS)


@njit(cache=True)
def pack(
    left: Array, courses: Courses, order: Array, allowed: Array, patience: float, zone_ix: Array,
    people_per_vehicle: Array, last_block: Array, waiting: Array, beds: Array, rate: Array, sent: Array,
) -> None:  # fmt: skip
    """Place waiting vehicles block by block, each route about what `allowed` has for it by then.

    allowed : (n_routes, n_blocks) vehicles that may have gone by the end of each block, or no rows: no limit
    """
    n_blocks = rate.shape[1]
    gone = sent.sum(axis=1)
    for block in range(n_blocks):
        for r in order:
            if (
                not courses.first_block[r] <= block < min(courses.last_block[r], last_block[r])
                or rate[r, block]
            ):
                continue
            zone, shelter = zone_ix[r], courses.shelter_ix[r]
            each = people_per_vehicle[zone]
            most = min(waiting[zone], beds[shelter] / each)
            if most <= CROWD:
                continue
            wanted = MOST_GRAINS
            if len(allowed) > 0:
                k0, k1 = block_span(courses, r, block)
                prior = rate[r, block - 1] if block > courses.first_block[r] else 0
                due = allowed[r, block] - gone[r]
                if due <= CROWD:
                    continue
                wanted = rate_for(due, k1 - k0, prior, courses.per_grain, patience)
            amount = send(left, courses, r, block, rate[r], sent[r], most, wanted, 0)
            gone[r] += amount
            waiting[zone] -= amount
            beds[shelter] -= amount * each
