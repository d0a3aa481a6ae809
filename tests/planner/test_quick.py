"""Stopped at any moment: a plan that holds, with a proof that holds, in the form that was asked for."""

from collections import Counter

import numpy as np
import pytest

from clearway.intake import write_plan, write_scenario
from clearway.planner import Settings, make_plan
from tests.conftest import city, judge

MODES = ("orders", "flow", "signs")


def crowded_town():
    """A row of zones between two shelters, three ways to each, with a deadline and too few beds nearby."""
    links = []
    for k in range(7):
        links += [
            (f"east{k}", f"z{k}", f"z{k + 1}", 60.0, 900.0),
            (f"west{k}", f"z{k + 1}", f"z{k}", 60.0, 900.0),
        ]
        links += [(f"off{k}", f"z{k}", "ring", 120.0, 300.0)]
    links += [("ring-east", "ring", "z7", 240.0, 1200.0), ("ring-west", "ring", "z0", 240.0, 1200.0)]
    zones = [{"id": f"Z{k}", "nodes": [f"z{k}"], "people": 150 + 10 * k} for k in range(1, 7)]
    zones[2]["deadline_s"] = 900.0
    shelters = [{"id": "W", "nodes": ["z0"], "beds": 600.0}, {"id": "E", "nodes": ["z7"], "beds": 700.0}]
    return city(links, zones, shelters)


def stopped_after(questions, situation, mode):
    """Return (plan, how often the planner asked after the first no)."""
    asked = []

    def watch(_stage: str, _share: float) -> bool:
        asked.append(_stage)
        return len(asked) <= questions

    return make_plan(situation, Settings(mode=mode), progress=watch), max(0, len(asked) - questions - 1)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("questions", [0, 3, 12, 40, 90])
def test_the_referee_accepts_what_is_handed_out_when_planning_is_stopped(mode, questions, tmp_path):
    situation = crowded_town()
    plan, _ = stopped_after(questions, situation, mode)
    write_scenario(situation, tmp_path / "scenario")
    write_plan(plan, situation, tmp_path / "plan")
    verdict = judge(tmp_path / "scenario", tmp_path / "plan")
    assert verdict["feasible"], verdict["first_faults"]
    assert plan.unserved_people == pytest.approx(0.0, abs=0.5)
    assert 0 < plan.bounds.mean_arrival_s <= plan.mean_arrival_s


@pytest.mark.parametrize("questions", [0, 12, 40])
def test_orders_made_in_a_moment_can_be_told_too(questions):
    plan, _ = stopped_after(questions, crowded_town(), "orders")
    windows = Counter(plan.routes.zone_ix[plan.departures.route_ix].tolist())
    assert max(windows.values()) <= 6
    assert max(Counter(plan.routes.zone_ix.tolist()).values()) <= 3
    for instants in (plan.departures.from_s, plan.departures.until_s):
        assert np.allclose(np.asarray(instants) % 60.0, 0.0)


@pytest.mark.parametrize("mode", MODES)
def test_who_is_told_to_stop_asks_only_a_few_times_more(mode):
    for questions in (0, 10, 40):
        _, again = stopped_after(questions, crowded_town(), mode)
        assert again <= 15


@pytest.mark.parametrize("mode", MODES)
def test_a_limit_that_is_never_reached_changes_nothing(mode):
    watched, _ = stopped_after(10**9, crowded_town(), mode)
    free = make_plan(crowded_town(), Settings(mode=mode))
    assert np.array_equal(watched.departures.from_s, free.departures.from_s)
    assert np.array_equal(watched.departures.vehicles, free.departures.vehicles)
