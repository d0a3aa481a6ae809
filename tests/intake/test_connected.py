"""The largest part in which everybody can drive everywhere, and what hangs on it."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from clearway.city.network import TurnBan
from clearway.intake.connected import ends_beyond, largest_part, part_of, reachable
from tests.conftest import city

N_NODES = 6
arcs = st.lists(st.tuples(st.integers(0, N_NODES - 1), st.integers(0, N_NODES - 1)), min_size=1, max_size=14)


def reach(drawn, start):
    """Return the nodes that one can drive to, the slow way."""
    found, grown = {start}, True
    while grown:
        more = {head for tail, head in drawn if tail in found} - found
        found, grown = found | more, bool(more)
    return found


@given(arcs)
def test_the_largest_part_is_strongly_connected_and_no_part_has_longer_roads(drawn):
    tail, head = (np.array(ends, np.int32) for ends in zip(*drawn, strict=True))
    length_m = np.arange(1.0, len(drawn) + 1)
    inside = set(np.flatnonzero(largest_part(tail, head, N_NODES, length_m)).tolist())
    parts = [{b for b in reach(drawn, a) if a in reach(drawn, b)} for a in range(N_NODES)]
    assert inside in parts

    def metres(part):
        return sum(m for (a, b), m in zip(drawn, length_m, strict=True) if {a, b} <= part)

    assert metres(inside) == max(map(metres, parts))


def test_a_part_of_a_network_keeps_ids_and_the_turns_between_kept_links():
    links = [("ab", "a", "b", 60, 900), ("bc", "b", "c", 60, 800), ("cb", "c", "b", 60, 700)]
    network = city(links, [], []).network
    whole = replace(network, turn_bans=(TurnBan(0, 1, 1), TurnBan(1, 2, 2)))
    part = part_of(whole, np.array([False, True, True]))
    assert (part.node_ids, part.link_ids) == (("b", "c"), ("bc", "cb"))
    assert (part.tail_ix.tolist(), part.head_ix.tolist()) == ([0, 1], [1, 0])
    assert part.capacity_vphpl.tolist() == [800.0, 700.0]
    assert part.turn_bans == (TurnBan(0, 1, 1),)


def test_one_way_ends_of_main_roads_meet_beyond_the_map():
    """0 → 1 ⇄ 2 → 3 on a main road, 2 → 4 on a side road: 3 leaves the map, 0 enters it, 4 is a trap."""
    tail, head = np.array([0, 1, 2, 2, 2], np.int32), np.array([1, 2, 1, 3, 4], np.int32)
    main = np.array([True, True, True, True, False])
    tails, heads = ends_beyond(tail, head, main, 5)
    assert (tails.tolist(), heads.tolist()) == ([3, 5], [5, 0])
    inside = largest_part(np.append(tail, tails), np.append(head, heads), 6, np.ones(7))
    assert inside.tolist() == [True, True, True, True, False, True]


def test_what_one_can_drive_to_includes_one_way_ends_but_no_closed_road():
    links = [
        ("ab", "a", "b", 60, 900),
        ("ba", "b", "a", 60, 900),
        ("bc", "b", "c", 60, 900),
        ("bd", "b", "d", 60, 0),
    ]
    network = city(links, [], []).network
    assert reachable(network, np.array([True, True, False, False])).tolist() == [True, True, True, False]
