"""Cheapest ways from every node to the shelters: one tree serves all zones.

Dijkstra's algorithm, run backwards from the shelters' nodes over the links that lead in.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from clearway.city import Network, Shelters

Array = NDArray[Any]
NONE = -1


@njit(cache=True)
def _push(keys: Array, items: Array, size: int, key: float, item: int) -> int:
    """Put an item into the heap; ties go to the lower item, so that the order never depends on history."""
    at = size
    while at > 0:
        parent = (at - 1) >> 1
        if keys[parent] < key or (keys[parent] == key and items[parent] <= item):
            break
        keys[at], items[at] = keys[parent], items[parent]
        at = parent
    keys[at], items[at] = key, item
    return size + 1


@njit(cache=True)
def _pop(keys: Array, items: Array, size: int) -> int:
    """Close the gap that the first item leaves; return the new size."""
    size -= 1
    key, item = keys[size], items[size]
    at = 0
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        right = child + 1
        if right < size and (
            keys[right] < keys[child] or (keys[right] == keys[child] and items[right] < items[child])
        ):
            child = right
        if key < keys[child] or (key == keys[child] and item <= items[child]):
            break
        keys[at], items[at] = keys[child], items[child]
        at = child
    keys[at], items[at] = key, item
    return size


@njit(cache=True)
def _grow_tree(
    in_ptr: Array, in_links: Array, tail: Array, cost: Array, goals: Array, goal_cost: Array, n_nodes: int
) -> tuple[Array, Array, Array]:
    price = np.full(n_nodes, np.inf)
    next_link = np.full(n_nodes, NONE, np.int32)
    goal = np.full(n_nodes, NONE, np.int32)
    done = np.zeros(n_nodes, np.bool_)
    room = len(tail) + len(goals) + 2
    keys, items = np.empty(room), np.empty(room, np.int64)
    size = 0
    for g in range(len(goals)):
        node = goals[g]
        if goal_cost[g] < price[node]:
            price[node], goal[node] = goal_cost[g], g
            size = _push(keys, items, size, goal_cost[g], node)
    while size > 0:
        node = items[0]
        size = _pop(keys, items, size)
        if done[node]:
            continue
        done[node] = True
        for k in range(in_ptr[node], in_ptr[node + 1]):
            link = in_links[k]
            before = tail[link]
            through = price[node] + cost[link]
            if not done[before] and through < price[before]:
                price[before], next_link[before], goal[before] = through, link, goal[node]
                size = _push(keys, items, size, through, before)
    return price, next_link, goal


@njit(cache=True)
def _follow(next_link: Array, head: Array, starts: Array) -> tuple[Array, Array]:
    """Drive down the tree from each start node: (ptr, links), empty for a start without a way."""
    ptr = np.zeros(len(starts) + 1, np.int64)
    for i in range(len(starts)):
        node, n = starts[i], 0
        while node >= 0 and next_link[node] >= 0:
            node = head[next_link[node]]
            n += 1
        ptr[i + 1] = ptr[i] + n
    links = np.empty(ptr[-1], np.int32)
    for i in range(len(starts)):
        node, k = starts[i], ptr[i]
        while node >= 0 and next_link[node] >= 0:
            links[k] = next_link[node]
            node = head[next_link[node]]
            k += 1
    return ptr, links


@dataclass(frozen=True, eq=False)
class Tree:
    """The cheapest way on from every node.

    price : (n_nodes,) float, inf where no shelter can be reached
    next_link : (n_nodes,) int, the link to take, -1 at a shelter or where there is no way
    shelter_ix : (n_nodes,) int, the shelter at the end of the way, -1 where there is none
    """

    price: Array
    next_link: Array
    shelter_ix: Array


class Roads:
    """A network made ready for growing many trees to the same shelters."""

    def __init__(self, network: Network, shelters: Shelters):
        self.network = network
        self.n_nodes = network.n_nodes
        self.in_links = np.argsort(network.head_ix, kind="stable").astype(np.int32)
        counts = np.bincount(network.head_ix, minlength=self.n_nodes)
        self.in_ptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        self.goals = shelters.nodes.flat.astype(np.int64)
        self.goal_shelter = np.repeat(np.arange(len(shelters)), np.diff(shelters.nodes.ptr))

    def tree(self, link_cost: Array, shelter_price: Array) -> Tree:
        """Grow the tree of least cost; a link or shelter of cost inf is not used.

        link_cost : (n_links,) float >= 0; shelter_price : (n_shelters,) float >= 0
        """
        price, next_link, goal = _grow_tree(
            self.in_ptr, self.in_links, self.network.tail_ix, link_cost,
            self.goals, shelter_price[self.goal_shelter], self.n_nodes,
        )  # fmt: skip
        shelter_ix = np.where(goal >= 0, self.goal_shelter[goal] if len(self.goals) else NONE, NONE)
        return Tree(price, next_link, shelter_ix)

    def next_links(self, link_cost: Array, goals: Array, goal_cost: Array) -> Array:
        """(n_nodes,) the link to take towards any of these nodes, -1 at one or where there is no way."""
        return _grow_tree(
            self.in_ptr, self.in_links, self.network.tail_ix, link_cost, goals.astype(np.int64), goal_cost,
            self.n_nodes,
        )[1]  # fmt: skip

    def ways(self, tree: Tree, starts: Array) -> tuple[Array, Array]:
        """Follow the tree from the start nodes (-1: none): flat link lists as (ptr, links)."""
        return _follow(tree.next_link, self.network.head_ix, starts)
