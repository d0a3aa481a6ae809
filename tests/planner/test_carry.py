"""At a later instant: who is on the road goes on, turns off, or is named; beds are counted as they fill."""

from dataclasses import replace

import numpy as np
import pytest

from clearway.planner import make_plan
from clearway.planner.carry import carry_on
from clearway.planner.trees import Roads
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


def carried(before: Situation, now: Situation):
    return carry_on(now, make_plan(before), Roads(now.network, now.shelters))


def test_without_news_everybody_drives_on(fork):
    """By minute 15, 900 have left and 900 are still at home with their orders."""
    then = carried(fork, replace(fork, at_s=900.0))
    assert vehicles(then.driving) == pytest.approx(900, abs=1)
    assert vehicles(then.ordered) == pytest.approx(900, abs=1)
    assert not then.diverted
    assert not then.stranded


def test_who_has_not_passed_the_fork_turns_off_when_the_road_ahead_closes(fork):
    """The left road closes at minute 15: who left by minute 5 is on it already, 600 others turn right."""
    now = replace(with_links_closed(fork, [1], from_s=900.0), at_s=900.0)
    then = carried(fork, now)
    assert vehicles(then.driving) == pytest.approx(300, abs=1)
    assert vehicles(then.diverted) == pytest.approx(600, abs=1)
    assert {tuple(piece.links) for piece in then.diverted} == {(0, 2)}
    assert {piece.shelter_ix for piece in then.diverted} == {1}


def test_who_has_no_way_left_is_named_as_stranded(fork):
    """Both roads behind the fork close: 600 vehicles stand on the stem, and the sentence says why."""
    now = replace(with_links_closed(fork, [1, 2], from_s=900.0), at_s=900.0)
    then = carried(fork, now)
    assert sum(row.vehicles for row in then.stranded) == pytest.approx(600, abs=1)
    assert "600 people of zone Z" in then.stranded[0].reason
    assert "left" in then.stranded[0].reason


def test_a_shelter_that_fills_sends_the_rest_on(fork):
    """Hall A has 500 beds left of 1,800: the first 500 of the 900 on the road go in, 400 turn off."""
    now = replace(with_beds_added(fork, 0, -1300), at_s=900.0)
    then = carried(fork, now)
    assert vehicles(then.driving) == pytest.approx(500, abs=1)
    assert vehicles(then.diverted) == pytest.approx(400, abs=1)


def test_nobody_is_lost_between_the_two(fork):
    for closed in ([], [1], [1, 2]):
        now = replace(with_links_closed(fork, closed, from_s=700.0), at_s=800.0)
        then = carried(fork, now)
        total = vehicles(then.driving) + vehicles(then.diverted) + vehicles(then.ordered)
        assert total + sum(row.vehicles for row in then.stranded) == pytest.approx(1800, abs=1e-3)
        assert all(np.all(np.diff([p.from_s, p.until_s]) >= 0) for p in then.driving)
