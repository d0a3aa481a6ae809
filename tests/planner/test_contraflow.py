"""Roads are turned one way only where that pays; the bound then lets every road be turned."""

import pytest

from clearway.intake import write_plan, write_scenario
from clearway.planner import Settings, make_plan
from clearway.planner.contraflow import SETUP_S, posts
from tests.conftest import city, judge


@pytest.fixture
def one_way_out():
    """14,400 vehicles and one road of 1,800 an hour, both ways: 8 hours, or 4.5 if it is turned after one."""
    return city(
        [
            ("street", "home", "gate", 60.0, 7200.0),
            ("street-back", "gate", "home", 60.0, 7200.0),
            ("road", "gate", "away", 600.0, 1800.0),
            ("road-back", "away", "gate", 600.0, 1800.0),
        ],
        [{"id": "Z", "nodes": ["home"], "people": 14_400}],
        [{"id": "S", "nodes": ["away"]}],
    )


def test_the_only_road_is_turned_after_the_time_it_takes(one_way_out, tmp_path):
    """1,800 leave in the first hour, 12,600 at 3,600 an hour after it: 4.5 hours, 11 minutes of driving."""
    plan = make_plan(one_way_out, Settings(contraflow=True))
    assert [(row.link_ix, row.to_link_ix, row.from_s) for row in plan.contraflow] == [(3, 2, SETUP_S)]
    assert plan.clearance_s == pytest.approx(4.5 * 3600 + 660, rel=0.02)
    assert make_plan(one_way_out).clearance_s == pytest.approx(8 * 3600 + 660, rel=0.02)
    write_scenario(one_way_out, tmp_path / "scenario")
    write_plan(plan, one_way_out, tmp_path / "plan")
    verdict = judge(tmp_path / "scenario", tmp_path / "plan")
    assert verdict["feasible"], verdict["first_faults"]
    assert posts(one_way_out, plan.contraflow) == ["gate"]


def test_no_road_is_turned_where_nothing_is_gained(one_road):
    assert make_plan(one_road, Settings(contraflow=True)).contraflow == ()
