"""A plan is checked as a stranger would: what is wrong is found, and the referee agrees."""

import json
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from clearway.intake import write_plan, write_scenario
from clearway.plan import Cut, Plan
from clearway.planner import make_plan
from clearway.planner.verify import verify
from tests.conftest import SHARED
from tests.planner.textbook import random_city

REFEREE = SHARED / "referee" / "check_plan.py"


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


@pytest.mark.skipif(not REFEREE.exists(), reason="the referee lies beside the repository, not in it")
@pytest.mark.parametrize("seed", range(40))
def test_the_referee_agrees_on_random_cities(tmp_path, seed):
    """Closures, ready and opening times, islands: same verdict, same figures, same proved bounds."""
    situation = random_city(seed, closures=seed % 2 == 1)
    plan = make_plan(situation)
    write_scenario(situation, tmp_path / "scenario")
    write_plan(plan, situation, tmp_path / "plan")
    run = subprocess.run(
        [sys.executable, REFEREE, tmp_path / "scenario", tmp_path / "plan"], capture_output=True, text=True
    )
    answer, verdict = json.loads(run.stdout), verify(situation, plan)
    assert answer["first_faults"] == [], answer["first_faults"]
    assert verdict.holds, faults(situation, plan)
    assert verdict.evacuated_people == pytest.approx(answer["evacuated_people"], abs=0.01)
    for name, proved in (answer["proved"] or {}).items():
        assert verdict.proved[name] == pytest.approx(proved, rel=1e-6, abs=0.01), name
