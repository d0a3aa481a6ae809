"""A map proposes shelters and ways out; nothing that it proposes is a shelter until a person confirms it."""

import csv
import io
import math

import numpy as np
import pytest

from clearway.city import Network
from clearway.city.geo import Plane
from clearway.errors import InputError
from clearway.intake.osm_places import ShelterSites
from clearway.intake.shelters_proposed import (
    FILE,
    confirm,
    estimated_beds,
    proposals_bytes,
    propose_shelters,
)
from clearway.intake.tables import Table, table_of
from clearway.intake.ways_out import ways_out
from tests.intake.drawn_streets import MIDDLE, street_map


@pytest.fixture
def star() -> Network:
    """Roads from a ring of streets in the middle to the rim, and a cul-de-sac near the middle.

    A motorway leaves to the north, but its way back is not on the map: it is cut at its last junction.
    """
    block = [(-500, -500), (500, -500), (500, 500), (-500, 500), (-500, -500)]
    return street_map(
        ("Ring", "residential", block),
        ("North Motorway", "motorway", [(500, 500), (500, 4000)]),
        ("Slip", "motorway_link", [(500, 4000), (700, 3900)]),
        ("Back Lane", "residential", [(700, 3900), (700, 3800)]),
        ("East Road", "primary", [(500, -500), (5000, -500)]),
        ("Second East Road", "secondary", [(500, 500), (5000, 300)]),
        ("South Road", "tertiary", [(-500, -500), (-500, -5000)]),
        ("West Road", "secondary", [(-500, 500), (-5000, 500)]),
        ("Cul-de-sac", "tertiary", [(-500, -500), (-300, -300)]),
    )


def test_the_best_roads_leave_in_all_directions(star):
    """Four ways out: not the second road to the east, which leaves beside a better one."""
    found = ways_out(star, 4, MIDDLE)
    assert found.names == (
        "Way out north: North Motorway",
        "Way out east: East Road",
        "Way out south: South Road",
        "Way out west: West Road",
    )
    assert found.shelter_ids == ("out-north", "out-east", "out-south", "out-west")
    assert [star.node_ids[found.nodes[ix][0]] for ix in range(4)] == [
        "500/4000",
        "5000/-500",
        "-500/-5000",
        "-5000/500",
    ]
    assert np.all(np.isinf(found.beds))


def test_one_way_out_is_the_best_road(star):
    assert ways_out(star, 1, MIDDLE).names == ("Way out north: North Motorway",)


def test_more_ways_out_than_roads_gives_all_the_roads(star):
    assert len(ways_out(star, 40, MIDDLE)) == 5


def test_a_map_without_a_cut_road_offers_its_outermost_streets():
    loop = street_map(("Loop", "residential", [(0, 0), (1000, 0), (1000, 1000), (0, 1000), (0, 0)]))
    assert len(ways_out(loop, 4, MIDDLE)) == 4


def test_a_closed_road_is_no_way_out(star):
    shut = np.array([0.0 if name == "East Road" else 600.0 for name in star.names])
    closed = Network(**{**{f: getattr(star, f) for f in star.__dataclass_fields__}, "capacity_vphpl": shut})
    assert "Way out east: Second East Road" in ways_out(closed, 4, MIDDLE).names


@pytest.mark.parametrize(
    ("kind", "floor_m2", "beds"),
    [
        ("sports hall", 700.0, 120),  # 0.6 · 700 / 3.5
        ("school", 3500.0, 400),  # 0.4 · 3,500 / 3.5
        ("town hall", 70.0, 10),  # 0.5 · 70 / 3.5
        ("hotel", 1000.0, 40),  # 25 m² a bed
        ("hostel", 1199.0, 99),  # 12 m² a bed, rounded down
    ],
)
def test_beds_are_estimated_from_the_floor_and_say_so(kind, floor_m2, beds):
    estimate, source = estimated_beds(kind, floor_m2)
    assert estimate == beds
    assert source.startswith("assumed: ")


def test_without_a_floor_no_number_is_invented():
    beds, source = estimated_beds("school", math.nan)
    assert math.isnan(beds)
    assert source == "the map shows no building: give the beds"


@pytest.fixture
def proposed(star) -> Table:
    """A hall for 300, a school whose building is not mapped, and a hut for fewer than 20."""
    degrees = MIDDLE.to_degrees(np.array([[-480.0, 0.0], [480.0, -480.0], [0.0, 0.0]]))
    sites = ShelterSites(
        osm_ids=("way/1", "node/2", "way/3"),
        kinds=("sports hall", "school", "community centre"),
        names=("Old Hall", "New School", "Hut"),
        lon=degrees[:, 0],
        lat=degrees[:, 1],
        footprint_m2=np.array([1750.0, np.nan, 20.0]),
        floor_m2=np.array([1750.0, np.nan, 20.0]),
    )
    data = proposals_bytes(propose_shelters(sites, star, MIDDLE))
    return table_of(data.decode(), FILE)


def test_proposals_are_for_a_person_to_confirm(proposed):
    assert proposed.columns["shelter_id"] == ["way/1", "node/2"]
    assert proposed.columns["beds"] == ["300", ""]
    assert proposed.columns["confirmed"] == ["no", "no"]
    assert proposed.columns["nodes"][1] == "500/-500"


def test_a_confirmed_proposal_is_a_shelter_and_marked(proposed, star):
    shelters, data = confirm(proposed, ["way/1"], (), star)
    assert (shelters.shelter_ids, shelters.names, list(shelters.beds)) == (("way/1",), ("Old Hall",), [300.0])
    assert shelters.sources[0].startswith("assumed: 60% of 1,750 m² of floor, 3.5 m² for each person (Sphere")
    marked = {row["shelter_id"]: row["confirmed"] for row in csv.DictReader(io.StringIO(data.decode()))}
    assert marked == {"way/1": "yes", "node/2": "no"}


def test_all_means_every_proposal_with_beds_that_is_not_confirmed_yet(proposed, star):
    assert confirm(proposed, ["all"], (), star)[0].shelter_ids == ("way/1",)
    with pytest.raises(InputError, match="nothing in it is left to confirm"):
        confirm(proposed, ["all"], ("way/1",), star)


@pytest.mark.parametrize(
    ("chosen", "known", "sentence"),
    [
        ("way/9", (), "--confirm: way/9 is not proposed"),
        ("way/1", ("way/1",), "--confirm: way/1 is confirmed already"),
        ("node/2", (), "shelters_proposed.csv, row 3, beds: node/2 has no number of beds"),
    ],
)
def test_what_cannot_be_confirmed_is_said(proposed, star, chosen, known, sentence):
    """An empty number of beds must never become a shelter without a limit."""
    with pytest.raises(InputError) as caught:
        confirm(proposed, [chosen], known, star)
    assert sentence in str(caught.value)


def test_a_hotel_in_a_spa_does_not_give_its_floor_twice(star):
    """The same 3,000 m² 50 m apart are one building, 700 m apart two of the same size."""
    degrees = MIDDLE.to_degrees(np.array([[0.0, 0.0], [50.0, 0.0], [700.0, 0.0]]))
    floors = np.full(3, 3000.0)
    sites = ShelterSites(
        ("node/1", "way/2", "way/3"), ("sports hall", "hotel", "hotel"), ("Spa", "Spa Hotel", "Twin Hotel"),
        degrees[:, 0], degrees[:, 1], floors, floors,
    )  # fmt: skip
    assert [row.name for row in propose_shelters(sites, star, MIDDLE)] == ["Spa", "Twin Hotel"]


def test_places_beyond_the_imported_area_are_not_proposed(star):
    degrees = MIDDLE.to_degrees(np.array([[0.0, 20_000.0]]))
    sites = ShelterSites(
        ("way/1",),
        ("school",),
        ("Far School",),
        degrees[:, 0],
        degrees[:, 1],
        np.full(1, 9e3),
        np.full(1, 9e3),
    )
    assert propose_shelters(sites, star, MIDDLE) == []


def test_no_sites_no_proposals(star):
    none = np.empty(0)
    assert propose_shelters(ShelterSites((), (), (), none, none, none, none), star, Plane(36.6, 50.6)) == []
