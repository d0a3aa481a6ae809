"""The compiled parts of traffic: the flows of each link as linked lists, and a search through their room.

`first[e]` is the row of a flow of link e, `after[row]` that of the next, -1 ends. Rows of `flows` are
(enter_s, leave_s, vph, yields): a flow below 0 lends room, one that yields can be asked to make room.
"""

import numpy as np
from numba import njit

from clearway.planner.trees import NONE, Array, _pop, _push

ON_TIME_S = 1e-7


@njit(cache=True)
def append(first: Array, after: Array, link: Array, row: int) -> None:
    """Link new flows, from a row on, into the lists of their links."""
    for k in range(len(link)):
        after[row + k] = first[link[k]]
        first[link[k]] = row + k


@njit(cache=True)
def room_of(
    first: Array, after: Array, flows: Array, capacity_vph: float, e: int, low: float, high: float
) -> tuple[float, float]:
    """Return the least room that link e has in [low, high): beside what does not yield, and beside all."""
    count = 0
    i = first[e]
    while i != NONE:
        count += flows[i, 0] < high and flows[i, 1] > low and flows[i, 2] != 0
        i = after[i]
    here = np.empty(count, np.int64)
    i, count = first[e], 0
    while i != NONE:
        if flows[i, 0] < high and flows[i, 1] > low and flows[i, 2] != 0:
            here[count] = i
            count += 1
        i = after[i]
    most_firm, most = 0.0, 0.0
    for a in range(-1, count):  # the load rises only where a flow begins, or where a lent one ends
        at = low
        if a >= 0:
            at = flows[here[a], 0] if flows[here[a], 2] > 0 else flows[here[a], 1]
            if at < low or at >= high:
                continue
        firm, total = 0.0, 0.0
        for b in range(count):
            if flows[here[b], 0] <= at < flows[here[b], 1]:
                total += flows[here[b], 2]
                if flows[here[b], 3] == 0:
                    firm += flows[here[b], 2]
        most_firm, most = max(most_firm, firm), max(most, total)
    return capacity_vph - most_firm, capacity_vph - most


@njit(cache=True)
def fits(
    first: Array, after: Array, flows: Array, capacity_vph: Array, link: Array, enter_s: Array,
    leave_s: Array, vph: float, touch_s: float,
) -> bool:  # fmt: skip
    """Say whether a rate fits on every link of a way, beside all."""
    for k in range(len(link)):
        low, high = enter_s[k] + touch_s, leave_s[k] - touch_s
        if room_of(first, after, flows, capacity_vph[link[k]], link[k], low, high)[1] < vph:
            return False
    return True


@njit(cache=True)
def cheapest(
    out_ptr: Array, out_links: Array, head: Array, travel_s: Array, capacity_vph: Array, first: Array,
    after: Array, flows: Array, to_go_s: Array, welcome_s: Array, start: int, from_s: float, until_s: float,
    touch_s: float, vph: float, yield_s: float,
) -> tuple[Array, float]:  # fmt: skip
    """Return the links of the cheapest way on which there is room for a rate, and that room; 0 if none.

    Costs are the seconds driven, and `yield_s` for each link on which others have to make room.
    A* search (Hart, Nilsson and Raphael 1968) with `to_go_s`, which is never too much.
    """
    n_nodes = len(out_ptr) - 1
    cost, seconds, room = np.full(n_nodes, np.inf), np.zeros(n_nodes), np.zeros(n_nodes)
    joined, before = np.full(n_nodes, NONE, np.int64), np.full(n_nodes, NONE, np.int64)
    done = np.zeros(n_nodes, np.bool_)
    keys, items = np.empty(len(out_links) + 2), np.empty(len(out_links) + 2, np.int64)
    size = 0
    if to_go_s[start] < np.inf:
        cost[start], room[start] = 0.0, np.inf
        size = _push(keys, items, size, to_go_s[start], start)
    while size > 0:
        node = items[0]
        size = _pop(keys, items, size)
        if done[node]:
            continue
        done[node] = True
        if welcome_s[node] <= from_s + seconds[node] + ON_TIME_S:
            n, at = 0, node
            while at != start:
                n, at = n + 1, before[at]
            links, at = np.empty(n, np.int32), node
            while at != start:
                n -= 1
                links[n], at = joined[at], before[at]
            return links, room[node]
        for k in range(out_ptr[node], out_ptr[node + 1]):
            link = out_links[k]
            other, through = head[link], cost[node] + travel_s[link]
            if done[other] or through >= cost[other] or to_go_s[other] == np.inf:
                continue
            low, high = from_s + seconds[node] + touch_s, until_s + seconds[node] - touch_s
            firm, free = room_of(first, after, flows, capacity_vph[link], link, low, high)
            if free < vph:
                through += yield_s
            if firm >= vph and through < cost[other]:
                cost[other], seconds[other] = through, seconds[node] + travel_s[link]
                joined[other], before[other], room[other] = link, node, min(room[node], firm)
                size = _push(keys, items, size, through + to_go_s[other], other)
    return np.empty(0, np.int32), 0.0
