"""How soon a forest of signs brings everybody in: the compiled sweep, one junction after the other.

A junction adds up what its feeders bring and what starts there, keeps whom it has beds for, and lets the
rest out at the capacity of its one way on. What leaves is a line of steps (from when, vehicles a second),
exact in continuous time. Vehicles may queue at junctions here: on a forest the arrivals are the same as if
everybody waited at home. After one sign has changed only the junctions downstream of it are swept again.

Source: curves through a queue, Cruz, A Calculus for Network Delay (1991).
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from clearway.planner.trees import NONE, Array

MOST_STEPS = 24  # of a line; beyond, the two most alike neighbours become one
MOST_FEEDERS = 64
LEAST_VEH = 1e-7


class Ground(NamedTuple):
    """What does not change while signs are turned.

    tail, head, travel_s, vps : (n_links,) vps is capacity, vehicles a second, 0 where not usable
    in_ptr, in_links, out_ptr, out_links : links by junction
    shut_ptr, shut_from_s, shut_until_s : by link, when it is closed, in order of time
    beds : (n_nodes,) vehicles that may stay at each junction; opens_s : from when
    ready_s : (n_nodes,) when those who start there may leave
    lost_s : seconds that a vehicle costs which finds no bed, beside its way
    """

    tail: Array
    head: Array
    travel_s: Array
    vps: Array
    in_ptr: Array
    in_links: Array
    out_ptr: Array
    out_links: Array
    shut_ptr: Array
    shut_from_s: Array
    shut_until_s: Array
    beds: Array
    opens_s: Array
    ready_s: Array
    lost_s: float


class Signs(NamedTuple):
    """The signs and what they bring about; every array has a row a junction.

    sign : the link on which everybody goes on, -1: none; supply : vehicles that start there
    n, from_s, vps : steps of what comes out at the end of the sign's link; step k ends where k + 1 begins
    peak : the most of vps; cost : vehicle seconds of those who stay, and of those lost
    lost : vehicles for which there is no bed at the end of the way, or no way out in time
    """

    sign: Array
    supply: Array
    n: Array
    from_s: Array
    vps: Array
    peak: Array
    cost: Array
    lost: Array


@njit(cache=True)
def _emit(signs: Signs, v: int, begin: float, end: float, rate: float) -> None:
    """Add a step to what leaves a junction."""
    n = signs.n[v]
    if end <= begin:
        return
    if n > 0 and abs(signs.vps[v, n - 1] - rate) <= 1e-12:
        signs.from_s[v, n] = end
        return
    if n == 0:
        if rate <= 0.0:
            return
        signs.from_s[v, 0] = begin
        signs.peak[v] = 0.0
    if n == MOST_STEPS:
        _join_most_alike(signs.from_s[v], signs.vps[v], n)
        n -= 1
    signs.vps[v, n] = rate
    signs.from_s[v, n + 1] = end
    signs.peak[v] = max(signs.peak[v], rate)
    signs.n[v] = n + 1


@njit(cache=True)
def _join_most_alike(from_s: Array, vps: Array, n: int) -> None:
    """Make one step of the two neighbours that differ least; as many vehicles pass."""
    best, at = np.inf, 0
    for i in range(n - 1):
        a, b = from_s[i + 1] - from_s[i], from_s[i + 2] - from_s[i + 1]
        loss = abs(vps[i] - vps[i + 1]) * a * b
        if loss < best:
            best, at = loss, i
    a, b = from_s[at + 1] - from_s[at], from_s[at + 2] - from_s[at + 1]
    vps[at] = (vps[at] * a + vps[at + 1] * b) / (a + b)
    for i in range(at + 1, n - 1):
        vps[i] = vps[i + 1]
        from_s[i] = from_s[i + 1]
    from_s[n - 1] = from_s[n]


@njit(cache=True)
def _passed_on(ground: Ground, signs: Signs, v: int, feeder: int) -> bool:
    """Shift one feeder's line where nothing at the junction changes it; False where something does."""
    link = signs.sign[v]
    if ground.beds[v] > 0.0 or signs.supply[v] > 0.0 or link == NONE:
        return False
    if ground.shut_ptr[link] < ground.shut_ptr[link + 1] or signs.peak[feeder] > ground.vps[link]:
        return False
    n, later = signs.n[feeder], ground.travel_s[link]
    signs.n[v], signs.peak[v], signs.cost[v], signs.lost[v] = n, signs.peak[feeder], 0.0, 0.0
    for i in range(n):
        signs.from_s[v, i] = signs.from_s[feeder, i] + later
        signs.vps[v, i] = signs.vps[feeder, i]
    signs.from_s[v, n] = signs.from_s[feeder, n] + later
    return True


@njit(cache=True)
def _stay_s(rate: float, begin: float, end: float, opens_s: float) -> float:
    """Return vehicle seconds until safe of those who come in at a rate; nobody is before the opening."""
    late = max(begin, min(end, opens_s))
    return rate * ((late - begin) * opens_s + 0.5 * (end * end - late * late))


@njit(cache=True)
def sweep(ground: Ground, signs: Signs, v: int) -> None:
    """Work out what leaves a junction, and what it costs that people stay there or are lost."""
    feeders, at = np.empty(MOST_FEEDERS, np.int64), np.zeros(MOST_FEEDERS, np.int64)
    k, t = 0, np.inf
    for i in range(ground.in_ptr[v], ground.in_ptr[v + 1]):
        tail = ground.tail[ground.in_links[i]]
        if signs.sign[tail] == ground.in_links[i] and signs.n[tail] > 0 and k < MOST_FEEDERS:
            feeders[k] = tail
            t = min(t, signs.from_s[tail, 0])
            k += 1
    if k == 1 and _passed_on(ground, signs, v, feeders[0]):
        return
    signs.n[v], signs.cost[v], signs.lost[v] = 0, 0.0, 0.0
    waits = signs.supply[v]
    if waits > LEAST_VEH:
        t = min(t, ground.ready_s[v])
    if not np.isfinite(t):
        return
    link, beds, queue, lost, cost = signs.sign[v], ground.beds[v], 0.0, 0.0, 0.0
    opens_s = ground.opens_s[v]
    c, later, shut, shut_end = 0.0, 0.0, 0, 0
    if link != NONE:
        later, shut, shut_end = ground.travel_s[link], ground.shut_ptr[link], ground.shut_ptr[link + 1]
    while True:
        if waits > LEAST_VEH and t >= ground.ready_s[v]:
            stay = min(waits, beds)
            cost += stay * max(t, opens_s)
            beds -= stay
            if link == NONE:
                lost += waits - stay
                cost += (waits - stay) * t
            else:
                queue += waits - stay
            waits = 0.0
        rate, until = 0.0, np.inf
        for j in range(k):
            f = feeders[j]
            while at[j] < signs.n[f] and signs.from_s[f, at[j] + 1] <= t:
                at[j] += 1
            if at[j] == signs.n[f]:
                continue
            if signs.from_s[f, at[j]] <= t:
                rate += signs.vps[f, at[j]]
                until = min(until, signs.from_s[f, at[j] + 1])
            else:
                until = min(until, signs.from_s[f, at[j]])
        if waits > LEAST_VEH:
            until = min(until, ground.ready_s[v])
        stays = beds > LEAST_VEH and rate > 0.0
        if stays and np.isfinite(beds):
            until = min(until, t + beds / rate)
        out = 0.0
        if link != NONE:
            c = ground.vps[link]
            while shut < shut_end and ground.shut_until_s[shut] <= t:
                shut += 1
            if shut < shut_end:
                if ground.shut_from_s[shut] <= t:
                    c = 0.0
                    until = min(until, ground.shut_until_s[shut])
                elif queue > LEAST_VEH or rate > 0.0:
                    until = min(until, ground.shut_from_s[shut])
            comes = 0.0 if stays else rate
            out = c if queue > LEAST_VEH else min(c, comes)
            if queue > LEAST_VEH and out > comes:
                until = min(until, t + queue / (out - comes))
            if not np.isfinite(until):
                lost += queue
                break
            _emit(signs, v, t + later, until + later, out)
            queue = max(0.0, queue + (comes - out) * (until - t))
            if queue <= LEAST_VEH:
                queue = 0.0
        elif not np.isfinite(until):
            break
        if stays:
            cost += _stay_s(rate, t, until, opens_s)
            beds = max(0.0, beds - rate * (until - t))
        elif link == NONE:
            lost += rate * (until - t)
            cost += _stay_s(rate, t, until, 0.0)
        t = until
    signs.cost[v], signs.lost[v] = cost + lost * ground.lost_s, lost


@njit(cache=True)
def way_of(ground: Ground, signs: Signs, start: int, way: Array) -> int:
    """Fill the junctions from a start to the end of its way; return how many, -1 if it goes round."""
    n, v = 0, start
    while True:
        if n == len(way):
            return -1
        way[n] = v
        n += 1
        if signs.sign[v] == NONE:
            return n
        v = ground.head[signs.sign[v]]


@njit(cache=True)
def sweep_all(ground: Ground, signs: Signs, way: Array) -> float:
    """Sweep every junction on the way of somebody, those upstream first; return all vehicle seconds."""
    n_nodes = len(signs.sign)
    feeders = np.full(n_nodes, -1, np.int64)  # -1: nobody comes by
    signs.n[:] = 0
    signs.cost[:] = 0.0
    signs.lost[:] = 0.0
    for start in range(n_nodes):
        if signs.supply[start] <= 0.0:
            continue
        v = start
        while feeders[v] < 0:
            feeders[v] = 0
            if signs.sign[v] == NONE:
                break
            v = ground.head[signs.sign[v]]
    for v in range(n_nodes):
        if feeders[v] >= 0 and signs.sign[v] != NONE:
            feeders[ground.head[signs.sign[v]]] += 1
    first, end = 0, 0
    for v in range(n_nodes):
        if feeders[v] == 0:
            way[end] = v
            end += 1
    while first < end:
        v = way[first]
        first += 1
        sweep(ground, signs, v)
        if signs.sign[v] != NONE:
            head = ground.head[signs.sign[v]]
            feeders[head] -= 1
            if feeders[head] == 0:
                way[end] = head
                end += 1
    return float(signs.cost.sum())
