"""A point-queue model: what happens on the road when people drive as they are told, or as they like.

Each link lets its capacity in, first come first served; who must wait stands at its tail (a vertical queue,
no spilling back), then drives at free speed. Vehicles travel in small packets. This judges solvers whose
plans wait on the road (CCRP) or that are no plans at all (everybody leaves at once); plans of Clearway are
judged by the referee, and driven here only to show that they do not queue.

Exact for packets of one vehicle; a packet of w vehicles is served in w / capacity, its last vehicle counts.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from clearway.situation import Situation

NOWHERE = -1


@dataclass(frozen=True)
class Trips:
    """Packets of vehicles with fixed routes; rows are packets.

    zone_ix, shelter_ix : (n,) int; shelter_ix -1: not known before (rerouting)
    leave_s, vehicles : (n,) float; ptr, links : route of packet i is links[ptr[i]:ptr[i + 1]]
    """

    zone_ix: np.ndarray
    shelter_ix: np.ndarray
    leave_s: np.ndarray
    vehicles: np.ndarray
    ptr: np.ndarray
    links: np.ndarray


@dataclass(frozen=True)
class Driven:
    """Where and when each packet arrived: inf and -1 where it never does."""

    arrive_s: np.ndarray
    shelter_ix: np.ndarray
    waited_s: np.ndarray


@njit(cache=True)
def _push(heap_t, heap_p, size, t, p):
    i = size
    while i > 0:
        parent = (i - 1) >> 1
        if heap_t[parent] < t or (heap_t[parent] == t and heap_p[parent] < p):
            break
        heap_t[i], heap_p[i] = heap_t[parent], heap_p[parent]
        i = parent
    heap_t[i], heap_p[i] = t, p
    return size + 1


@njit(cache=True)
def _pop(heap_t, heap_p, size):
    t, p = heap_t[0], heap_p[0]
    size -= 1
    last_t, last_p = heap_t[size], heap_p[size]
    i = 0
    while True:
        child = 2 * i + 1
        if child >= size:
            break
        right = child + 1
        if right < size and (
            heap_t[right] < heap_t[child]
            or (heap_t[right] == heap_t[child] and heap_p[right] < heap_p[child])
        ):
            child = right
        if last_t < heap_t[child] or (last_t == heap_t[child] and last_p < heap_p[child]):
            break
        heap_t[i], heap_p[i] = heap_t[child], heap_p[child]
        i = child
    heap_t[i], heap_p[i] = last_t, last_p
    return t, p, size


@njit(cache=True)
def _enter(t, vehicles, link, free_s, capacity, travel, shut_ptr, shut_from, shut_until):
    """Return when a packet that reaches a link's tail at t has passed it, and book its place."""
    start = max(t, free_s[link])
    for k in range(shut_ptr[link], shut_ptr[link + 1]):
        if shut_from[k] <= start < shut_until[k]:
            start = shut_until[k]
    if capacity[link] <= 0 or start == np.inf:
        return np.inf, np.inf
    served = start + 3600.0 * vehicles / capacity[link]
    free_s[link] = served
    return served + travel[link], served - t


@njit(cache=True)
def _drive_fixed(leave, vehicles, ptr, links, capacity, travel, shut_ptr, shut_from, shut_until):
    n = len(leave)
    arrive, waited = np.full(n, np.inf), np.zeros(n)
    position = ptr[:-1].copy()
    free_s = np.zeros(len(capacity))
    heap_t, heap_p = np.empty(n + 1), np.empty(n + 1, np.int64)
    size = 0
    for p in range(n):
        size = _push(heap_t, heap_p, size, leave[p], p)
    while size:
        t, p, size = _pop(heap_t, heap_p, size)
        if position[p] == ptr[p + 1]:
            arrive[p] = t
            continue
        link = links[position[p]]
        position[p] += 1
        t, wait = _enter(t, vehicles[p], link, free_s, capacity, travel, shut_ptr, shut_from, shut_until)
        waited[p] += wait
        if t < np.inf:
            size = _push(heap_t, heap_p, size, t, p)
    return arrive, waited


@njit(cache=True)
def _drive_until(
    until, may_reopen, size, heap_t, heap_p, at_node, vehicles, arrive, waited, target, free_s,
    next_link, shelter_at, head, capacity, travel, shut_ptr, shut_from, shut_until,
):  # fmt: skip
    """Drive until the next look; who finds no way, or a closed link, stands and looks again then."""
    while size and heap_t[0] < until:
        t, p, size = _pop(heap_t, heap_p, size)
        node = at_node[p]
        if shelter_at[node] >= 0:
            arrive[p], target[p] = t, shelter_at[node]
            continue
        link = next_link[node]
        if link < 0:
            if may_reopen:
                waited[p] += until - t
                size = _push(heap_t, heap_p, size, until, p)
            continue
        out, wait = _enter(t, vehicles[p], link, free_s, capacity, travel, shut_ptr, shut_from, shut_until)
        if out < np.inf:
            at_node[p] = head[link]
        else:
            out, wait = until, until - t
        waited[p] += wait
        size = _push(heap_t, heap_p, size, out, p)
    return size


def closures_by_link(situation: Situation) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return (ptr, from_s, until_s): the closed windows of each link, in order."""
    closures = situation.closures
    order = np.lexsort((closures.from_s, closures.link_ix))
    counts = np.bincount(closures.link_ix, minlength=situation.network.n_links)
    ptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return ptr, closures.from_s[order].copy(), closures.until_s[order].copy()


def shelter_of_node(situation: Situation) -> np.ndarray:
    """(n_nodes,) row of the shelter at each node, -1 where there is none."""
    shelter_at = np.full(situation.network.n_nodes, NOWHERE, np.int64)
    for shelter in range(len(situation.shelters)):
        shelter_at[situation.shelters.nodes[shelter]] = shelter
    return shelter_at


def tree_to_shelters(
    situation: Situation, cost_s: np.ndarray, targets: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return (seconds, next link) from every node to the nearest of the target nodes, inf and -1 if none."""
    network = situation.network
    usable = np.flatnonzero(np.isfinite(cost_s))
    order = usable[np.lexsort((cost_s[usable], network.head_ix[usable], network.tail_ix[usable]))]
    tail, head = network.tail_ix[order], network.head_ix[order]
    first = np.ones(len(order), bool)
    first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    order = order[first]
    tail, head = network.tail_ix[order], network.head_ix[order]
    n = network.n_nodes
    backwards = csr_matrix((np.maximum(cost_s[order], 1e-6), (head, tail)), shape=(n, n))
    seconds, after, _ = dijkstra(backwards, indices=targets, min_only=True, return_predecessors=True)
    link_between = csr_matrix((order + 1, (tail, head)), shape=(n, n))
    next_link = np.full(n, NOWHERE, np.int64)
    nodes = np.flatnonzero(after >= 0)
    if not len(nodes):  # no way leads to any shelter
        return seconds, next_link
    next_link[nodes] = np.asarray(link_between[nodes, after[nodes]]).ravel() - 1
    return seconds, next_link


def drive(situation: Situation, trips: Trips) -> Driven:
    """Drive packets along their fixed routes."""
    network = situation.network
    arrive, waited = _drive_fixed(
        trips.leave_s, trips.vehicles, trips.ptr, trips.links, network.capacity_vph, network.travel_s,
        *closures_by_link(situation),
    )  # fmt: skip
    return Driven(arrive, np.where(np.isfinite(arrive), trips.shelter_ix, NOWHERE), waited)


def drive_by_sight(
    situation: Situation,
    zone_ix: np.ndarray,
    leave_s: np.ndarray,
    vehicles: np.ndarray,
    look_every_s: float = 300.0,
) -> Driven:
    """Drive packets that look at the queues every few minutes and take what is then the fastest way out."""
    network, zones = situation.network, situation.zones
    shelter_at = shelter_of_node(situation)
    targets = np.flatnonzero(shelter_at >= 0)
    shut = closures_by_link(situation)
    n = len(zone_ix)
    at_node = np.array([zones.nodes[zone][0] for zone in zone_ix], np.int64)
    arrive, waited, target = np.full(n, np.inf), np.zeros(n), np.full(n, NOWHERE, np.int64)
    heap_t, heap_p, size = np.empty(n + 1), np.empty(n + 1, np.int64), 0
    for packet in range(n):
        size = _push(heap_t, heap_p, size, leave_s[packet], packet)
    free_s = np.zeros(network.n_links)
    look_s, shut_until = 0.0, situation.closures.until_s
    last_reopening_s = shut_until[np.isfinite(shut_until)].max(initial=0.0)
    while size and look_s <= 100 * situation.horizon_s:
        look_s = max(look_s, heap_t[0])
        queue_s = np.maximum(0.0, free_s - look_s)
        cost = np.where(network.capacity_vph > 0, network.travel_s + queue_s, np.inf)
        closed = (situation.closures.from_s <= look_s) & (shut_until > look_s)
        cost[situation.closures.link_ix[closed]] = np.inf
        _, next_link = tree_to_shelters(situation, cost, targets)
        may_reopen = bool(last_reopening_s > look_s)
        look_s += look_every_s
        size = _drive_until(
            look_s, may_reopen, size, heap_t, heap_p, at_node, vehicles, arrive, waited, target, free_s,
            next_link, shelter_at, network.head_ix, network.capacity_vph, network.travel_s, *shut,
        )  # fmt: skip
    return Driven(arrive, target, waited)
