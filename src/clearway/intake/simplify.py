"""From ways to links: split at junctions, then join what only passes through.

A way as it is drawn says little about driving: it runs over many junctions, and one road is drawn as
many ways. `split` cuts ways into pieces that meet only at their ends; `join` puts pieces together
again at nodes where exactly two of them meet and everything known about both is the same, so that no
name, lane, speed or bridge is lost. Geometry is kept in both.
"""

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clearway.city.arrays import Bools, Floats, Ints, Ragged
from clearway.city.distance import distance_m


@dataclass(frozen=True, eq=False)
class Pieces:
    """Stretches of ways between junctions, as they are drawn.

    way_ix : (n,) the way; at : (n,) where on the way it starts, counted in nodes from its first
    tail_ix, head_ix : (n,) nodes at the ends
    nodes : Ragged, the nodes of each, both ends included
    length_m : (n,)
    """

    way_ix: Ints
    at: Ints
    tail_ix: Ints
    head_ix: Ints
    nodes: Ragged
    length_m: Floats

    def __len__(self) -> int:
        return len(self.way_ix)

    def only(self, keep: Bools) -> "Pieces":
        """Return some of the pieces."""
        rows = np.flatnonzero(keep)
        return Pieces(
            self.way_ix[rows],
            self.at[rows],
            self.tail_ix[rows],
            self.head_ix[rows],
            self.nodes.take(rows),
            self.length_m[rows],
        )


def split(ptr: NDArray[np.int64], node_ix: Ints, lon: Floats, lat: Floats) -> Pieces:
    """Cut ways at every node that is used twice, and at every node that is missing.

    Parameters
    ----------
    ptr, node_ix : way i runs over node_ix[ptr[i]:ptr[i + 1]]; -1 is a missing node
    lon, lat : (n_nodes,) degrees

    Closed stretches that touch the rest at one node (or nowhere) lead nowhere and are left out.
    """
    way_of = np.repeat(np.arange(len(ptr) - 1, dtype=np.int32), np.diff(ptr))
    at = (np.arange(len(node_ix)) - np.repeat(ptr[:-1], np.diff(ptr))).astype(np.int32)
    stays = np.ones(len(node_ix), bool)  # a node named twice in a row is one
    stays[1:] = (node_ix[1:] != node_ix[:-1]) | (way_of[1:] != way_of[:-1])
    way_of, at, node_ix = way_of[stays], at[stays], node_ix[stays]
    goes_on = np.zeros(len(node_ix), bool)  # a step leads from here to the next
    goes_on[:-1] = (way_of[1:] == way_of[:-1]) & (node_ix[1:] >= 0) & (node_ix[:-1] >= 0)
    comes_from = np.concatenate([[False], goes_on[:-1]])
    used = goes_on | comes_from
    uses = np.bincount(node_ix[used], minlength=len(lon) + 1)  # the last for -1
    is_end = used & ((goes_on != comes_from) | (uses[node_ix] > 1))
    first = np.flatnonzero(is_end & goes_on)
    last = np.flatnonzero(is_end & comes_from)
    here = np.flatnonzero(goes_on)
    a, b = node_ix[here], node_ix[here + 1]
    along_m = np.zeros(len(node_ix) + 1)
    along_m[here + 1] = distance_m(lon[a], lat[a], lon[b], lat[b])
    along_m = np.cumsum(along_m)
    open_ends = node_ix[first] != node_ix[last]
    first, last = first[open_ends], last[open_ends]
    counts = last - first + 1
    nodes_ptr = np.concatenate([[0], np.cumsum(counts)])
    positions = np.arange(nodes_ptr[-1]) + np.repeat(first - nodes_ptr[:-1], counts)
    return Pieces(
        way_ix=way_of[first],
        at=at[first],
        tail_ix=node_ix[first],
        head_ix=node_ix[last],
        nodes=Ragged(nodes_ptr, node_ix[positions]),
        length_m=along_m[last] - along_m[first],
    )


@dataclass(frozen=True, eq=False)
class Chains:
    """Pieces in driving order, joined end to end; a chain of one is a piece left as it is.

    ptr : (n_chains + 1,); chain c is piece_ix[ptr[c]:ptr[c + 1]]
    piece_ix : rows of `Pieces`; turned : True where a piece is driven against its drawing
    """

    ptr: NDArray[np.int64]
    piece_ix: Ints
    turned: Bools

    def __len__(self) -> int:
        return len(self.ptr) - 1


def join(pieces: Pieces, kind: Ints, kind_turned: Ints) -> Chains:
    """Join pieces at nodes that only two of them touch, where both are of one kind.

    Parameters
    ----------
    kind : (n_pieces,) what is known about each piece as drawn, as a number
    kind_turned : (n_pieces,) the number of the same piece drawn from its other end

    Each chain is turned so that its first-mapped piece (lowest way, then place) is as drawn. A ring
    that would close on itself stays in its pieces.
    """
    onward = _joints(pieces, kind, kind_turned)
    seen = [False] * len(pieces)
    ends = (pieces.tail_ix.tolist(), pieces.head_ix.tolist())
    ptr, piece_ix, turned = [0], [], []
    for start in np.lexsort((pieces.at, pieces.way_ix)).tolist():
        if seen[start]:
            continue
        chain = _chain_from(start, onward)
        (a, a_turned), (b, b_turned) = chain[0], chain[-1]
        closes = len(chain) > 1 and ends[a_turned][a] == ends[not b_turned][b]
        for piece, is_turned in chain:
            seen[piece] = True
            piece_ix.append(piece)
            turned.append(is_turned and not closes)
            if closes:
                ptr.append(len(piece_ix))
        if not closes:
            ptr.append(len(piece_ix))
    return Chains(np.array(ptr), np.array(piece_ix, np.int32), np.array(turned, bool))


def _chain_from(start: int, onward: dict[int, int]) -> deque[tuple[int, bool]]:
    """Walk on from a piece's head and from its tail; return (piece, turned) in driving order."""
    chain = deque([(start, False)])
    for end in (1, 0):
        step = onward.get(2 * start + end)
        while step is not None and step >> 1 != start:
            piece, by_head = step >> 1, bool(step & 1)
            if end:
                chain.append((piece, by_head))
            else:
                chain.appendleft((piece, not by_head))
            step = onward.get(step ^ 1)
        if step is not None:  # back where it began: a ring
            break
    return chain


def _joints(pieces: Pieces, kind: Ints, kind_turned: Ints) -> dict[int, int]:
    """Return the end by which one drives on, for the end one leaves by (2 * piece, + 1 for its head)."""
    n = len(pieces)
    end_node = np.column_stack(
        [pieces.tail_ix, pieces.head_ix]
    ).ravel()  # entry 2p is p's tail, 2p+1 its head
    by_node = np.argsort(end_node, kind="stable")
    sorted_nodes = end_node[by_node]
    degree = np.bincount(end_node, minlength=int(end_node.max()) + 1 if n else 0)
    firsts = np.flatnonzero(degree[sorted_nodes] == 2)[::2]
    one, other = by_node[firsts], by_node[firsts + 1]
    # Drive in by `one` (as drawn if it ends here by its head), out by `other` (as drawn if by its tail).
    kind_in = np.where(one & 1, kind[one >> 1], kind_turned[one >> 1])
    kind_out = np.where(other & 1, kind_turned[other >> 1], kind[other >> 1])
    same = (kind_in == kind_out) & (one >> 1 != other >> 1)
    one, other = one[same], other[same]
    return dict(
        zip(np.concatenate([one, other]).tolist(), np.concatenate([other, one]).tolist(), strict=True)
    )


def nodes_of_chains(pieces: Pieces, chains: Chains) -> Ragged:
    """Return the nodes along each chain, both ends included, shared ends once."""
    lined_up = pieces.nodes.take(chains.piece_ix, chains.turned)
    counts = np.diff(lined_up.ptr)
    first_of_chain = np.zeros(len(counts), bool)
    first_of_chain[chains.ptr[:-1]] = True
    stays = np.ones(len(lined_up.flat), bool)
    stays[lined_up.ptr[:-1][~first_of_chain]] = False
    kept = counts - ~first_of_chain
    per_chain = np.add.reduceat(kept, chains.ptr[:-1]) if len(chains) else np.empty(0, np.int64)
    return Ragged(np.concatenate([[0], np.cumsum(per_chain)]), lined_up.flat[stays])
