"""Splitting and joining lose no road: for any ways the same steps are there before and after."""

from collections import Counter
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from clearway.intake.simplify import join, nodes_of_chains, split

N_NODES = 7


def steps(rows):
    """Count the undirected steps between different nodes along rows of nodes."""
    return Counter(tuple(sorted(pair)) for row in rows for pair in pairwise(row))


def pieces_of(ways):
    ptr = np.cumsum([0, *map(len, ways)])
    flat = np.array([node for way in ways for node in way], np.int32)
    lon, lat = np.arange(N_NODES) / 1000.0, np.arange(N_NODES) ** 2 / 1000.0
    return split(ptr, flat, lon, lat)


ways = st.lists(st.lists(st.integers(-1, N_NODES - 1), min_size=1, max_size=6), min_size=1, max_size=6)


@given(ways)
def test_pieces_meet_only_at_their_ends_and_no_step_is_lost_but_closed_ones(drawn):
    pieces = pieces_of(drawn)
    rows = [pieces.nodes[ix].tolist() for ix in range(len(pieces))]
    inner = [node for row in rows for node in row[1:-1]]
    assert len(inner) == len(set(inner))
    assert not set(inner) & {end for row in rows for end in (row[0], row[-1])}
    assert all(row[0] != row[-1] for row in rows)
    whole = steps(_runs(drawn))
    assert not steps(rows) - whole
    assert (pieces.length_m > 0).all()


@given(ways, st.integers(1, 2), st.data())
def test_joined_chains_hold_every_piece_once_and_the_same_steps(drawn, n_kinds, data):
    pieces = pieces_of(drawn)
    kinds = st.lists(st.integers(0, n_kinds - 1), min_size=len(pieces), max_size=len(pieces))
    kind = np.array(data.draw(kinds), np.int32)
    chains = join(pieces, kind, kind)
    assert sorted(chains.piece_ix.tolist()) == list(range(len(pieces)))
    nodes = nodes_of_chains(pieces, chains)
    rows = [nodes[ix].tolist() for ix in range(len(chains))]
    assert steps(rows) == steps([pieces.nodes[ix].tolist() for ix in range(len(pieces))])
    assert all(row[0] != row[-1] for row in rows)
    for ix in range(len(chains)):
        assert len(set(kind[chains.piece_ix[chains.ptr[ix] : chains.ptr[ix + 1]]].tolist())) == 1


def _runs(drawn):
    """Cut ways at missing nodes; a node named twice in a row is one."""
    for way in drawn:
        run = []
        for node in way:
            if node < 0:
                yield run
                run = []
            elif not run or run[-1] != node:
                run.append(node)
        yield run
