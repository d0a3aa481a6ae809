"""Ways through what room is left: quickest for one window of time, over links that can still take a rate."""

import numpy as np
from numba import njit

from clearway.planner.trees import NONE, Array, _pop, _push

EDGE_S = 1e-4  # as in `roadspace`: windows that miss each other by less do not touch


@njit(cache=True)
def _has_room(free: Array, lead_s: float, step_s: float, begin_s: float, lasts_s: float, rate: int) -> bool:
    """Say whether a link can take the rate in every step that the window touches."""
    first = int(np.floor((begin_s + lead_s + EDGE_S) / step_s))
    end = int(np.ceil((begin_s + lasts_s + lead_s - EDGE_S) / step_s))
    if first < 0 or end > len(free):
        return False
    for k in range(first, end):  # noqa: SIM110 (a generator is not compiled)
        if free[k] < rate:
            return False
    return True


@njit(cache=True)
def grow(
    left: Array, row_of: Array, empty: Array, lead_s: Array, step_s: float, ptr: Array, links: Array,
    far_end: Array, travel_s: Array, starts: Array, at_s: float, lasts_s: float, rate: int, most_s: float,
) -> tuple[Array, Array, Array]:  # fmt: skip
    """Grow the tree of quickest ways, backwards from where they end, for one window that nobody waits in.

    row_of : rows of `left`, below 0 for links with nothing on them; empty : (n_links,) what these carry
    ptr, links, far_end : links that lead to each node, and their first nodes
    starts : nodes; at_s : when the window arrives there; lasts_s : its length
    Returns (seconds to the start, link by which the node is joined, start) for each node.
    """
    n_nodes = len(ptr) - 1
    away_s = np.full(n_nodes, np.inf)
    joined, origin = np.full(n_nodes, NONE, np.int64), np.full(n_nodes, NONE, np.int64)
    done = np.zeros(n_nodes, np.bool_)
    keys, items = np.empty(len(links) + len(starts) + 2), np.empty(len(links) + len(starts) + 2, np.int64)
    size = 0
    for node in starts:
        if away_s[node] > 0.0:
            away_s[node], origin[node] = 0.0, node
            size = _push(keys, items, size, 0.0, node)
    while size > 0:
        node = items[0]
        size = _pop(keys, items, size)
        if done[node]:
            continue
        done[node] = True
        for j in range(ptr[node], ptr[node + 1]):
            link = links[j]
            other, through_s = far_end[link], away_s[node] + travel_s[link]
            if done[other] or through_s >= away_s[other] or through_s > most_s or empty[link] < rate:
                continue
            row = row_of[link]
            if row < 0 or _has_room(left[row], lead_s[link], step_s, at_s - through_s, lasts_s, rate):
                away_s[other], joined[other], origin[other] = through_s, link, origin[node]
                size = _push(keys, items, size, through_s, other)
    return away_s, joined, origin
