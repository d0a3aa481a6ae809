"""Cities small enough to solve on paper: every answer is worked out in the test's docstring."""

import pytest

from clearway.intake import write_plan, write_scenario
from clearway.planner import Settings, make_plan
from tests.conftest import city, judge

MODES = ("orders", "flow", "signs")


def planned(situation, mode, tmp_path):
    """Make the plan and let the referee agree with it."""
    plan = make_plan(situation, Settings(mode=mode))
    write_scenario(situation, tmp_path / "scenario")
    write_plan(plan, situation, tmp_path / "plan")
    verdict = judge(tmp_path / "scenario", tmp_path / "plan")
    assert verdict["feasible"], verdict["first_faults"]
    return plan


@pytest.mark.parametrize("mode", MODES)
def test_one_road_clears_in_the_time_its_capacity_allows(one_road, mode, tmp_path):
    """900 vehicles over 1,800 an hour are out after 1,800 s, on average after 900 s; the bound agrees."""
    plan = planned(one_road, mode, tmp_path)
    assert plan.clearance_s == pytest.approx(1800, abs=1)
    assert plan.mean_arrival_s == pytest.approx(900, abs=1)
    assert plan.bounds.clearance_s == pytest.approx(1800, rel=1e-3)
    assert len(plan.routes) == 1


@pytest.mark.parametrize("mode", MODES)
def test_the_bridge_decides_when_the_east_bank_is_safe(two_banks, mode, tmp_path):
    """3,120 vehicles over a bridge of 1,600 an hour take 7,020 s, and 180 s to drive: 7,200 s.

    The west bank's 2,000 fit beside them on the ring (3,600 an hour) while the bridge feeds it 1,600.
    """
    plan = planned(two_banks, mode, tmp_path)
    assert plan.clearance_s == pytest.approx(7200, rel=0.01)
    assert plan.bounds.clearance_s == pytest.approx(7200, rel=1e-3)
    assert "bridge" in plan.bottleneck.link_ids
    assert plan.evacuated_people == pytest.approx(5120)


@pytest.mark.parametrize("mode", MODES)
def test_beds_that_run_out_leave_people_who_are_named_with_the_missing_beds(mode, tmp_path):
    """1,000 people, 400 beds near and 250 far: 650 are served, 350 beds are missing."""
    situation = city(
        [("short", "home", "near", 60.0, 1800.0), ("long", "home", "far", 600.0, 1800.0)],
        [{"id": "Z", "nodes": ["home"], "people": 1000}],
        [{"id": "near", "nodes": ["near"], "beds": 400}, {"id": "far", "nodes": ["far"], "beds": 250}],
    )
    plan = planned(situation, mode, tmp_path)
    assert plan.evacuated_people == pytest.approx(650, abs=0.01)
    assert plan.unserved["Z"].people == pytest.approx(350, abs=0.01)
    assert plan.unserved["Z"].beds_missing == pytest.approx(350, abs=0.01)
    assert "350 beds" in plan.unserved["Z"].reason


@pytest.mark.parametrize("mode", MODES)
def test_nobody_reaches_a_shelter_before_it_opens(mode, tmp_path):
    """The hall opens at 1,200 s, the road takes 300 s: departures from 900 s on, 600 vehicles in 1,200 s."""
    situation = city(
        [("road", "home", "hall", 300.0, 1800.0)],
        [{"id": "Z", "nodes": ["home"], "people": 600}],
        [{"id": "hall", "nodes": ["hall"], "beds": 600, "opens_s": 1200.0}],
    )
    plan = planned(situation, mode, tmp_path)
    assert plan.departures.from_s.min() == pytest.approx(900, abs=1)
    assert plan.clearance_s == pytest.approx(2400, abs=1)


@pytest.mark.parametrize("mode", ["orders", "flow"])
def test_a_deadline_that_cannot_be_met_goes_before_the_mean(mode, tmp_path):
    """Both zones share a road of 1,800 an hour. `due` (600 people) must be safe by 900 s, when 450 can be.

    Its people go first: 450 are in time and 150 late. `free` (300 people) goes after them.
    """
    situation = city(
        [("near", "free", "gate", 0.0, 9000.0), ("road", "gate", "away", 0.0, 1800.0)],
        [
            {"id": "due", "nodes": ["gate"], "people": 600, "deadline_s": 900.0},
            {"id": "free", "nodes": ["free"], "people": 300},
        ],
        [{"id": "away", "nodes": ["away"]}],
    )
    plan = planned(situation, mode, tmp_path)
    assert plan.late_people == pytest.approx(150, abs=1)
    assert plan.evacuated_people == pytest.approx(900)
    assert plan.clearance_s == pytest.approx(1800, rel=0.01)


@pytest.mark.parametrize("mode", MODES)
def test_an_island_is_no_error_but_named(mode, tmp_path):
    """No road leads off the island: its 120 people are unserved with the reason, the mainland is served."""
    situation = city(
        [("road", "town", "hall", 60.0, 1800.0)],
        [
            {"id": "town", "nodes": ["town"], "people": 200},
            {"id": "isle", "nodes": ["isle"], "people": 150, "no_car_people": 30},
        ],
        [{"id": "hall", "nodes": ["hall"], "beds": 500}],
    )
    plan = planned(situation, mode, tmp_path)
    assert plan.evacuated_people == pytest.approx(200)
    assert plan.unserved["isle"].people == 120
    assert "island" in plan.unserved["isle"].reason
    assert plan.waiting_for_seat == {"isle": 30}


@pytest.mark.parametrize("mode", MODES)
def test_a_closed_bridge_is_named_as_what_is_in_the_way(mode, tmp_path):
    situation = city(
        [("bridge", "east", "west", 60.0, 1600.0), ("ring", "west", "hall", 120.0, 3600.0)],
        [{"id": "east", "nodes": ["east"], "people": 3120}, {"id": "west", "nodes": ["west"], "people": 20}],
        [{"id": "hall", "nodes": ["hall"], "beds": 6000}],
        closures=[("bridge", 0.0, float("inf"))],
    )
    plan = planned(situation, mode, tmp_path)
    assert plan.unserved["east"].people == 3120
    assert "bridge" in plan.unserved["east"].reason
    assert plan.evacuated_people == pytest.approx(20)


@pytest.mark.parametrize("mode", MODES)
def test_who_must_wait_for_a_road_to_reopen_waits_at_home(mode, tmp_path):
    """Closed until 1,800 s: the first leave then, and 900 vehicles at 1,800 an hour are out at 3,600 s."""
    situation = city(
        [("road", "home", "away", 0.0, 1800.0)],
        [{"id": "Z", "nodes": ["home"], "people": 900}],
        [{"id": "away", "nodes": ["away"]}],
        closures=[("road", 0.0, 1800.0)],
    )
    plan = planned(situation, mode, tmp_path)
    assert plan.departures.from_s.min() == pytest.approx(1800, abs=1)
    assert plan.clearance_s == pytest.approx(3600, rel=0.01)


@pytest.mark.parametrize("mode", MODES)
def test_a_zone_with_its_shelter_on_the_spot_is_safe_when_it_is_ready(mode, tmp_path):
    situation = city(
        [("road", "a", "b", 60.0, 600.0)],
        [{"id": "Z", "nodes": ["b"], "people": 50, "ready_s": 300.0}],
        [{"id": "hall", "nodes": ["b"], "beds": 80}],
    )
    plan = planned(situation, mode, tmp_path)
    assert plan.clearance_s == pytest.approx(300)
    assert plan.evacuated_people == pytest.approx(50)


def test_a_city_without_people_or_shelters_has_an_empty_plan(tmp_path):
    links = [("road", "home", "away", 60.0, 1800.0)]
    nobody = city(links, [{"id": "Z", "nodes": ["home"], "people": 0}], [{"id": "S", "nodes": ["away"]}])
    assert planned(nobody, "orders", tmp_path).evacuated_people == 0
    no_shelter = city(links, [{"id": "Z", "nodes": ["home"], "people": 9}], [])
    plan = make_plan(no_shelter)
    assert plan.unserved["Z"].people == 9
    assert "no shelter" in plan.unserved["Z"].reason
