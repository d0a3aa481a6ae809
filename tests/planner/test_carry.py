"""At a later instant: who is on the road goes on, turns off, or is named; beds are counted as they fill."""

from dataclasses import replace

import pytest

from clearway.planner import make_plan
from clearway.planner.carry import carry_on
from clearway.planner.trees import Roads
from clearway.planner.turning_off import turn_off
from clearway.situation import Situation
from clearway.situation.variants import with_beds_added, with_links_closed
from tests.conftest import city


@pytest.fixture
def fork() -> Situation:
    """1,800 vehicles leave over half an hour; 10 minutes to a fork, 10 more to hall A, 15 to hall B."""
    return city(
        [
            ("stem", "home", "fork", 600.0, 3600.0),
            ("left", "fork", "a", 600.0, 3600.0),
            ("right", "fork", "b", 900.0, 3600.0),
        ],
        [{"id": "Z", "nodes": ["home"], "people": 1800}],
        [{"id": "A", "nodes": ["a"], "beds": 1800}, {"id": "B", "nodes": ["b"], "beds": 1800}],
    )


def vehicles(pieces) -> float:
    return sum(piece.vehicles for piece in pieces)


def then(before: Situation, now: Situation):
    """What stands of the plan before, and what became of those who were blocked."""
    carried = carry_on(now, make_plan(before))
    return carried, turn_off(now, Roads(now.network, now.shelters), carried, carried.ordered)


def lost(turned) -> float:
    return sum(row.vehicles for row in turned.stranded)


def test_without_news_everybody_drives_on(fork):
    """By minute 15, 900 have left and 900 are still at home with their orders."""
    stands, turned = then(fork, replace(fork, at_s=900.0))
    assert vehicles(stands.driving) == pytest.approx(900, abs=1)
    assert vehicles(stands.ordered) == pytest.approx(900, abs=1)
    assert not stands.blocked
    assert not turned.stranded


def test_who_has_not_passed_the_fork_turns_off_when_the_road_ahead_closes(fork):
    """The left road closes at minute 15: who left by minute 5 is on it already, 600 others turn right."""
    now = replace(with_links_closed(fork, [1], from_s=900.0), at_s=900.0)
    stands, turned = then(fork, now)
    assert vehicles(stands.driving) == pytest.approx(300, abs=1)
    assert vehicles(turned.pieces) == pytest.approx(600, abs=1)
    assert {tuple(piece.links) for piece in turned.pieces} == {(0, 2)}
    assert {piece.shelter_ix for piece in turned.pieces} == {1}


def test_who_has_no_way_left_is_named_as_stranded(fork):
    """Both roads behind the fork close: 600 vehicles stand on the stem, and one sentence says why."""
    now = replace(with_links_closed(fork, [1, 2], from_s=900.0), at_s=900.0)
    _, turned = then(fork, now)
    assert lost(turned) == pytest.approx(600, abs=1)
    assert "600 people of zone Z" in turned.stranded[0].reason
    assert "left" in turned.stranded[0].reason
    assert "no other way" in turned.stranded[0].reason


def test_a_shelter_that_fills_sends_the_rest_on(fork):
    """Hall A has 500 beds left of 1,800: the first 500 of the 900 on the road go in, 400 turn off."""
    now = replace(with_beds_added(fork, 0, -1300), at_s=900.0)
    stands, turned = then(fork, now)
    assert vehicles(stands.driving) == pytest.approx(500, abs=1)
    assert vehicles(turned.pieces) == pytest.approx(400, abs=1)


def test_who_is_in_a_shelter_that_has_no_bed_for_them_any_more_is_named(fork):
    """By minute 30 600 vehicles are in hall A; it is left with 100 beds: 500 people need others."""
    now = replace(with_beds_added(fork, 0, -1700), at_s=1800.0)
    _, turned = then(fork, now)
    inside = [row for row in turned.stranded if "in a shelter already" in row.reason]
    assert sum(row.vehicles for row in inside) == pytest.approx(500, abs=1)
    assert "other beds" in inside[0].reason


@pytest.fixture
def ladder() -> Situation:
    """1,200 vehicles on a road of 1,200 an hour; two side roads of 600 lead round its end."""
    return city(
        [
            ("stem", "home", "first", 600.0, 1200.0),
            ("main", "first", "second", 300.0, 1200.0),
            ("end", "second", "hall", 300.0, 1200.0),
            ("early", "first", "hall", 900.0, 600.0),
            ("late", "second", "hall", 900.0, 600.0),
        ],
        [{"id": "Z", "nodes": ["home"], "people": 1200}],
        [{"id": "H", "nodes": ["hall"], "beds": 1200}],
    )


def test_who_finds_no_room_on_one_way_round_is_shared_out_over_several(ladder):
    """The end closes at minute 20, with 20 minutes' vehicles, 400, on the road and none past it.

    Who is on `main` (5 minutes' vehicles, 100) has only `late` ahead, which takes half of them. Of those
    before `first` (200 vehicles), half go by `early` and half by `late`. The 50 others have no room.
    """
    now = replace(with_links_closed(ladder, [2], from_s=1200.0), at_s=1200.0)
    stands, turned = then(ladder, now)
    by_way = {way: vehicles(p for p in turned.pieces if tuple(p.links) == way) for way in ((0, 3), (0, 1, 4))}
    assert vehicles(stands.driving) + vehicles(turned.pieces) + lost(turned) == pytest.approx(400, abs=1)
    assert by_way[0, 3] == pytest.approx(by_way[0, 1, 4] - 50, abs=12)
    assert lost(turned) == pytest.approx(50, abs=12)
    assert "no way round has room" in turned.stranded[0].reason


def test_nobody_is_lost_between_the_two(fork):
    for closed in ([], [1], [1, 2]):
        now = replace(with_links_closed(fork, closed, from_s=700.0), at_s=800.0)
        stands, turned = then(fork, now)
        total = vehicles(stands.driving) + vehicles(turned.pieces) + vehicles(stands.ordered)
        assert total + lost(turned) == pytest.approx(1800, abs=1e-3)
