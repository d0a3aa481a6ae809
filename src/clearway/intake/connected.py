"""The largest strongly connected part: everybody in it can drive to everywhere in it."""

from dataclasses import replace
from typing import Any

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components

from clearway.city.arrays import Bools, Floats, Ints
from clearway.city.network import Network, TurnBan

LINK_ARRAYS = (
    *("length_m", "free_speed_kph", "capacity_vphpl", "lanes", "capacity_low", "capacity_high"),
    *("speed_assumed", "lanes_assumed", "capacity_assumed", "bridge", "tunnel"),
)


def largest_part(tail_ix: Ints, head_ix: Ints, n_nodes: int, length_m: Floats) -> Bools:
    """Return which nodes lie in the strongly connected part with the longest roads.

    tail_ix, head_ix, length_m : (n_arcs,); a two-way road is two arcs.
    """
    if not len(tail_ix):
        return np.zeros(n_nodes, bool)
    graph = csr_array((np.ones(len(tail_ix), np.int8), (tail_ix, head_ix)), (n_nodes, n_nodes))
    _, part = connected_components(graph, directed=True, connection="strong")
    within = part[tail_ix] == part[head_ix]
    length_of_part = np.bincount(part[tail_ix][within], length_m[within], minlength=part.max() + 1)
    n_nodes_of_part = np.bincount(part, minlength=part.max() + 1)
    # Where all lengths are 0 the number of nodes decides.
    return np.asarray(part == np.lexsort((n_nodes_of_part, length_of_part))[-1])


def ends_beyond(tail_ix: Ints, head_ix: Ints, main: Bools, n_nodes: int) -> tuple[Ints, Ints]:
    """Return arcs over one more node (row n_nodes), the world beyond the map, at one-way ends.

    A carriageway of a main road that nothing goes on from, or nothing leads to, was cut at the edge of
    the map: out there they meet.

    main : (n_arcs,) bool, which arcs are of main roads
    """
    n_in, n_out = (np.bincount(ends, minlength=n_nodes) for ends in (head_ix, tail_ix))
    leaving = np.unique(head_ix[main & (n_out[head_ix] == 0)])
    entering = np.unique(tail_ix[main & (n_in[tail_ix] == 0)])
    beyond = np.full(len(leaving) + len(entering), n_nodes, np.int32)
    tails = np.concatenate([leaving, beyond[: len(entering)]])
    return tails.astype(np.int32), np.concatenate([beyond[: len(leaving)], entering]).astype(np.int32)


def reachable(network: Network, nodes: Bools) -> Bools:
    """Return which nodes one can drive to from some node of a strongly connected part; those included."""
    open_link = network.capacity_vph > 0
    if not nodes.any():
        return nodes.copy()
    graph = csr_array(
        (np.ones(int(open_link.sum()), np.int8), (network.tail_ix[open_link], network.head_ix[open_link])),
        (network.n_nodes, network.n_nodes),
    )
    found = nodes.copy()
    start = int(np.flatnonzero(nodes)[0])
    found[breadth_first_order(graph, start, return_predecessors=False)] = True
    return found


def part_of(network: Network, keep: Bools) -> Network:
    """Return the network of some links and the nodes they use, rows in the same order."""
    used = np.zeros(network.n_nodes, bool)
    used[network.tail_ix[keep]] = used[network.head_ix[keep]] = True
    node_row, link_row = np.cumsum(used) - 1, np.cumsum(keep) - 1
    links = np.flatnonzero(keep).tolist()
    changes: dict[str, Any] = {name: getattr(network, name)[keep] for name in LINK_ARRAYS}
    for name in ("link_ids", "names", "facility_types"):
        texts = getattr(network, name)
        changes[name] = tuple(texts[ix] for ix in links)
    return replace(
        network,
        node_ids=tuple(network.node_ids[ix] for ix in np.flatnonzero(used).tolist()),
        lon=network.lon[used],
        lat=network.lat[used],
        tail_ix=node_row[network.tail_ix[keep]],
        head_ix=node_row[network.head_ix[keep]],
        geometry=network.geometry.take(links) if network.geometry is not None else None,
        turn_bans=tuple(
            TurnBan(int(link_row[b.from_link_ix]), int(node_row[b.via_node_ix]), int(link_row[b.to_link_ix]))
            for b in network.turn_bans
            if keep[b.from_link_ix] and keep[b.to_link_ix]
        ),
        **changes,
    )
