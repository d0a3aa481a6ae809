"""Laws of replanning, for any town and any change: nobody lost, no closed road, nothing for nothing."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearway.intake import write_plan, write_scenario
from clearway.planner import Settings, make_plan
from clearway.planner.pieces import joined, pieces_of
from clearway.planner.verify import verify
from clearway.situation.variants import with_beds_added, with_links_closed, with_people_scaled
from tests.conftest import judge
from tests.laws.test_any_city import random_town

SEEDS, SHARES = st.integers(0, 10**6), st.floats(0.0, 1.1)


def at_share(situation, plan, share: float):
    """The situation at an instant: such a share of the plan's time has passed."""
    return replace(situation, at_s=float(np.round(share * plan.clearance_s, 1)))


def changed(situation, seed: int):
    """Anything that can happen at the situation's instant: roads, beds, people, all at once."""
    rng = np.random.default_rng(seed)
    n_links = situation.network.n_links
    closed = np.flatnonzero(rng.random(n_links) < rng.choice([0.0, 0.2, 0.5]))
    until_s = situation.at_s + float(rng.choice([300.0, np.inf]))
    situation = with_links_closed(
        situation, closed, situation.at_s + float(rng.choice([0.0, 120.0])), until_s
    )
    if rng.random() < 0.5:
        situation = with_beds_added(situation, 0, float(rng.integers(-300, 300)))
    return with_people_scaled(situation, float(rng.choice([1.0, 1.0, 1.3])))


def told(plan) -> list[tuple]:
    """Every order, exact to a millisecond; windows that go on are one."""
    by_way: dict[tuple, list] = {}
    for piece in sorted(pieces_of(plan.routes, plan.departures), key=lambda p: p.from_s):
        by_way.setdefault((piece.zone_ix, piece.shelter_ix, piece.links.tobytes()), []).append(piece)
    return sorted(
        (*way, round(piece.from_s, 3), round(piece.until_s, 3), round(piece.vehicles, 6))
        for way, pieces in by_way.items()
        for piece in joined(pieces)
        if piece.vehicles > 1e-3
    )


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS, share=SHARES, mode=st.sampled_from(["orders", "flow"]))
def test_replanning_without_a_change_changes_nothing(seed, share, mode):
    town = random_town(seed)
    before = make_plan(town, Settings(mode=mode))
    again = make_plan(at_share(town, before, share), Settings(mode=mode), before=before)
    assert set(told(before)) <= set(told(again)), seed
    assert again.unserved_people <= before.unserved_people + 1e-3
    if before.unserved_people == 0:
        assert told(again) == told(before)
        assert not again.changes


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS, share=SHARES, mode=st.sampled_from(["orders", "flow"]))
def test_whatever_happens_nobody_disappears_or_is_sent_onto_a_closed_road(
    seed, share, mode, tmp_path_factory
):
    town = random_town(seed)
    before = make_plan(town, Settings(mode=mode))
    now = changed(at_share(town, before, share), seed)
    again = make_plan(now, Settings(mode=mode), before=before)
    everybody = again.evacuated_people + again.unserved_people + sum(again.waiting_for_seat.values())
    assert everybody == pytest.approx(again.people, abs=0.5)
    folder = tmp_path_factory.mktemp("town")
    write_scenario(replace(now, at_s=0.0), folder / "scenario")
    write_plan(again, now, folder / "plan")
    verdict = judge(folder / "scenario", folder / "plan")
    assert verdict["feasible"], (seed, verdict["first_faults"])
    faults = [fault for check in verify(now, again).checks for fault in check.faults]
    assert not faults, (seed, faults)


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS, share=SHARES)
def test_who_has_left_stays_on_the_way_driven_so_far(seed, share):
    """At every junction passed before the instant there were as many by then as in the plan before."""
    town = random_town(seed)
    before = make_plan(town)
    now = changed(at_share(town, before, share), seed)
    again = make_plan(now, before=before)
    lost = any(row.people > 0 for row in again.unserved.values())
    old, new = entered_by(before, town, now.at_s), entered_by(again, town, now.at_s)
    assert np.all(new <= old + 1e-3), seed
    if not lost:
        assert new == pytest.approx(old, abs=1e-3), seed


def entered_by(plan, situation, at_s: float) -> np.ndarray:
    """(n_links,) vehicles that have entered each link by an instant."""
    entered = np.zeros(situation.network.n_links)
    for piece in pieces_of(plan.routes, plan.departures):
        for link, off in zip(piece.links, piece.offsets_s(situation)[:-1], strict=True):
            entered[link] += piece.between(-np.inf, max(at_s - off, piece.from_s)).vehicles
    return entered


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS, share=SHARES)
def test_a_reopened_road_never_makes_it_worse(seed, share):
    town = random_town(seed)
    link = int(np.random.default_rng(seed).integers(town.network.n_links))
    before = make_plan(with_links_closed(town, [link]))
    at_s = at_share(town, before, share).at_s
    again = make_plan(replace(with_links_closed(town, [link], 0.0, at_s), at_s=at_s), before=before)
    assert again.unserved_people <= before.unserved_people + 0.5
    if again.evacuated_people <= before.evacuated_people + 0.5:
        assert again.mean_arrival_s <= before.mean_arrival_s + 1e-3
