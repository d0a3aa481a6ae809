"""A stated number of people is spread over the map: all of them, where the map shows that they live."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from clearway.city import Network
from clearway.errors import InputError
from clearway.intake.zone_cells import hexagons, width_for
from clearway.intake.zone_nodes import loading_nodes, spread_out, street_nodes
from clearway.intake.zone_weights import (
    BY_FLOOR_AREA,
    BY_LANDUSE,
    BY_STREETS,
    NO_HOMES,
    Homes,
    cells_of,
    spread,
    streets_of,
    weights_of,
)
from clearway.intake.zones_made import DrawnZones, Population, make_zones, plane_of
from tests.intake.drawn_streets import MIDDLE, street_map

NOBODY = np.empty(0, object)


@pytest.fixture
def two_streets() -> Network:
    """Birch Street in the west and Oak Street in the east, 1,000 m each, joined by a primary road."""
    return street_map(
        ("Birch Street", "residential", [(-2000, 0), (-1500, 0), (-1000, 0)]),
        ("Main Road", "primary", [(-1000, 0), (1000, 0)]),
        ("Oak Street", "residential", [(1000, 0), (1500, 0), (2000, 0)]),
    )


@pytest.fixture
def halves():
    """The west and the east half of it, as cells."""
    return np.array([shapely.box(-2100, -500, 0, 500), shapely.box(0, -500, 2100, 500)], object)


def homes(points, floor_m2=(), landuse=NOBODY) -> Homes:
    return Homes(np.array(points, float).reshape(-1, 2), np.array(floor_m2, float), np.array(landuse, object))


def along(west: float, east: float) -> list[tuple[float, float]]:
    """Houses 20 m north of a street, every 50 m."""
    return [(x, 20.0) for x in np.arange(west + 25, east, 50)]


def test_a_remainder_goes_to_the_largest_fraction_first():
    """10 people on weights 1, 1, 1: 3.33 each, the person left over goes to the first."""
    assert list(spread(10, np.ones(3))) == [4, 3, 3]
    assert list(spread(10, np.array([1.0, 0.0, 3.0]))) == [3, 0, 7]


@given(
    st.integers(0, 10**7),
    st.lists(st.floats(0, 1e6), min_size=1, max_size=50).filter(lambda weights: sum(weights) > 1e-3),
)
def test_nobody_is_lost_or_invented_by_spreading(total, weights):
    shares = spread(total, np.array(weights))
    assert shares.sum() == total
    assert np.all(shares >= 0)
    assert np.all(np.abs(shares - total * np.array(weights) / sum(weights)) < 1 + 1e-6)


def test_hexagons_lie_side_by_side_and_hold_every_point():
    """Width 500 m: neighbours' middles are 500 m apart, and each has 500² · √3 / 2 = 216,506 m²."""
    points = np.random.default_rng(1).uniform(-3000, 3000, (2000, 2))
    cells = hexagons(points, 500)
    assert shapely.area(cells) == pytest.approx(216_506.35)
    assert np.all(cells_of(cells, points) >= 0)
    assert shapely.area(shapely.union_all(cells, grid_size=0.001)) == pytest.approx(
        shapely.area(cells).sum(), rel=1e-6
    )
    middles = shapely.get_coordinates(shapely.centroid(cells))
    apart = np.hypot(*(middles[1:] - middles[0]).T)
    assert apart.min() == pytest.approx(500)


def test_hexagons_too_small_to_plan_with_are_refused():
    points = np.random.default_rng(1).uniform(0, 1e6, (300_000, 2))
    with pytest.raises(InputError, match="Give a larger width"):
        hexagons(points, 1.0)
    with pytest.raises(InputError, match="0 is not a width in metres"):
        hexagons(points, 0.0)


def test_the_usual_width_makes_at_most_eighty_hexagons():
    points = np.random.default_rng(1).uniform(-20_000, 20_000, (5000, 2))
    assert len(hexagons(points, width_for(points))) <= 80


def test_a_street_that_runs_both_ways_counts_once(two_streets):
    streets = streets_of(two_streets, MIDDLE)
    assert streets.length_m.sum() == pytest.approx(2000, rel=1e-4)
    assert streets.length_m.max() <= 25.001  # half of 50 m, for each way is a link


def test_where_no_street_is_residential_all_but_through_roads_count():
    network = street_map(("lane", "tertiary", [(0, 0), (100, 0)]), ("M1", "motorway", [(100, 0), (900, 0)]))
    assert streets_of(network, MIDDLE).length_m.sum() == pytest.approx(100, rel=1e-4)


def test_people_live_where_the_floor_area_is(two_streets, halves):
    """Houses along both streets, in the west with three times the floor: three quarters live there."""
    points = along(-2000, -1000) + along(1000, 2000)
    known = homes(points, [300.0] * 20 + [100.0] * 20)
    weights = weights_of(halves, streets_of(two_streets, MIDDLE), known)
    assert weights.method == BY_FLOOR_AREA
    assert weights.weight / weights.weight.sum() == pytest.approx([0.75, 0.25])
    assert list(weights.coverage) == [1.0, 1.0]


def test_a_hole_in_the_map_is_not_a_hole_in_the_town(two_streets, halves):
    """Houses are mapped in the west and in a fifth of the east.

    60 % of street metres have a home beside them (samples 75 m past the last house count still). The
    bare metres in the east are filled with what a metre of the others has, and its coverage says so.
    """
    known = homes(along(-2000, -1000) + along(1000, 1150), [100.0] * 23)
    streets = streets_of(two_streets, MIDDLE)
    weights = weights_of(halves, streets, known)
    assert weights.method == BY_FLOOR_AREA
    assert weights.area_coverage == pytest.approx(0.6, abs=0.03)
    assert weights.weight[1] / weights.weight.sum() == pytest.approx(0.5, abs=0.05)
    assert weights.coverage[0] == 1.0
    assert weights.coverage[1] == pytest.approx(300 / weights.weight[1])


def test_with_few_buildings_residential_landuse_decides(two_streets, halves):
    """Landuse of 0.3 km² in the west, 0.1 km² in the east; one lonely house decides nothing."""
    landuse = [shapely.box(-2000, -150, -1000, 150), shapely.box(1000, -50, 2000, 50)]
    weights = weights_of(halves, streets_of(two_streets, MIDDLE), homes([(1500, 20)], [100], landuse))
    assert weights.method == BY_LANDUSE
    assert weights.weight == pytest.approx([300_000, 100_000])
    assert weights.area_coverage == pytest.approx(1.0)


def test_landuse_drawn_twice_counts_once(two_streets, halves):
    plot = shapely.box(-2000, -50, -1000, 50)
    east = shapely.box(1000, -50, 2000, 50)
    weights = weights_of(halves, streets_of(two_streets, MIDDLE), homes([], [], [plot, plot, east]))
    assert weights.weight == pytest.approx([100_000, 100_000])


def test_without_any_homes_street_length_decides_and_says_that_nothing_is_known(two_streets, halves):
    weights = weights_of(halves, streets_of(two_streets, MIDDLE), NO_HOMES)
    assert (weights.method, weights.area_coverage) == (BY_STREETS, 0.0)
    assert weights.weight == pytest.approx([1000, 1000], rel=1e-4)
    assert list(weights.coverage) == [0.0, 0.0]


def test_made_zones_hold_exactly_the_stated_people(two_streets):
    made = make_zones(two_streets, Population(1003, "census, 2021", 0.31, 2.5), width_m=400, plane=MIDDLE)
    zones = made.zones
    assert zones.people.sum() == 1003
    assert zones.no_car_people.sum() == round(1003 * 0.31)
    assert np.all(zones.no_car_people <= zones.people)
    assert np.all(zones.people == np.round(zones.people))
    assert list(zones.vehicles) == list(np.ceil(zones.car_people / 2.5 - 1e-9))
    assert zones.sources[0] == "1,003 people (census, 2021), spread by residential street length"


def test_zones_are_numbered_from_the_north_and_named_after_their_street():
    network = street_map(
        ("North Street", "residential", [(0, 3000), (800, 3000)]),
        ("Link Road", "secondary", [(800, 3000), (800, 0)]),
        ("South Street", "residential", [(0, 0), (800, 0)]),
    )
    zones = make_zones(network, Population(100, "x"), width_m=2000, plane=MIDDLE).zones
    assert (zones.zone_ids, zones.names) == (("Z1", "Z2"), ("North Street", "South Street"))


def test_a_hexagon_with_few_people_is_joined_to_its_neighbour():
    """Hexagons of 1,000 m around -2,000, -1,000 and 0 m; in the last one stands a single small house."""
    birch = street_map(
        ("Birch Street", "residential", [(-2000, 0), (-1500, 0), (-1000, 0)]),
        ("Main Road", "primary", [(-1000, 0), (0, 0)]),
    )
    known = homes([*along(-2000, -1000), (-400, 20)], [100.0] * 20 + [1.0])
    assert len(hexagons(known.points, 1000)) == 3
    made = make_zones(birch, Population(500, "x"), homes=known, width_m=1000, plane=MIDDLE)
    assert len(made.zones) == 2
    assert made.zones.people.sum() == 500
    east = shapely.geometry.shape(made.zones.polygons[1])
    [house] = MIDDLE.to_degrees(np.array([[-400.0, 20.0]]))
    assert east.covers(shapely.Point(house))


def test_homes_beyond_the_imported_area_get_nobody(two_streets):
    """The map file shows another town 30 km away, but its roads were not imported."""
    here = homes([*along(-2000, -1000), *along(1000, 2000)], [100.0] * 40)
    both = homes([*here.points.tolist(), *[(x, 30_000.0) for x in range(0, 4000, 50)]], [100.0] * 120)
    alone, beside = (
        make_zones(two_streets, Population(800, "x"), homes=known, width_m=900, plane=MIDDLE).zones
        for known in (here, both)
    )
    assert list(alone.people) == list(beside.people)


def test_drawn_polygons_keep_their_ids_and_an_empty_one_is_named(two_streets):
    in_degrees = shapely.transform(
        np.array([shapely.box(-2100, -90, 0, 90), shapely.box(0, 5000, 90, 5090)], object), MIDDLE.to_degrees
    )
    drawn = DrawnZones(in_degrees, ("west", "lake"), ("West End", ""))
    made = make_zones(two_streets, Population(70, "x"), drawn=drawn, plane=MIDDLE)
    assert (made.zones.zone_ids, made.zones.names, made.empty) == (("west",), ("West End",), ("lake",))
    assert made.zones.people.sum() == 70


def test_polygons_of_another_place_are_refused(two_streets):
    far = DrawnZones(np.array([shapely.box(10, 40, 11, 41)], object), ("rome",), ("",))
    with pytest.raises(InputError, match="of one place"):
        make_zones(two_streets, Population(70, "x"), drawn=far, plane=MIDDLE)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((0, "x"), "--population: 0 is not a number of people"),
        ((5, " "), "--population-source: the number has no source"),
        ((5, "x", 1.2), "--no-car-share: 1.2 is not a share"),
        ((5, "x", 0.1, 0.0), "--people-per-vehicle: 0 is not a number of people in a vehicle"),
    ],
)
def test_a_population_that_cannot_be_is_refused(arguments, sentence):
    with pytest.raises(InputError) as caught:
        Population(*arguments)
    assert sentence in str(caught.value)


def test_nobody_enters_the_network_on_a_motorway():
    network = street_map(
        ("A 1", "motorway", [(0, 0), (100, 0), (200, 0)]), ("Lane", "residential", [(200, 0), (200, 300)])
    )
    assert {network.node_ids[ix] for ix in street_nodes(network)} == {"200/0", "200/300"}
    zone = np.array([shapely.box(-50, -50, 60, 50)], object)
    nodes, away_m = loading_nodes(network, zone, np.array([10.0]), MIDDLE)
    assert [network.node_ids[ix] for ix in nodes[0]] == ["200/0"]
    assert away_m[0] == pytest.approx(195, abs=1)


def test_nobody_enters_the_network_on_an_island():
    """A street that is joined to nothing is nearer, but leads nowhere."""
    island = street_map(
        ("Birch Street", "residential", [(-2000, 0), (-1500, 0), (-1000, 0)]),
        ("Pier", "residential", [(-1500, 400), (-1400, 400)]),
    )
    assert {island.node_ids[ix] for ix in street_nodes(island)} == {"-2000/0", "-1500/0", "-1000/0"}


def test_a_large_zone_gets_several_loading_nodes_spread_over_it():
    """1,400 people: three nodes of a street of nine, one in the midst of each third."""
    network = street_map(("Long Street", "residential", [(x, 0) for x in range(0, 900, 100)]))
    zone = np.array([shapely.box(-10, -10, 810, 10)], object)
    nodes, away_m = loading_nodes(network, zone, np.array([1400.0]), MIDDLE)
    assert sorted(network.node_ids[ix] for ix in nodes[0]) == ["100/0", "400/0", "700/0"]
    assert away_m[0] == 0.0


@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=1, max_size=30, unique=True),
       st.integers(1, 8))  # fmt: skip
def test_the_same_points_give_the_same_choice_and_never_too_many(points, wanted):
    array = np.array(points, float)
    chosen = spread_out(array, wanted)
    assert 1 <= len(chosen) <= wanted
    assert list(chosen) == sorted(set(chosen.tolist()))
    assert list(chosen) == list(spread_out(array, wanted))


def test_a_plane_lies_in_the_middle_and_keeps_metres(two_streets):
    plane = plane_of(two_streets)
    ends = plane.to_metres(np.column_stack([two_streets.lon, two_streets.lat])[[0, -1]])
    assert math.dist(*ends) == pytest.approx(4000, rel=1e-4)
    there_and_back = plane.to_degrees(plane.to_metres(np.array([[36.5, 50.5]])))
    assert there_and_back == pytest.approx(np.array([[36.5, 50.5]]))
