"""Tags say what driving on a road is like; what they do not say comes from its class."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearway.intake.link_classes import CLASSES
from clearway.intake.osm_speed import HIGHEST_KPH, LOWEST_KPH, speed_kph_of
from clearway.intake.osm_tags import ROAD_KEYS, NotDriven, Road, name_of, road_of


@pytest.mark.parametrize(
    ("tag", "kph"),
    [
        ("50", 50.0),
        ("50 km/h", 50.0),
        ("30 mph", 48.28032),
        ("30mph", 48.28032),
        ("10 knots", 18.52),
        ("walk", 7.0),
        ("none", 130.0),
        ("RU:urban", 60.0),
        ("RU:rural", 90.0),
        ("UA:urban", 50.0),
        ("DE:rural", 100.0),
        ("DE:motorway", 130.0),
        ("DE:zone:30", 30.0),
        ("DE:zone30", 30.0),
        ("FR:30", 30.0),
        ("GB:nsl_single", 96.56064),
        ("UK:motorway", 112.65408),
        ("BE-VLG:rural", 70.0),
        ("50;30", 30.0),
        ("signals", None),
        ("variable", None),
        ("0", None),
        ("5000", None),
        ("", None),
        ("fast", None),
    ],
)
def test_a_speed_limit_is_read_as_it_is_written(tag, kph):
    assert speed_kph_of(tag) == (None if kph is None else pytest.approx(kph))


def lanes(**tags):
    road = road_of({"highway": "primary", **{key.replace("_", ":", 1): value for key, value in tags.items()}})
    assert isinstance(road, Road)
    return tuple(side.lanes if side else 0.0 for side in (road.forward, road.backward))


def test_lanes_are_shared_between_the_directions_as_far_as_they_are_told():
    assert lanes(lanes="4") == (2.0, 2.0)
    assert lanes(lanes="3") == (1.5, 1.5)
    assert lanes(lanes="1") == (0.5, 0.5)
    assert lanes(lanes="3", lanes_forward="2") == (2.0, 1.0)
    assert lanes(lanes="5", lanes_backward="2") == (3.0, 2.0)
    assert lanes(lanes_forward="2", lanes_backward="1") == (2.0, 1.0)
    assert lanes(lanes="3", lanes_both_ways="1") == (1.0, 1.0)
    assert lanes(lanes="2", oneway="yes") == (2.0, 0.0)
    assert lanes(lanes="3", oneway="-1") == (0.0, 3.0)


@pytest.mark.parametrize("nonsense", ["two", "0", "-2", "99", ""])
def test_a_number_of_lanes_that_cannot_be_is_not_believed(nonsense):
    road = road_of({"highway": "motorway", "lanes": nonsense})
    assert isinstance(road, Road)
    assert road.forward is not None
    assert (road.forward.lanes, road.forward.lanes_assumed) == (2.0, True)


@pytest.mark.parametrize(
    ("tags", "directions"),
    [
        ({}, (True, True)),
        ({"oneway": "yes"}, (True, False)),
        ({"oneway": "-1"}, (False, True)),
        ({"oneway": "no", "junction": "roundabout"}, (True, True)),
        ({"junction": "roundabout"}, (True, False)),
        ({"junction": "circular"}, (True, False)),
        ({"highway": "motorway"}, (True, False)),
        ({"highway": "motorway", "oneway": "no"}, (True, True)),
        ({"oneway": "yes", "oneway:motor_vehicle": "no"}, (True, True)),
        ({"motor_vehicle:backward": "no"}, (True, False)),
        ({"access": "no", "motorcar": "yes"}, (True, True)),
        ({"access": "destination"}, (True, True)),
        ({"vehicle": "no", "vehicle:forward": "yes"}, (True, False)),
    ],
)
def test_a_car_may_drive_where_the_tags_say(tags, directions):
    road = road_of({"highway": "primary", **tags})
    assert isinstance(road, Road)
    assert (road.forward is not None, road.backward is not None) == directions


@pytest.mark.parametrize(
    "tags",
    [
        {"access": "no"},
        {"access": "private"},
        {"access": "yes", "motor_vehicle": "no"},
        {"oneway": "reversible"},
        {"highway": "cycleway"},
        {"highway": "service", "service": "parking_aisle"},
        {"route": "ferry"},
    ],
)
def test_a_way_that_is_not_driven_says_why(tags):
    road = road_of({"highway": "primary", **tags})
    assert isinstance(road, NotDriven)
    assert road.reason


def test_a_speed_may_differ_by_direction_and_come_from_the_kind_of_zone():
    road = road_of({"highway": "primary", "maxspeed:forward": "70", "maxspeed": "50"})
    assert isinstance(road, Road)
    assert road.forward is not None
    assert road.backward is not None
    assert (road.forward.speed_kph, road.backward.speed_kph) == (70.0, 50.0)
    zone = road_of({"highway": "residential", "zone:traffic": "RU:urban"})
    assert isinstance(zone, Road)
    assert zone.forward is not None
    assert (zone.forward.speed_kph, zone.forward.speed_assumed) == (60.0, False)


def test_a_road_is_called_by_its_name_else_its_number_and_a_bridge_by_both_names():
    assert name_of({"name": "Hafenstraße", "ref": "B 3"}) == "Hafenstraße"
    assert name_of({"ref": "B 3"}) == "B 3"
    assert name_of({"name": "Hafenstraße", "bridge:name": "Alte Brücke"}) == "Hafenstraße (Alte Brücke)"
    assert name_of({"bridge:name": "Alte Brücke"}) == "Alte Brücke"
    assert name_of({}) == ""


def test_every_class_has_low_under_base_under_high():
    for name, kind in CLASSES.items():
        assert 0 < kind.low_vphpl <= kind.base_vphpl <= kind.high_vphpl, name


words = st.sampled_from(
    ["yes", "no", "-1", "2", "2;3", "0", "50", "DE:urban", "private", "ü", "", "reversible", "1.5"]
)


@given(st.dictionaries(st.sampled_from(sorted(ROAD_KEYS)), words), st.sampled_from(sorted(CLASSES)))
def test_any_tags_give_a_road_that_can_be_driven_or_a_reason(tags, highway):
    """Turned round twice a road is itself; speeds and lanes are always usable."""
    road = road_of({**tags, "highway": highway})
    if isinstance(road, NotDriven):
        assert road.reason
        return
    assert road.turned.turned == road
    for side in filter(None, (road.forward, road.backward)):
        assert LOWEST_KPH <= side.speed_kph <= HIGHEST_KPH
        assert 0.5 <= side.lanes <= 16
