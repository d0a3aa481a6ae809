"""Service roads that are needed: those without which a street would be cut off.

A city has as many service roads as streets, and a plan that runs through yards and petrol stations is
no plan. But some hamlets and estates hang on a road that is mapped as one.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from clearway.city.arrays import Bools, Ints
from clearway.intake.connected import largest_part
from clearway.intake.simplify import Pieces

Rows = NDArray[np.int64]
SERVICE_DETOUR = 10.0  # a metre of service road counts as so many: take it only where there is no street


def needed_service(pieces: Pieces, service: Bools, forward: Bools, backward: Bools, n_nodes: int) -> Bools:
    """Return which pieces to keep: every street, and the service roads on the best ways to cut-off ones.

    service, forward, backward : (n_pieces,) is it a service road; may one drive it as drawn; against
    """
    streets = ~service
    if streets.all() or not streets.any():
        return np.ones(len(pieces), bool)
    tail = np.concatenate([pieces.tail_ix[forward], pieces.head_ix[backward]])
    head = np.concatenate([pieces.head_ix[forward], pieces.tail_ix[backward]])
    length_m = np.concatenate([pieces.length_m[forward], pieces.length_m[backward]])
    on_street = np.concatenate([streets[forward], streets[backward]])
    without = largest_part(tail[on_street], head[on_street], n_nodes, length_m[on_street])
    with_all = largest_part(tail, head, n_nodes, length_m)
    touched = np.zeros(n_nodes, bool)
    touched[pieces.tail_ix[streets]] = touched[pieces.head_ix[streets]] = True
    cut_off = touched & with_all & ~without
    sources = np.flatnonzero(without & with_all)
    if not cut_off.any() or not len(sources):
        return streets
    weight = (length_m + 1.0) * np.where(on_street, 1.0, SERVICE_DETOUR)
    graph = csr_array((weight, (tail, head)), (n_nodes, n_nodes))
    needed = streets.copy()
    for directed in (graph, csr_array(graph.T)):  # the way there, and the way back
        _, came_from, _ = dijkstra(directed, indices=sources, return_predecessors=True, min_only=True)
        node, before = _steps_to(np.flatnonzero(cut_off), came_from)
        steps = np.concatenate([node * n_nodes + before, before * n_nodes + node])
        needed |= np.isin(pieces.tail_ix.astype(np.int64) * n_nodes + pieces.head_ix, steps)
    return needed


def _steps_to(nodes: Rows, came_from: Ints) -> tuple[Rows, Rows]:
    """Return every step (node, the one before) on the trees' paths to some nodes."""
    seen = np.zeros(len(came_from), bool)
    while len(nodes):
        seen[nodes] = True
        nodes = np.unique(came_from[nodes])
        nodes = nodes[nodes >= 0]
        nodes = nodes[~seen[nodes]]
    node = np.flatnonzero(seen & (came_from >= 0))
    return node, came_from[node].astype(np.int64)
