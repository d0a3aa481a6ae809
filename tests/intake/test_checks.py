"""What decides who is left over is said before planning, and is no error."""

from dataclasses import replace

import numpy as np
import pytest

from clearway.city import Closures
from clearway.intake.checks import beds_missing, check_situation, overview
from tests.conftest import city


@pytest.fixture
def town(two_banks):
    """The two banks with roads as long as the map has them: 1,100 m each, the ring with two lanes."""
    lengths = {"length_m": np.full(3, 1100.0), "free_speed_kph": np.full(3, 50.0)}
    lanes = {"lanes": np.array([1.0, 2.0, 1.0]), "capacity_vphpl": np.array([1600.0, 1800.0, 1600.0])}
    return replace(two_banks, network=replace(two_banks.network, **lengths, **lanes))


def said(situation) -> list[str]:
    return [str(remark) for remark in check_situation(situation)]


def test_a_scenario_with_room_for_all_has_nothing_to_look_at(town):
    assert said(town) == []


def test_the_overview_counts_what_is_there(town):
    figures = overview(town)
    assert (figures.people, figures.vehicles, figures.beds, figures.ways_out) == (5120, 5120, 6000, 0)
    assert (figures.links, figures.nodes, figures.closed_links, figures.beds_missing) == (3, 3, 0, 0)
    assert figures.road_km == pytest.approx(3.3)


def test_more_people_than_beds_says_how_many_are_missing(town):
    """5,120 people and 4,000 beds: 1,120 are missing."""
    full = replace(town, shelters=replace(town.shelters, beds=np.array([4000.0])))
    assert beds_missing(full) == 1120
    assert said(full)[0].startswith(
        "5,120 people with a car need a bed and there are 4,000: 1,120 are missing"
    )


def test_beds_for_those_without_a_car_are_asked_for_apart(town):
    """1,000 of 5,120 have no car, 4,500 beds: enough for the 4,120 on the road, 620 too few for all."""
    zones = replace(town.zones, no_car_people=np.array([1000.0, 0.0]))
    situation = replace(town, zones=zones, shelters=replace(town.shelters, beds=np.array([4500.0])))
    assert beds_missing(situation) == 0
    assert "1,000 people without a car will need a bed as well: 620 are missing" in said(situation)[0]


def test_a_zone_without_an_open_road_is_named(town):
    shut = replace(town, closures=Closures(np.array([0]), np.zeros(1), np.full(1, np.inf)))
    assert said(shut) == [
        "Zone east, east (3,120 people), has no open road to any shelter. "
        "Open a link or a shelter on its side, or give it other nodes."
    ]


def test_a_closure_that_ends_leaves_a_road(town):
    assert said(replace(town, closures=Closures(np.array([0]), np.zeros(1), np.array([600.0])))) == []


def test_a_shelter_on_an_island_is_named():
    islet = city(
        [("road", "home", "away", 60, 600), ("quay", "islet", "mole", 60, 600)],
        [{"id": "Z", "nodes": ["home"], "people": 5}],
        [{"id": "S", "nodes": ["away"], "beds": 9}, {"id": "T", "nodes": ["islet"], "beds": 9}],
    )
    assert said(islet)[0].startswith("Shelter T, T, is on an island: no zone has an open road to it")


def test_a_shelter_with_no_beds_saves_nobody(town):
    """Its road is open, but there is nowhere to stay: both zones have no way to safety."""
    empty = replace(town, shelters=replace(town.shelters, beds=np.zeros(1)))
    assert sum("has no open road to any shelter" in sentence for sentence in said(empty)) == 2


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"people": np.array([0.0, 2000.0])}, "Zone east has no people"),
        ({"vehicles": np.array([0.0, 2000.0])}, "Zone east has 3,120 people with a car and no vehicle"),
        ({"vehicles": np.array([100.0, 2000.0])}, "Zone east has 31.2 people in each vehicle"),
        ({"ready_s": np.array([900.0, 0]), "deadline_s": np.array([600.0, np.inf])},
         "Zone east should be safe by 600 s and is ready to leave at 900 s"),
        ({"ready_s": np.array([90_000.0, 0])}, "Zone east is ready to leave at 90000 s, after the horizon"),
    ],
)  # fmt: skip
def test_odd_zones_are_named(town, change, sentence):
    assert sentence in "\n".join(said(replace(town, zones=replace(town.zones, **change))))


def test_a_shelter_that_opens_after_the_horizon_is_named(town):
    late = replace(town, shelters=replace(town.shelters, opens_s=np.array([1e6])))
    assert "Shelter hall opens at 1e+06 s, after the horizon" in said(late)[0]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"capacity_vphpl": np.array([9000.0, 3600.0, 1600.0])},
            "2 links carry more than 2,400 vehicles an hour",
        ),
        ({"free_speed_kph": np.array([36.0, 36.0, 600.0])}, "1 links have a free speed over 160 km/h"),
        ({"lanes": np.array([1.0, 0.0, 1.0])}, "1 links have a capacity but no lane, so they are closed"),
        ({"length_m": np.array([1.1, 1100.0, 1100.0])}, "1 links are shorter than the straight line"),
    ],
)
def test_odd_roads_are_counted_with_an_example(town, change, sentence):
    assert sentence in "\n".join(said(replace(town, network=replace(town.network, **change))))
