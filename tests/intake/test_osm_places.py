"""A map tells where homes and possible shelters are, never how many people or beds."""

import numpy as np
import pytest

from clearway.intake.area import area_of_bbox
from clearway.intake.osm_places import read_places
from tests.conftest import BAD_HERSFELD
from tests.intake.drawn_maps import osm_file

# A square of one step: 111.195 m north, 111.195 m * cos 50 degrees east.
STEP_M2 = 111.19508**2 * np.cos(np.radians(50.0005))


def square(first, east, north, size=1.0):
    """Return four nodes of a square, numbered from `first`."""
    corners = ((0, 0), (size, 0), (size, size), (0, size))
    return {first + ix: (east + x, north + y) for ix, (x, y) in enumerate(corners)}


def ring(first):
    return [first, first + 1, first + 2, first + 3, first]


def test_buildings_have_a_footprint_floors_and_a_middle(tmp_path):
    ways = [
        (7, ring(1), {"building": "apartments", "building:levels": "4"}),
        (8, ring(11), {"building": "yes"}),
    ]
    buildings = read_places(osm_file(tmp_path, square(1, 0, 0) | square(11, 5, 0), ways)).buildings
    assert buildings.footprint_m2 == pytest.approx([STEP_M2] * 2, rel=1e-5)
    assert buildings.floor_m2() == pytest.approx([4 * STEP_M2, STEP_M2], rel=1e-5)
    assert np.isnan(buildings.levels[1])
    assert (buildings.lon[0], buildings.lat[0]) == pytest.approx((36.0005, 50.0005))


@pytest.mark.parametrize(
    ("tags", "home"),
    [
        ({"building": "house"}, True),
        ({"building": "yes"}, True),
        ({"building": "yes", "shop": "bakery"}, False),
        ({"building": "industrial"}, False),
        ({"building": "garage"}, False),
    ],
)
def test_homes_are_told_from_other_buildings(tmp_path, tags, home):
    buildings = read_places(osm_file(tmp_path, square(1, 0, 0), [(7, ring(1), tags)])).buildings
    assert buildings.homes.tolist() == [home]


def test_a_courtyard_is_taken_out_of_a_multipolygon(tmp_path):
    """4 square steps with a courtyard of 1: three are left. The outline comes in two halves."""
    places = square(1, 0, 0, 2.0) | square(11, 0.5, 0.5)
    ways = [(7, [1, 2, 3], {}), (8, [3, 4, 1], {}), (9, ring(11), {})]
    members = [("way", 7, "outer"), ("way", 8, "outer"), ("way", 9, "inner")]
    relation = (3, members, {"type": "multipolygon", "building": "residential"})
    buildings = read_places(osm_file(tmp_path, places, ways, [relation])).buildings
    assert buildings.osm_ids == ("relation/3",)
    assert buildings.footprint_m2 == pytest.approx([3 * STEP_M2], rel=1e-4)


def test_an_outline_that_is_cut_or_open_is_left_out(tmp_path):
    ways = [(7, [1, 2, 99, 1], {"building": "yes"}), (8, [1, 2, 3, 4], {"building": "yes"})]
    assert len(read_places(osm_file(tmp_path, square(1, 0, 0), ways)).buildings) == 0


def test_a_school_is_proposed_once_with_the_buildings_on_its_grounds(tmp_path):
    places = square(1, 0, 0, 4.0) | square(11, 1, 1) | square(21, 2.5, 1) | {31: (1.5, 1.5)}
    ways = [
        (7, ring(1), {"amenity": "school", "name": "School No. 5"}),
        (8, ring(11), {"building": "school", "building:levels": "3"}),
        (9, ring(21), {"building": "yes"}),
    ]
    sites = read_places(osm_file(tmp_path, places, ways, node_tags={31: {"amenity": "school"}})).sites
    assert (sites.osm_ids, sites.kinds, sites.names) == (("way/7",), ("school",), ("School No. 5",))
    assert sites.footprint_m2 == pytest.approx([2 * STEP_M2], rel=1e-4)
    assert sites.floor_m2 == pytest.approx([4 * STEP_M2], rel=1e-4)


def test_a_hotel_mapped_as_a_point_has_the_building_around_it(tmp_path):
    places = square(1, 0, 0) | {5: (0.5, 0.5), 6: (9.0, 9.0)}
    hotels = {5: {"tourism": "hotel", "name": "Post"}, 6: {"tourism": "hotel"}}
    path = osm_file(
        tmp_path, places, [(7, ring(1), {"building": "yes", "building:levels": "2"})], node_tags=hotels
    )
    sites = read_places(path).sites
    assert sites.names == ("Post", "")
    assert sites.floor_m2[0] == pytest.approx(2 * STEP_M2, rel=1e-4)
    assert np.isnan(sites.floor_m2[1])


def test_residential_land_and_the_area_are_respected(tmp_path):
    ways = [(7, ring(1), {"landuse": "residential"}), (8, ring(11), {"landuse": "residential"})]
    path = osm_file(tmp_path, square(1, 0, 0) | square(11, 50, 0), ways)
    assert len(read_places(path).residential) == 2
    assert len(read_places(path, area_of_bbox("35.9,49.9,36.01,50.1")).residential) == 1


def test_bad_hersfeld_has_its_eleven_thousand_buildings_and_its_schools():
    places = read_places(BAD_HERSFELD)
    assert len(places.buildings) == 11_280
    assert places.sites.kinds.count("school") >= 10
    assert "Stadthalle" in places.sites.names
