"""A plan is checked as a stranger would: what is wrong is found, and the referee agrees."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from clearway.city import Closures
from clearway.intake import read_plan, read_scenario, write_plan, write_scenario
from clearway.plan import Cut, Plan, Turned
from clearway.planner import Settings, make_plan
from clearway.planner.verify import verify
from tests.conftest import city, judge
from tests.planner.textbook import random_city


@pytest.fixture
def plan(two_banks) -> Plan:
    return make_plan(two_banks)


def faults(situation, plan) -> str:
    return "\n".join(fault for check in verify(situation, plan).checks for fault in check.faults)


def test_a_good_plan_holds_and_its_gaps_are_said(two_banks, plan):
    """Nobody beats 7,200 s (test_proof.py); the plan keeps it to a per cent or so."""
    verdict = verify(two_banks, plan)
    assert verdict.holds, faults(two_banks, plan)
    assert verdict.proved["clearance_s"] == pytest.approx(7200, abs=1)
    assert 0 <= verdict.gap("clearance_s") < 0.05
    assert verdict.evacuated_people == pytest.approx(5120)


def test_leaving_before_being_ready_is_found(two_banks, plan):
    late = replace(two_banks, zones=replace(two_banks.zones, ready_s=np.array([600.0, 0.0])))
    assert "leaves zone east, which is ready only at 08:10:00" in faults(late, plan)


def test_arriving_before_a_shelter_opens_is_found(two_banks, plan):
    shut = replace(two_banks, shelters=replace(two_banks.shelters, opens_s=np.array([3600.0])))
    assert "before shelter hall opens at 09:00:00" in faults(shut, plan)


def test_more_people_than_beds_are_found(two_banks, plan):
    small = replace(two_banks, shelters=replace(two_banks.shelters, beds=np.array([5000.0])))
    assert "Shelter hall is sent 5,120.0 people for 5,000 beds." in faults(small, plan)


def test_more_vehicles_than_a_link_carries_are_found(two_banks, plan):
    narrow = replace(two_banks.network, capacity_vphpl=np.array([800.0, 3600.0, 1600.0]))
    found = faults(replace(two_banks, network=narrow), plan)
    assert "Link bridge (bridge) takes in" in found
    assert "it carries 800.00." in found


def test_driving_into_a_closed_link_is_found(two_banks, plan):
    closures = type(two_banks.closures)(np.array([1]), np.array([600.0]), np.array([1200.0]))
    found = faults(replace(two_banks, closures=closures), plan)
    assert "enters link ring, closed from 08:10:00 until 08:20:00." in found


def test_more_vehicles_than_a_zone_has_are_found(two_banks, plan):
    more = replace(plan, departures=replace(plan.departures, vehicles=plan.departures.vehicles * 1.1))
    assert "Zone east sends" in faults(two_banks, more)


def test_a_route_that_does_not_meet_is_found(two_banks, plan):
    links = plan.routes.links
    swapped = replace(plan, routes=replace(plan.routes, links=type(links)(links.ptr, links.flat[::-1])))
    found = faults(two_banks, swapped)
    assert "not at zone" in found or "do not meet" in found


def test_a_false_figure_is_found(two_banks, plan):
    assert "mean_arrival_s" in faults(two_banks, replace(plan, mean_arrival_s=plan.mean_arrival_s - 60))


def test_a_person_who_vanished_is_found(two_banks, plan):
    more = replace(
        two_banks.zones, people=two_banks.zones.people + 30, vehicles=two_banks.zones.vehicles + 30
    )
    assert "are not its 3,150.0 with a car" in faults(replace(two_banks, zones=more), plan)


def test_a_bound_that_its_cuts_do_not_prove_is_found(two_banks, plan):
    assert "is not proved" in faults(two_banks, replace(plan, cuts=plan.cuts[:2]))
    high = replace(plan, bounds=replace(plan.bounds, mean_arrival_s=plan.mean_arrival_s + 600))
    assert "lies above the plan's" in faults(two_banks, high)


def test_an_upper_curve_that_its_cuts_do_not_prove_is_found(two_banks, plan):
    low = replace(plan.curve, people_safe_at_most=plan.curve.people_safe)
    assert "is not proved, only" in faults(two_banks, replace(plan, curve=low))


def test_a_cut_is_worth_what_it_adds_up_to_whatever_it_claims(two_banks, plan):
    lies = replace(plan, cuts=tuple(Cut(c.horizon_s, c.reached_s, 0.0) for c in plan.cuts))
    assert verify(two_banks, lies).proved == verify(two_banks, plan).proved


@pytest.fixture
def one_way_out():
    """14,400 vehicles and one road of 1,800 an hour each way (test_contraflow.py): turned after an hour."""
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


STREET, STREET_BACK, ROAD, ROAD_BACK = range(4)


def both_verdicts(situation, plan, folder):
    """Return clearway's verdict and the referee's on the same folders."""
    write_scenario(situation, folder / "scenario")
    write_plan(plan, situation, folder / "plan")
    return verify(situation, read_plan(folder / "plan", situation)), judge(
        folder / "scenario", folder / "plan"
    )


def assert_agreed(verdict, answer):
    """Both hold or neither; the same figures and proved bounds."""
    assert verdict.holds == answer["feasible"], answer["first_faults"]
    assert verdict.evacuated_people == pytest.approx(answer["evacuated_people"], abs=0.01)
    for name, proved in (answer["proved"] or {}).items():
        assert verdict.proved[name] == pytest.approx(proved, rel=1e-6, abs=0.01), name


@pytest.mark.parametrize("seed", range(40))
def test_the_referee_agrees_on_random_cities(tmp_path, seed):
    """Closures, ready and opening times, islands: same verdict, same figures, same proved bounds."""
    situation = random_city(seed, closures=seed % 2 == 1)
    verdict, answer = both_verdicts(situation, make_plan(situation), tmp_path)
    assert_agreed(verdict, answer)
    assert answer["first_faults"] == [], answer["first_faults"]


def test_a_turned_road_carries_both_directions_and_is_held_against_a_city_of_them(one_way_out, tmp_path):
    """1,800 vehicles leave in the first hour and 3,600 in each after it.

    Were every road turned from the start, 14,400 would pass at 3,600 an hour: 4 hours and 660 s of driving,
    15,060 s. The plan waits an hour for its road and needs 4.5 hours: 16,860 s.
    """
    plan = make_plan(one_way_out, Settings(contraflow=True))
    verdict, answer = both_verdicts(one_way_out, plan, tmp_path)
    assert_agreed(verdict, answer)
    assert verdict.holds
    assert verdict.proved["clearance_s"] == pytest.approx(15_060, abs=2)
    assert verdict.own["clearance_s"] == pytest.approx(16_860, rel=0.02)
    told = [check.claim for check in verdict.checks]
    assert "The direction that a turned road gives up is empty in time." in told


@pytest.mark.parametrize(
    ("turned", "found"),
    [
        ((), "Link road (road) takes in"),  # 3,600 an hour on a road of 1,800 that nobody turned
        ((Turned(ROAD_BACK, ROAD, 5400.0),), "it carries 1,800.00."),  # lent too late
        ((Turned(STREET, ROAD, 3600.0),), "row 2: street and road are not the two directions of one road."),
        ((Turned(ROAD, ROAD, 3600.0),), "row 2: road and road are not the two directions of one road."),
        (
            (Turned(ROAD_BACK, ROAD, 3600.0), Turned(ROAD, ROAD_BACK, 7200.0)),
            "row 3: road and road-back are on a road that is turned already.",
        ),
        (
            (Turned(ROAD_BACK, ROAD, 3600.0), Turned(STREET, STREET_BACK, 7200.0)),
            "enters link street after 09:59:00; it is turned and would not be empty in time.",
        ),
    ],
)
def test_wrong_rows_of_contraflow_are_found_as_the_referee_finds_them(one_way_out, tmp_path, turned, found):
    plan = replace(make_plan(one_way_out, Settings(contraflow=True)), contraflow=turned)
    verdict, answer = both_verdicts(one_way_out, plan, tmp_path)
    assert_agreed(verdict, answer)
    assert not verdict.holds
    assert found in faults(one_way_out, plan)


def test_a_direction_that_is_closed_lends_nothing_meanwhile(one_way_out, tmp_path):
    """The road back is closed from 2 h to 3 h: who is sent over its lanes then is found, by both."""
    plan = make_plan(one_way_out, Settings(contraflow=True))
    closures = Closures(np.array([ROAD_BACK]), np.array([7200.0]), np.array([10_800.0]))
    shut = replace(one_way_out, closures=closures)
    assert "Link road (road) takes in 3,600.00" in faults(shut, plan)
    again = make_plan(shut, Settings(contraflow=True))
    assert again.contraflow
    verdict, answer = both_verdicts(shut, again, tmp_path)
    assert_agreed(verdict, answer)
    assert verdict.holds, faults(shut, again)


def test_the_referee_agrees_on_the_border_city(tmp_path):
    """Where no road is turned the narrow bound counts; a row for a road that nobody needs widens it.

    The plan stays drivable, but its own bound is then no longer proved: a city in which every road
    may be turned could be faster.
    """
    situation = read_scenario(Path(__file__).parents[2] / "examples" / "border-city")
    plan = make_plan(situation, Settings(contraflow=True))
    verdict, answer = both_verdicts(situation, plan, tmp_path / "as planned")
    assert_agreed(verdict, answer)
    assert verdict.holds, [check.faults[:3] for check in verdict.checks]
    driven = set(plan.routes.links.flat.tolist())
    opposite = situation.network.opposite_ix.tolist()
    idle = next(link for link, back in enumerate(opposite) if back >= 0 and not {link, back} & driven)
    turned = replace(plan, contraflow=(Turned(idle, opposite[idle], 0.0),))
    wider, answer = both_verdicts(situation, turned, tmp_path / "turned")
    assert_agreed(wider, answer)
    assert wider.proved["mean_arrival_s"] < verdict.proved["mean_arrival_s"]
    assert any("is not proved, only" in fault for check in wider.checks for fault in check.faults)


@pytest.mark.parametrize("seed", range(20))
def test_the_referee_agrees_on_random_rows_of_contraflow(tmp_path, seed):
    """Roads turned at random under a plan that knows nothing of it: both find faults, or neither does."""
    situation, rng = random_city(seed, closures=seed % 2 == 1), np.random.default_rng(seed)
    opposite, n_links = situation.network.opposite_ix, situation.network.n_links
    rows = [
        Turned(link, int(opposite[link] if opposite[link] >= 0 else rng.integers(n_links)), float(from_s))
        for link, from_s in zip(
            rng.integers(n_links, size=2).tolist(), rng.integers(3000, size=2), strict=True
        )
    ]
    plan = replace(make_plan(situation), contraflow=tuple(rows))
    assert_agreed(*both_verdicts(situation, plan, tmp_path))
