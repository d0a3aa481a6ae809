"""The city on flat paper: lengths, directions, and each road drawn once."""

from dataclasses import replace

import numpy as np
import pytest

from clearway.city.arrays import Ragged
from clearway.maps.drawing import UNITS_PER_M, Projection, draw_roads, road_ranks
from tests.conftest import city
from tests.maps.test_packing import unpacked


def test_a_metre_is_a_metre_in_the_middle_of_the_city():
    """A degree of latitude is 111.32 km on a sphere of 6,378,137 m; of longitude, half of that at 60°."""
    projection = Projection(lon=30.0, lat=60.0)
    x, y = projection.units(np.array([[30.01, 60.0], [30.0, 60.01]])).T / UNITS_PER_M
    assert (x[0], y[0]) == pytest.approx((556.6, 0.0), abs=1.0)
    assert (x[1], y[1]) == pytest.approx((0.0, -1113.2), abs=1.0)


def test_a_city_across_the_date_line_stays_in_one_piece():
    projection = Projection.around(np.array([179.9, -179.9]), np.array([0.0, 0.0]))
    x = projection.units(np.array([[179.9, 0.0], [-179.9, 0.0]]))[:, 0] / UNITS_PER_M
    assert x[1] - x[0] == pytest.approx(22_264, abs=2)


def test_the_two_directions_of_a_road_are_one_line(two_banks):
    """bridge and egdirb are the two directions of one road; ring is another."""
    network = two_banks.network
    drawn = draw_roads(network, Projection.around(network.lon, network.lat))
    road = np.cumsum(unpacked(drawn["road"]))
    assert road[0] == road[2] != road[1]
    forward = unpacked(drawn["forward"])
    assert forward[0] != forward[2]
    assert len(unpacked(drawn["points"])) == 2


def test_two_roads_between_the_same_junctions_are_two_lines(two_banks):
    """The same ends, but one goes straight and the other round: both are drawn."""
    network = two_banks.network
    ends = [network.points(ix) for ix in range(3)]
    detour = np.insert(ends[2], 1, [36.0, 50.2], axis=0)
    parts = [ends[0], ends[1], detour]
    ptr = np.cumsum([0, *map(len, parts)])
    bent = replace(network, geometry=Ragged(ptr, np.concatenate(parts)))
    drawn = draw_roads(bent, Projection.around(network.lon, network.lat))
    assert len(unpacked(drawn["points"])) == 3


def test_roads_of_unknown_class_rank_by_what_they_carry(two_banks):
    """1,600 vehicles an hour lie between 1,200 and 1,800: rank 2; 3,600 is rank 0."""
    assert road_ranks(two_banks.network).tolist() == [2, 0, 2]


def test_known_classes_rank_by_class(two_banks):
    network = replace(two_banks.network, facility_types=("residential", "motorway", "tertiary"))
    assert road_ranks(network).tolist() == [4, 0, 3]


def test_a_city_without_roads_can_be_drawn():
    empty = city([], [{"id": "Z", "nodes": ["a"], "people": 1}], [{"id": "S", "nodes": ["a"]}]).network
    assert draw_roads(empty, Projection.around(empty.lon, empty.lat))["names"] == [""]
