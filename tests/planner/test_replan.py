"""A new plan from an instant on keeps what it can, says what it changes, and is judged like any other."""

from dataclasses import replace

import numpy as np
import pytest

from clearway.intake import write_plan, write_scenario
from clearway.planner import make_plan
from clearway.planner.carry import pieces_of
from clearway.situation import Situation
from clearway.situation.variants import with_beds_added, with_links_closed, with_people_scaled
from tests.conftest import city, judge


@pytest.fixture
def town() -> Situation:
    """Two zones, two halls, a short way and a way round for each; an hour's traffic."""
    return city(
        [
            ("north-road", "north", "cross", 300.0, 1200.0),
            ("south-road", "south", "cross", 300.0, 1200.0),
            ("to-the-hall", "cross", "hall", 300.0, 1800.0),
            ("back", "hall", "cross", 300.0, 1800.0),
            ("north-ring", "north", "school", 900.0, 1200.0),
            ("south-ring", "south", "school", 900.0, 1200.0),
            ("cross-street", "cross", "school", 600.0, 600.0),
        ],
        [
            {"id": "N", "nodes": ["north"], "people": 1200},
            {"id": "S", "nodes": ["south"], "people": 1200},
        ],
        [
            {"id": "hall", "nodes": ["hall"], "beds": 2400},
            {"id": "school", "nodes": ["school"], "beds": 2400},
        ],
    )


def judged(tmp_path, situation, plan) -> dict:
    write_scenario(replace(situation, at_s=0.0), tmp_path / "scenario")
    write_plan(plan, situation, tmp_path / "plan")
    return judge(tmp_path / "scenario", tmp_path / "plan")


def orders(plan) -> set:
    return {
        (
            p.zone_ix,
            p.shelter_ix,
            tuple(p.links),
            round(p.from_s, 3),
            round(p.until_s, 3),
            round(p.vehicles, 3),
        )
        for p in pieces_of(plan.routes, plan.departures)
    }


@pytest.mark.parametrize("at_s", [0.0, 600.0, 1500.0])
def test_replanning_with_no_change_changes_nothing(town, at_s):
    before = make_plan(town)
    again = make_plan(replace(town, at_s=at_s), before=before)
    assert orders(again) == orders(before)
    assert not again.changes
    assert again.routes.route_ids == before.routes.route_ids


def test_a_closure_reroutes_who_can_turn_and_keeps_the_others(town, tmp_path):
    """The road to the hall closes after ten minutes: everybody after that goes to the school."""
    before = make_plan(town)
    now = replace(with_links_closed(town, [2], from_s=600.0, reason="hit"), at_s=600.0)
    again = make_plan(now, before=before)
    verdict = judged(tmp_path, now, again)
    assert verdict["feasible"], verdict["first_faults"]
    assert again.evacuated_people + again.unserved_people == pytest.approx(2400, abs=1e-3)
    assert again.changes
    late = [p for p in pieces_of(again.routes, again.departures) if p.from_s >= 600.0]
    assert {p.shelter_ix for p in late} == {1}


def test_a_hall_that_fills_up_sends_the_rest_elsewhere(town, tmp_path):
    """It has 50 beds more than people inside: who finds none there is brought to the school, or named."""
    before = make_plan(town)
    to_hall = [piece for piece in pieces_of(before.routes, before.departures) if piece.shelter_ix == 0]
    inside = sum(piece.between(-np.inf, 1200.0 - 600.0).vehicles for piece in to_hall)
    now = replace(with_beds_added(town, 0, -2400 + np.ceil(inside) + 50), at_s=1200.0)
    again = make_plan(now, before=before)
    verdict = judged(tmp_path, now, again)
    assert verdict["feasible"], verdict["first_faults"]
    assert again.evacuated_people + again.unserved_people == pytest.approx(2400, abs=1e-3)


def test_more_people_than_thought_get_orders_and_the_others_keep_theirs(town, tmp_path):
    before = make_plan(town)
    now = replace(with_people_scaled(town, 1.1), at_s=300.0)
    again = make_plan(now, before=before)
    verdict = judged(tmp_path, now, again)
    assert verdict["feasible"], verdict["first_faults"]
    assert again.evacuated_people == pytest.approx(2640, abs=0.01)
    assert all("New orders for" in text for text in again.changes.values())


def test_who_is_trapped_is_named(town, tmp_path):
    """All ways on from the crossing close: those before it are on the road with no way left."""
    before = make_plan(town)
    now = replace(with_links_closed(town, [2, 6], from_s=700.0), at_s=700.0)
    again = make_plan(now, before=before)
    verdict = judged(tmp_path, now, again)
    assert verdict["feasible"], verdict["first_faults"]
    named = " ".join(row.reason for row in again.unserved.values())
    assert again.unserved_people == 0 or "on the road" in named
    assert again.evacuated_people + again.unserved_people == pytest.approx(2400, abs=1e-3)


def test_nothing_is_ordered_into_the_past(town):
    before = make_plan(town)
    now = replace(with_links_closed(town, [2], from_s=900.0), at_s=900.0)
    again = make_plan(now, before=before)
    old = orders(before)
    new = [p for p in pieces_of(again.routes, again.departures) if p.from_s < 900.0 - 1e-6]
    first = {(zone, round(start, 3)) for zone, _, _, start, _, _ in old}
    assert all((p.zone_ix, round(p.from_s, 3)) in first or p.from_s > min(s for _, s in first) for p in new)
    assert np.isclose(
        sum(p.between(-np.inf, 900.0).vehicles for p in pieces_of(again.routes, again.departures))
        + _lost(again),
        _gone(before),
    )


def _gone(plan) -> float:
    return sum(p.between(-np.inf, 900.0).vehicles for p in pieces_of(plan.routes, plan.departures))


def _lost(plan) -> float:
    return plan.unserved_people


def test_the_changes_say_who_is_told_anew_why_and_where_those_on_the_road_turn_off():
    """1,800 vehicles leave over half an hour; at minute 15 the left road closes.

    900 are still at home; of those on the road 300 have passed the fork and 600 turn right.
    """
    fork = city(
        [
            ("stem", "home", "fork", 600.0, 3600.0),
            ("left", "fork", "a", 600.0, 3600.0),
            ("right", "fork", "b", 900.0, 3600.0),
        ],
        [{"id": "Z", "nodes": ["home"], "people": 1800}],
        [{"id": "A", "nodes": ["a"], "beds": 1800}, {"id": "B", "nodes": ["b"], "beds": 1800}],
    )
    now = replace(with_links_closed(fork, [1], from_s=900.0, reason="hit"), at_s=900.0)
    assert make_plan(now, before=make_plan(fork)).changes == {
        "Z": "New orders for all 900 people still at home: left is closed when they would pass it. "
        "Of those on the road turn off: 600 into right, to B."
    }
