"""Turning signs one at a time, by simulated annealing on the exact cost of the forest: the compiled loop.

Source: Kirkpatrick, Gelatt and Vecchi, Optimization by Simulated Annealing, Science 220 (1983).
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from clearway.planner.forest_kernels import LEAST_VEH, MOST_STEPS, Ground, Signs, sweep
from clearway.planner.trees import NONE, Array

MOVE_HOME, TURN_ONE = 0.3, 0.65  # three in ten changes move vehicles to another entry; a third turn one sign
MOST_HOPS, USUAL_HOPS = 60, 8.0


class Homes(NamedTuple):
    """Where zones enter: rows of all arrays but `ptr` are entries, a zone's entries ptr[z]..ptr[z + 1].

    node : where; vehicles : how many enter there; part : (n_zones,) vehicles that change entry together
    """

    ptr: Array
    node: Array
    vehicles: Array
    part: Array


class Memory(NamedTuple):
    """Room to put everything back: what the junctions swept last were before. Rows are places."""

    node: Array
    n: Array
    from_s: Array
    vps: Array
    peak: Array
    cost: Array
    lost: Array
    mark: Array
    one: Array


def new_memory(n_nodes: int) -> Memory:
    """Return room for every junction."""
    return Memory(
        np.empty(n_nodes, np.int64), np.empty(n_nodes, np.int64), np.empty((n_nodes, MOST_STEPS + 1)),
        np.empty((n_nodes, MOST_STEPS)), np.empty(n_nodes), np.empty(n_nodes), np.empty(n_nodes),
        np.full(n_nodes, -1, np.int64), np.empty(n_nodes, np.int64),
    )  # fmt: skip


@njit(cache=True)
def _again(ground: Ground, signs: Signs, memory: Memory, place: int, v: int) -> float:
    """Sweep a junction again, its state before kept; return by how much its cost rises."""
    n = signs.n[v]
    memory.node[place], memory.n[place] = v, n
    memory.peak[place], memory.cost[place], memory.lost[place] = signs.peak[v], signs.cost[v], signs.lost[v]
    for i in range(n):
        memory.from_s[place, i], memory.vps[place, i] = signs.from_s[v, i], signs.vps[v, i]
    memory.from_s[place, n] = signs.from_s[v, n]
    sweep(ground, signs, v)
    return float(signs.cost[v] - memory.cost[place])


@njit(cache=True)
def undo(signs: Signs, memory: Memory, places: int) -> None:
    """Put every junction back as it was before it was swept again."""
    for place in range(places):
        v, n = memory.node[place], memory.n[place]
        signs.n[v] = n
        signs.peak[v], signs.cost[v], signs.lost[v] = (
            memory.peak[place],
            memory.cost[place],
            memory.lost[place],
        )
        for i in range(n):
            signs.from_s[v, i], signs.vps[v, i] = memory.from_s[place, i], memory.vps[place, i]
        signs.from_s[v, n] = memory.from_s[place, n]


@njit(cache=True)
def resweep(ground: Ground, signs: Signs, memory: Memory, starts: Array) -> tuple[float, int]:
    """Sweep everything downstream of some junctions; return (rise of the cost, how many were swept).

    The signs must be a forest.
    """
    n = 0
    for v in starts:
        while memory.mark[v] < 0:  # so many of those to be swept lead here
            memory.mark[v] = 0
            memory.one[n] = v
            n += 1
            if signs.sign[v] == NONE:
                break
            v = ground.head[signs.sign[v]]
    for i in range(n):
        v = memory.one[i]
        if signs.sign[v] != NONE:
            memory.mark[ground.head[signs.sign[v]]] += 1
    rise, place = 0.0, 0
    for i in range(n):
        v = memory.one[i]
        while memory.mark[v] == 0:
            memory.mark[v] = -1
            rise += _again(ground, signs, memory, place, v)
            place += 1
            if signs.sign[v] == NONE:
                break
            v = ground.head[signs.sign[v]]
            memory.mark[v] -= 1
    return rise, place


@njit(cache=True)
def _some_junction(ground: Ground, signs: Signs, home: int, draw: float) -> int:
    """Return a junction on the way from an entry, each as likely."""
    n, v = 1, home
    while signs.sign[v] != NONE:
        v = ground.head[signs.sign[v]]
        n += 1
    v = home
    for _ in range(int(draw * n)):
        v = ground.head[signs.sign[v]]
    return v


@njit(cache=True)
def turn_along(
    ground: Ground, signs: Signs, memory: Memory, v: int, guide: Array, hops: int, old: Array
) -> tuple[float, int, int]:
    """Turn the signs along so many links of another forest, from a junction on.

    Returns (rise of the cost, junctions swept, signs turned); no sign is turned if it would go round.
    old : (>= hops, 2) junctions turned and their signs before
    """
    turned, u = 0, v
    starts = np.empty(hops + 1, np.int64)
    starts[0] = v
    for _ in range(hops):
        link = guide[u]
        if link == NONE:
            break
        if signs.sign[u] != link:
            old[turned, 0], old[turned, 1] = u, signs.sign[u]
            turned += 1
            starts[turned] = ground.head[signs.sign[u]] if signs.sign[u] != NONE else u
            signs.sign[u] = link
        u = ground.head[link]
    if turned == 0:
        return 0.0, 0, 0
    end = u  # from here on the signs are those of before: they must not lead back to one that was turned
    for i in range(turned):
        memory.mark[old[i, 0]] = 1
    round_ = False
    u = end
    while signs.sign[u] != NONE:
        if memory.mark[u] == 1:
            round_ = True
            break
        u = ground.head[signs.sign[u]]
    for i in range(turned):
        memory.mark[old[i, 0]] = -1
    if round_:
        turn_back(signs, old, turned)
        return 0.0, 0, 0
    rise, swept = resweep(ground, signs, memory, starts[: turned + 1])
    return rise, swept, turned


@njit(cache=True)
def turn_back(signs: Signs, old: Array, turned: int) -> None:
    """Turn signs back to what they were."""
    for i in range(turned):
        signs.sign[old[i, 0]] = old[i, 1]


@njit(cache=True)
def _turn_one(
    ground: Ground, signs: Signs, memory: Memory, v: int, draw: float, old: Array
) -> tuple[float, int, int]:
    """Turn one sign onto any link, or take it away where there are beds; as `turn_along`."""
    out, before = ground.out_ptr[v], signs.sign[v]
    choices = ground.out_ptr[v + 1] - out
    which = int(draw * (choices + (1 if ground.beds[v] > 0.0 else 0)))
    link = ground.out_links[out + which] if which < choices else NONE
    if link == before or (link != NONE and ground.vps[link] <= 0.0):
        return 0.0, 0, 0
    if link != NONE:
        u = ground.head[link]
        while u != v and signs.sign[u] != NONE:
            u = ground.head[signs.sign[u]]
        if u == v:
            return 0.0, 0, 0
    old[0, 0], old[0, 1] = v, before
    signs.sign[v] = link
    starts = np.array([v, ground.head[before] if before != NONE else v])
    rise, swept = resweep(ground, signs, memory, starts)
    return rise, swept, 1


@njit(cache=True)
def _turn_some(
    ground: Ground, signs: Signs, memory: Memory, guides: Array, v: int, draws: Array, old: Array
) -> tuple[float, int, int]:
    """Turn one sign, or those along a piece of one of the guides."""
    if signs.sign[v] == NONE and signs.lost[v] <= LEAST_VEH:
        return 0.0, 0, 0  # a shelter that has beds for all who come
    if draws[2] < TURN_ONE:
        return _turn_one(ground, signs, memory, v, draws[4], old)
    guide = guides[int(draws[4] * len(guides))]
    far = -np.log(1.0 - (draws[2] - TURN_ONE) / (1.0 - TURN_ONE))
    hops = min(len(old), 2 + int(USUAL_HOPS * far))
    return turn_along(ground, signs, memory, v, guide, hops, old)


@njit(cache=True)
def anneal(
    ground: Ground, signs: Signs, homes: Homes, memory: Memory, guides: Array, draws: Array, hot: float,
    cold: float,
) -> float:  # fmt: skip
    """Try one change for each row of draws; return by how much the cost has risen.

    guides : (n, n_nodes) links by junction, -1: none; draws : (n, 6) in [0, 1)
    hot, cold : vehicle seconds by which a change may usually raise the cost, at the beginning and at the end
    """
    total, n_zones, old = 0.0, len(homes.part), np.empty((MOST_HOPS, 2), np.int64)
    for k in range(len(draws)):
        zone = int(draws[k, 0] * n_zones)
        first, entries = homes.ptr[zone], homes.ptr[zone + 1] - homes.ptr[zone]
        one = first + int(draws[k, 1] * entries)
        if entries == 0 or homes.vehicles[one] <= LEAST_VEH:
            continue
        other, amount, turned = one, 0.0, 0
        if draws[k, 2] < MOVE_HOME:
            other = first + (one - first + 1 + int(draws[k, 4] * (entries - 1))) % entries
            if other == one:
                continue
            amount = min(homes.part[zone], homes.vehicles[one])
            _move(signs, homes, one, other, amount)
            both = np.array([homes.node[one], homes.node[other]])
            rise, swept = resweep(ground, signs, memory, both)
        else:
            v = _some_junction(ground, signs, homes.node[one], draws[k, 5])
            rise, swept, turned = _turn_some(ground, signs, memory, guides, v, draws[k], old)
            if turned == 0:
                continue
        warmth = hot * (cold / hot) ** (k / len(draws))
        if rise > -warmth * np.log(1.0 - draws[k, 3]):
            undo(signs, memory, swept)
            turn_back(signs, old, turned)
            _move(signs, homes, other, one, amount)
        else:
            total += rise
    return total


@njit(cache=True)
def _move(signs: Signs, homes: Homes, one: int, other: int, amount: float) -> None:
    """Let some vehicles of a zone enter elsewhere."""
    homes.vehicles[one] -= amount
    homes.vehicles[other] += amount
    signs.supply[homes.node[one]] -= amount
    signs.supply[homes.node[other]] += amount


@njit(cache=True)
def joining_s(ground: Ground, signs: Signs) -> Array:
    """(n_nodes,) when one vehicle more that joins at a junction in use brings somebody in; inf elsewhere.

    It comes, or another instead of it, when the last jam on its way is over.
    """
    n_nodes = len(signs.sign)
    price, way_s = np.full(n_nodes, np.inf), np.zeros(n_nodes)
    stack = np.empty(n_nodes, np.int64)
    for start in range(n_nodes):
        if signs.n[start] == 0 and signs.cost[start] == 0.0:
            continue
        depth, v = 0, start
        while not np.isfinite(price[v]):
            stack[depth] = v
            depth += 1
            if signs.sign[v] == NONE:
                break
            v = ground.head[signs.sign[v]]
        for i in range(depth - 1, -1, -1):
            v = stack[i]
            link = signs.sign[v]
            if link == NONE:
                price[v] = ground.lost_s if signs.lost[v] > 0.0 else ground.opens_s[v]
                continue
            head = ground.head[link]
            ends_s = signs.from_s[v, signs.n[v]] if signs.n[v] > 0 else 0.0
            price[v] = max(price[head], ends_s + way_s[head])
            way_s[v] = way_s[head] + ground.travel_s[link]
    return price
