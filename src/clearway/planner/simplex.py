"""A network simplex for circulations that keeps its tree: the next solve starts from the last.

Minimises sum(costs * flow) over circulations with 0 <= flow <= capacity. Only costs may change
between solves, so the last flow stays feasible and its tree is a warm start; a way is forbidden
by a cost that nothing can earn back. Capacities and costs are plain floats, nothing is rounded.

The tree stays strongly feasible (every vertex can be sent something from the root), so pivots
of no gain cannot go in circles.

Source: Ahuja, Magnanti and Orlin, Network Flows (1993), ch. 11; Cunningham (1976); the block
search for entering arcs after Király and Kovács, Efficient implementations of minimum-cost
flow algorithms (2012).
"""

import numba
import numpy as np
from numpy.typing import NDArray

from clearway.city.arrays import Floats

NONE = -1
AT_LOWER, IN_TREE, AT_UPPER = 1, 0, -1
"""Where an arc's flow is; the number is the sign with which its reduced cost must not be negative."""
LEAST_GAIN = 1e-7


class Circulation:
    """A network with a flow and a spanning tree that solves keep and improve.

    Starts from the flow 0 and a tree of earliest times from the root; arcs from the root to
    every vertex that cannot be reached are added by the caller.

    Parameters
    ----------
    n_vertices, root : vertices are 0 ... n_vertices - 1
    tails, heads : (n_arcs,) int64
    capacities : (n_arcs,) float, >= 0, inf for no limit
    tree_arcs : (n_vertices,) int64, the arc by which each vertex is reached from the root; NONE for the root
    """

    def __init__(
        self,
        n_vertices: int,
        root: int,
        tails: NDArray[np.int64],
        heads: NDArray[np.int64],
        capacities: Floats,
        tree_arcs: NDArray[np.int64],
    ):
        self.root, self.tails, self.heads, self.capacities = root, tails, heads, capacities
        self.flow = np.zeros(len(tails))
        self.potential = np.zeros(n_vertices)
        self._state = np.full(len(tails), AT_LOWER, np.int8)
        used = tree_arcs[tree_arcs != NONE]
        self._state[used] = IN_TREE
        self._arc = tree_arcs.copy()
        self._parent = np.where(tree_arcs == NONE, NONE, tails[tree_arcs])
        self._depth = np.zeros(n_vertices, np.int64)
        self._child = np.full(n_vertices, NONE, np.int64)
        self._next = np.full(n_vertices, NONE, np.int64)
        self._previous = np.full(n_vertices, NONE, np.int64)
        _hang_all(self._parent, self._child, self._next, self._previous)

    def solve(self, costs: Floats) -> int:
        """Improve the flow until no arc gains; set `flow` and `potential` and return the pivots made.

        Potentials obey potential[head] <= potential[tail] + cost where flow is below capacity
        and >= where it is above 0.
        """
        tree = (self._parent, self._arc, self._depth, self._child, self._next, self._previous)
        pivots = 0
        while True:
            _reset_potentials(self.root, self.tails, costs, self.potential, *tree[:-1])
            made: int = _pivot_until_best(
                self.tails,
                self.heads,
                costs,
                self.capacities,
                self.flow,
                self._state,
                self.potential,
                *tree,
            )
            pivots += made
            if made == 0:
                return pivots


@numba.njit(cache=True, nogil=True)
def _hang_all(parent, child, following, previous):  # type: ignore[no-untyped-def]
    for vertex in range(len(parent)):
        if parent[vertex] != NONE:
            _hang(vertex, parent[vertex], child, following, previous)


@numba.njit(cache=True, nogil=True)
def _hang(vertex, parent, child, following, previous):  # type: ignore[no-untyped-def]
    """Put a vertex first among its parent's children."""
    first = child[parent]
    following[vertex], previous[vertex] = first, NONE
    if first != NONE:
        previous[first] = vertex
    child[parent] = vertex


@numba.njit(cache=True, nogil=True)
def _take_off(vertex, parent, child, following, previous):  # type: ignore[no-untyped-def]
    before, after = previous[vertex], following[vertex]
    if before != NONE:
        following[before] = after
    else:
        child[parent] = after
    if after != NONE:
        previous[after] = before


@numba.njit(cache=True, nogil=True)
def _reset_potentials(  # type: ignore[no-untyped-def]
    root, tails, costs, potential, parent, arc, depth, child, following
):
    """Add the costs up afresh along the tree, so that rounding errors do not gather."""
    potential[root], depth[root] = 0.0, 0
    vertex = child[root]
    while vertex != NONE:
        link, above = arc[vertex], parent[vertex]
        onward = costs[link] if tails[link] == above else -costs[link]
        potential[vertex], depth[vertex] = potential[above] + onward, depth[above] + 1
        vertex = _next_below(vertex, root, parent, child, following)


@numba.njit(cache=True, nogil=True)
def _next_below(vertex, top, parent, child, following):  # type: ignore[no-untyped-def]
    """Return the vertex after this one in a walk over everything below `top`; NONE at its end."""
    if child[vertex] != NONE:
        return child[vertex]
    while vertex != top:
        if following[vertex] != NONE:
            return following[vertex]
        vertex = parent[vertex]
    return NONE


@numba.njit(cache=True, nogil=True)
def _pivot_until_best(  # type: ignore[no-untyped-def]
    tails, heads, costs, capacities, flow, state, potential, parent, arc, depth, child, following, previous
):
    n_arcs = len(tails)
    block = max(int(np.sqrt(n_arcs)), 20)
    at, searched, pivots = 0, 0, 0
    best, least = NONE, -LEAST_GAIN
    while searched < n_arcs:
        end = min(at + block, n_arcs)
        for e in range(at, end):
            gain = state[e] * (costs[e] + potential[tails[e]] - potential[heads[e]])
            if gain < least:
                least, best = gain, e
        searched += end - at
        at = end if end < n_arcs else 0
        if best != NONE:
            _pivot(
                best, tails, heads, costs, capacities, flow, state, potential,
                parent, arc, depth, child, following, previous,
            )  # fmt: skip
            pivots += 1
            best, least, searched = NONE, -LEAST_GAIN, 0
    return pivots


@numba.njit(cache=True, nogil=True)
def _pivot(  # type: ignore[no-untyped-def]
    entering, tails, heads, costs, capacities, flow, state, potential,
    parent, arc, depth, child, following, previous,
):  # fmt: skip
    """Send as much as fits around the cycle that the entering arc closes, and change the tree."""
    rising = state[entering] == AT_LOWER
    first, second = (tails[entering], heads[entering]) if rising else (heads[entering], tails[entering])
    most = capacities[entering] - flow[entering] if rising else flow[entering]
    amount, leaving, on_first, top = _first_to_fill(
        first, second, most, tails, heads, capacities, flow, parent, arc, depth
    )
    if amount > 0.0:
        flow[entering] += amount if rising else -amount
        _send(first, top, amount, heads, flow, parent, arc)
        _send(second, top, amount, tails, flow, parent, arc)
    if leaving == NONE:
        state[entering] = -state[entering]
        flow[entering] = 0.0 if state[entering] == AT_LOWER else capacities[entering]
        return
    e = arc[leaving]
    filled = (heads[e] == leaving) == on_first
    state[e], flow[e] = (AT_UPPER, capacities[e]) if filled else (AT_LOWER, 0.0)
    state[entering] = IN_TREE
    inner, outer = (first, second) if on_first else (second, first)
    _rehang(entering, leaving, inner, outer, parent, arc, child, following, previous)
    onward = costs[entering] if tails[entering] == outer else -costs[entering]
    change = potential[outer] + onward - potential[inner]
    vertex = inner
    while vertex != NONE:
        potential[vertex] += change
        depth[vertex] = depth[parent[vertex]] + 1
        vertex = _next_below(vertex, inner, parent, child, following)


@numba.njit(cache=True, nogil=True)
def _first_to_fill(  # type: ignore[no-untyped-def]
    first, second, most, tails, heads, capacities, flow, parent, arc, depth
):
    """Return (how much fits, the vertex below the arc that leaves, whether it is on the first side, the top).

    The cycle runs top -> first -> entering -> second -> top. Of several arcs that fill up at once
    the first on that way leaves: that keeps the tree strongly feasible.
    """
    a, b = first, second
    least_a, leave_a, least_b, leave_b = np.inf, NONE, np.inf, NONE
    while a != b:
        if depth[a] >= depth[b]:
            e = arc[a]
            room = capacities[e] - flow[e] if heads[e] == a else flow[e]
            if room <= least_a:
                least_a, leave_a = room, a
            a = parent[a]
        else:
            e = arc[b]
            room = capacities[e] - flow[e] if tails[e] == b else flow[e]
            if room < least_b:
                least_b, leave_b = room, b
            b = parent[b]
    if least_b < min(most, least_a):
        return least_b, leave_b, False, a
    if least_a <= most:
        return least_a, leave_a, True, a
    return most, NONE, False, a


@numba.njit(cache=True, nogil=True)
def _send(vertex, top, amount, along, flow, parent, arc):  # type: ignore[no-untyped-def]
    """Add a flow to the tree arcs up to the top; `along` holds the ends at which it does not turn back."""
    while vertex != top:
        e = arc[vertex]
        flow[e] += amount if along[e] == vertex else -amount
        vertex = parent[vertex]


@numba.njit(cache=True, nogil=True)
def _rehang(entering, leaving, inner, outer, parent, arc, child, following, previous):  # type: ignore[no-untyped-def]
    """Hang the part below the leaving arc onto `outer`, turned so that `inner` is its top."""
    vertex, above, by = inner, outer, entering
    while True:
        old_above, old_by = parent[vertex], arc[vertex]
        _take_off(vertex, old_above, child, following, previous)
        parent[vertex], arc[vertex] = above, by
        _hang(vertex, above, child, following, previous)
        if vertex == leaving:
            return
        vertex, above, by = old_above, vertex, old_by
