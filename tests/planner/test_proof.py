"""Proofs worked out on paper: what no plan can beat, and the sentence that says why."""

import numpy as np
import pytest

from clearway.planner.bottleneck import bottleneck_of
from clearway.planner.cut import ground_of, value_of
from clearway.planner.prove import prove
from tests.conftest import city


def test_one_road_clears_in_the_time_its_capacity_allows(one_road):
    """900 vehicles over 1,800 an hour: 30 minutes; evenly, so the mean is 15 and half are out by 15."""
    bounds = prove(one_road).bounds(900)
    assert bounds.clearance_s == pytest.approx(1800, abs=0.1)
    assert bounds.mean_arrival_s == pytest.approx(900, abs=0.1)
    assert bounds.p50_s == pytest.approx(900, abs=0.1)
    assert bounds.p90_s == pytest.approx(1620, abs=0.1)


def test_two_banks_wait_for_the_bridge(two_banks):
    """3,120 vehicles over 1,600 an hour are 7,020 s, the drive 60 + 120 s more: 7,200 s.

    The west's 2,000 share the ring (3,600 an hour) with them: 5,120 take 5,120 s there, so the
    bridge decides, and only the east waits for it.
    """
    proof = prove(two_banks)
    assert proof.bounds(5120).clearance_s == pytest.approx(7200, abs=0.5)
    neck = bottleneck_of(two_banks, proof, 5120)
    assert (neck.link_ids, neck.shelter_ids, neck.zone_ids) == (("bridge",), (), ("east",))
    assert neck.sentence == (
        "Bridge carries 1,600 vehicles an hour; 3,120 vehicles from zone east must cross it."
    )


def test_a_full_shelter_sends_the_rest_over_the_far_road():
    """100 beds at no distance and a far way out of 360 an hour, 600 s away: 900 others need 9,000 s more."""
    situation = city(
        [("near", "home", "hall", 0.0, 36_000.0), ("far", "home", "away", 600.0, 360.0)],
        [{"id": "Z1", "nodes": ["home"], "people": 1000}],
        [{"id": "hall", "nodes": ["hall"], "beds": 100}, {"id": "exit", "nodes": ["away"]}],
    )
    proof = prove(situation)
    assert proof.bounds(1000).clearance_s == pytest.approx(9600, abs=1)
    neck = bottleneck_of(situation, proof, 1000)
    assert (neck.link_ids, neck.shelter_ids) == (("far",), ("hall",))
    assert neck.sentence == (
        "Shelter hall has 100 beds for 1,000 people of zone Z1. "
        "Far carries 360 vehicles an hour; 900 vehicles for whom none is left there must cross it."
    )


def test_beds_that_run_out_lower_what_can_be_saved():
    """1,000 people and 300 beds: 300 by a road of 3,600 an hour are safe after 360 s, no more ever."""
    situation = city(
        [("road", "home", "hall", 60.0, 3600.0)],
        [{"id": "Z1", "nodes": ["home"], "people": 1000}],
        [{"id": "hall", "nodes": ["hall"], "beds": 300}],
    )
    proof = prove(situation)
    assert proof.savable_people == 300
    assert proof.bounds(300).clearance_s == pytest.approx(360, abs=0.1)
    assert proof.at_most(50_000) == pytest.approx(300, abs=0.01)


def test_nobody_is_safe_before_a_shelter_opens():
    """The only shelter opens at 900 s; by then all 500 may wait at its door (500 s at 3,600 an hour)."""
    situation = city(
        [("road", "home", "hall", 60.0, 3600.0)],
        [{"id": "Z1", "nodes": ["home"], "people": 500}],
        [{"id": "hall", "nodes": ["hall"], "beds": 900, "opens_s": 900.0}],
    )
    proof = prove(situation)
    assert proof.at_most(899.9) == pytest.approx(0, abs=0.01)
    assert proof.bounds(500).mean_arrival_s == pytest.approx(900, abs=0.1)
    assert "the opening of shelters" in bottleneck_of(situation, proof, 500).sentence


def test_people_on_an_island_are_not_counted_as_savable():
    """400 have a road of 3,600 an hour, 250 on the island have none."""
    situation = city(
        [("road", "home", "hall", 0.0, 3600.0), ("lane", "isle", "pier", 10.0, 600.0)],
        [
            {"id": "land", "nodes": ["home"], "people": 400},
            {"id": "isle", "nodes": ["isle"], "people": 250},
        ],
        [{"id": "hall", "nodes": ["hall"]}],
    )
    proof = prove(situation)
    assert proof.savable_people == 400
    assert proof.bounds(400).clearance_s == pytest.approx(400, abs=0.1)


def test_a_zone_with_two_doors_uses_both():
    """600 vehicles, 1,800 an hour at each of two doors: 600 s; one door alone takes 1,200 s."""
    links = [("a", "door1", "away", 0.0, 1800.0), ("b", "door2", "away", 0.0, 1800.0)]
    zones = [{"id": "Z1", "nodes": ["door1", "door2"], "people": 600}]
    shelters = [{"id": "S1", "nodes": ["away"]}]
    assert prove(city(links, zones, shelters)).bounds(600).clearance_s == pytest.approx(600, abs=0.1)


def test_a_zone_of_buses_does_not_loosen_the_bound_for_all():
    """1,000 people in cars of one and 40 in one bus, over 1,000 vehicles an hour.

    If every vehicle could be a bus, 40 people would count for each place on the road, and the
    cars would take 90 s. Left at home by the cut the bus costs 40 people: all but those 40 of
    1,040 need the 3,600 s of 1,000 cars; so 1,000 people are not safe before 3,456 s, in which
    960 cars and the bus's 40 can be.
    """
    situation = city(
        [("road", "home", "away", 0.0, 1000.0), ("yard", "depot", "home", 0.0, 1000.0)],
        [
            {"id": "cars", "nodes": ["home"], "people": 1000},
            {"id": "bus", "nodes": ["depot"], "people": 40, "vehicles": 1},
        ],
        [{"id": "S1", "nodes": ["away"]}],
    )
    curve = prove(situation).curve
    assert curve.reached_s(1000) == pytest.approx(3456, rel=0.01)


def test_a_road_that_closes_for_good_holds_back_who_is_late():
    """1,800 vehicles at 3,600 an hour; the road closes at 600 s: 600 pass, 1,200 never do."""
    situation = city(
        [("road", "home", "away", 30.0, 3600.0)],
        [{"id": "Z1", "nodes": ["home"], "people": 1800}],
        [{"id": "S1", "nodes": ["away"]}],
        [("road", 600.0, np.inf)],
    )
    proof = prove(situation)
    assert proof.at_most(330) == pytest.approx(300, rel=0.1)
    assert proof.at_most(10_000) == pytest.approx(600, abs=1) or proof.curve.horizons_s[-1] < 10_000
    assert proof.curve.at_most(proof.curve.horizons_s[-1]) == pytest.approx(600, abs=1)


def test_a_road_that_is_closed_for_a_while_lets_nobody_in_meanwhile():
    """600 vehicles at 3,600 an hour, closed from 300 s until 900 s: half before, half until 1,200 s."""
    situation = city(
        [("road", "home", "away", 0.0, 3600.0)],
        [{"id": "Z1", "nodes": ["home"], "people": 600}],
        [{"id": "S1", "nodes": ["away"]}],
        [("road", 300.0, 900.0)],
    )
    proof = prove(situation)
    assert proof.bounds(600).clearance_s == pytest.approx(1200, rel=0.02)
    assert proof.at_most(890) == pytest.approx(300, rel=0.05)


def test_a_cut_is_valued_as_written_in_the_formats(two_banks):
    """East reached at 0, west at 100 s, the hall never, by 400 s: the bridge is crossed for 100 - 60 s,

    the ring for 400 - 120 - 100 s, the way back never: 40 x 1600/3600 + 180 x 1 = 197.8 people;
    the west is not let in at its start (reached at 100 s), so its 2,000 count too.
    """
    ground = ground_of(two_banks)
    ix = two_banks.network.node_ix_by_id
    reached = np.full(ground.n_nodes, 400.0)
    reached[ix["east"]], reached[ix["west"]] = 0.0, 100.0
    cut = value_of(ground, 400.0, reached)
    assert cut.people_at_most == pytest.approx(2000 + 40 * 1600 / 3600 + 180)
    assert list(cut.sets.let_in) == [True, False]
    assert list(cut.sets.unreached) == [True]


def test_nothing_to_prove_is_no_error():
    """No people, no roads, no shelters: nobody can be saved, and that is the answer."""
    nobody = city([("road", "a", "b", 10.0, 100.0)], [{"id": "Z", "nodes": ["a"], "people": 0}], [])
    proof = prove(nobody)
    assert (proof.savable_people, proof.cuts) == (0, ())
    assert bottleneck_of(nobody, proof, 0).sentence == ""


def test_the_same_situation_gives_the_same_proof(two_banks):
    first, second = prove(two_banks), prove(two_banks)
    assert [c.horizon_s for c in first.cuts] == [c.horizon_s for c in second.cuts]
    assert all(np.array_equal(a.reached_s, b.reached_s) for a, b in zip(first.cuts, second.cuts, strict=True))


def test_told_to_stop_the_proof_so_far_holds(two_banks):
    short, long = prove(two_banks, progress=lambda _stage, _share: False), prove(two_banks)
    assert len(short.cuts) < len(long.cuts)
    assert short.bounds(5120).mean_arrival_s <= long.bounds(5120).mean_arrival_s + 1e-6
