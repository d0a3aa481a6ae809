"""Laws for any city: the referee accepts every plan, nobody is lost, the bound holds, nothing is random."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearway.intake import write_plan, write_scenario
from clearway.planner import Settings, make_plan
from clearway.planner.prove import prove
from clearway.situation.variants import with_beds_added, with_links_closed
from tests.conftest import city, judge

MODES = ("orders", "flow", "signs")


def random_town(seed: int):
    """A town of up to 12 junctions in which all may go wrong: islands, closures, late openings, deadlines."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(3, 13))
    pairs = {(int(a), int(b)) for a, b in rng.integers(0, n, (3 * n, 2)) if a != b}
    links = [
        (f"l{k}", f"n{a}", f"n{b}", float(rng.choice([0.0, 7.5, 60.0, 333.3])), float(rng.integers(0, 2000)))
        for k, (a, b) in enumerate(sorted(pairs))
    ]
    zones = [
        {
            "id": f"Z{k}",
            "nodes": [f"n{v}" for v in rng.choice(n, int(rng.integers(1, 3)), replace=False)],
            "people": int(rng.integers(0, 400)),
            "vehicles": int(rng.integers(1, 300)),
            "ready_s": float(rng.choice([0.0, 0.0, 450.5])),
            "deadline_s": float(rng.choice([np.inf, np.inf, 1800.0])),
        }
        for k in range(int(rng.integers(1, 5)))
    ]
    shelters = [
        {
            "id": f"S{k}",
            "nodes": [f"n{int(rng.integers(n))}"],
            "beds": float(rng.choice([np.inf, 150.0, 0.0, 900.0])),
            "opens_s": float(rng.choice([0.0, 0.0, 777.7])),
        }
        for k in range(int(rng.integers(1, 4)))
    ]
    shut = [
        (link[0], float(rng.choice([0.0, 200.0])), float(rng.choice([900.0, np.inf])))
        for link in links
        if rng.random() < 0.15
    ]
    return city(links, zones, shelters, shut, horizon_s=6 * 3600.0)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), mode=st.sampled_from(MODES))
def test_the_referee_accepts_every_plan_and_nobody_is_lost(seed, mode, tmp_path_factory):
    situation = random_town(seed)
    plan = make_plan(situation, Settings(mode=mode))
    folder = tmp_path_factory.mktemp("town")
    write_scenario(situation, folder / "scenario")
    write_plan(plan, situation, folder / "plan")
    verdict = judge(folder / "scenario", folder / "plan")
    assert verdict["feasible"], (seed, verdict["first_faults"])
    everybody = plan.evacuated_people + plan.unserved_people + sum(plan.waiting_for_seat.values())
    assert everybody == pytest.approx(plan.people, abs=0.5)
    assert plan.clearance_s >= plan.bounds.clearance_s - 1e-6
    assert plan.mean_arrival_s >= plan.bounds.mean_arrival_s - 1e-6
    assert np.all(plan.curve.people_safe <= plan.curve.people_safe_at_most + 0.5)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6), mode=st.sampled_from(MODES))
def test_the_same_seed_gives_the_same_plan(seed, mode):
    one, other = (make_plan(random_town(seed), Settings(mode=mode, seed=3)) for _ in range(2))
    assert one.routes.route_ids == other.routes.route_ids
    for column in ("route_ix", "from_s", "until_s", "vehicles"):
        assert np.array_equal(getattr(one.departures, column), getattr(other.departures, column))


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_orders_are_few_round_and_whole(seed):
    situation = random_town(seed)
    plan = make_plan(situation, Settings(mode="orders", routes=2, windows=4))
    with_links = np.diff(plan.routes.links.ptr)[plan.departures.route_ix] > 0
    assert np.all(np.abs(plan.departures.from_s[with_links] % 60) < 1e-6), seed
    assert np.allclose(plan.departures.vehicles, np.round(plan.departures.vehicles)), seed
    by_zone = np.bincount(plan.routes.zone_ix[plan.departures.route_ix], minlength=1)
    assert by_zone.max() <= 4, seed


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_more_beds_or_one_more_open_road_never_lower_what_can_be_saved(seed):
    situation = random_town(seed)
    now = prove(situation).savable_people
    assert prove(with_beds_added(situation, 0, 50.0)).savable_people >= now - 1e-6
    assert prove(with_links_closed(situation, [0])).savable_people <= now + 1e-6
