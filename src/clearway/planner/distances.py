"""Free-flow times from many starts at once: who can be where, how early.

Dijkstra on flat arrays (a binary heap, links grouped by their first node). Links may take no
time at all, which sparse matrices cannot say.
"""

import numba
import numpy as np
from numpy.typing import NDArray

from clearway.city.arrays import Floats, Ints


def grouped(first_ix: Ints, n_nodes: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return links grouped by their first node: (n_nodes + 1,) pointers and the link rows."""
    order = np.argsort(first_ix, kind="stable")
    ptr = np.concatenate([[0], np.cumsum(np.bincount(first_ix, minlength=n_nodes))])
    return ptr.astype(np.int64), order.astype(np.int64)


def earliest_s(n_nodes: int, tail_ix: Ints, head_ix: Ints, travel_s: Floats, start_s: Floats) -> Floats:
    """Return the earliest time at each node; inf where it cannot be reached.

    Parameters
    ----------
    start_s : (n_nodes,) float, when somebody may be at each node from the start; inf where nobody is
    """
    ptr, order = grouped(tail_ix, n_nodes)
    time_s = np.array(start_s, dtype=np.float64)
    _dijkstra(ptr, head_ix[order], travel_s[order], time_s)
    return time_s


def start_times_s(n_nodes: int, nodes: NDArray[np.int32], times_s: Floats) -> Floats:
    """(n_nodes,) the least of the times given at each node; inf where none is."""
    start_s = np.full(n_nodes, np.inf)
    np.minimum.at(start_s, nodes, times_s)
    return start_s


@numba.njit(cache=True, nogil=True)
def _dijkstra(ptr, heads, seconds, time_s):  # type: ignore[no-untyped-def]
    """Lower `time_s` in place to the earliest times; a heap of (time, node) with stale entries."""
    keys = np.empty(len(heads) + len(time_s) + 1)
    nodes = np.empty(len(keys), np.int64)
    size = 0
    for node in range(len(time_s)):
        if time_s[node] < np.inf:
            size = _push(keys, nodes, size, time_s[node], node)
    while size > 0:
        key, node = keys[0], nodes[0]
        size = _pop(keys, nodes, size)
        if key > time_s[node]:
            continue
        for link in range(ptr[node], ptr[node + 1]):
            reached = key + seconds[link]
            if reached < time_s[heads[link]]:
                time_s[heads[link]] = reached
                size = _push(keys, nodes, size, reached, heads[link])


@numba.njit(cache=True, nogil=True)
def _push(keys, nodes, size, key, node):  # type: ignore[no-untyped-def]
    at = size
    while at > 0 and keys[(at - 1) // 2] > key:
        keys[at], nodes[at] = keys[(at - 1) // 2], nodes[(at - 1) // 2]
        at = (at - 1) // 2
    keys[at], nodes[at] = key, node
    return size + 1


@numba.njit(cache=True, nogil=True)
def _pop(keys, nodes, size):  # type: ignore[no-untyped-def]
    size -= 1
    key, node = keys[size], nodes[size]
    at = 0
    while 2 * at + 1 < size:
        child = 2 * at + 1
        if child + 1 < size and keys[child + 1] < keys[child]:
            child += 1
        if keys[child] >= key:
            break
        keys[at], nodes[at] = keys[child], nodes[child]
        at = child
    keys[at], nodes[at] = key, node
    return size
