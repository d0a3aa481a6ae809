"""Routes in words: names, turns and distances as a driver meets them."""

from dataclasses import replace

import numpy as np
import pytest

from clearway.alerts.roads import describe_route, distance, main_roads, step_by_step
from clearway.city.arrays import Ragged
from tests.conftest import city


def crossing(names, lon, lat, metres):
    """A chain of nodes n0, n1, … at the places given, one link between neighbours."""
    n = len(names)
    drawn = city(
        [(f"l{i}", f"n{i}", f"n{i + 1}", 1.0, 1000.0) for i in range(n)],
        [{"id": "Z", "nodes": ["n0"], "people": 1}],
        [{"id": "S", "nodes": [f"n{n}"]}],
    ).network
    return replace(
        drawn, names=tuple(names), lon=np.array(lon), lat=np.array(lat), length_m=np.array(metres, float)
    )


def test_links_of_one_name_are_one_leg_and_a_right_angle_is_a_turn():
    """North along Ring Street (400 + 600 m), then east into B62: a right turn."""
    network = crossing(
        ["Ring Street", "Ring Street", "B62"],
        [10.0, 10.0, 10.0, 10.01],
        [50.0, 50.01, 50.02, 50.02],
        [400, 600, 4500],
    )
    legs = describe_route(network, [0, 1, 2])
    assert [(leg.name, leg.turn, leg.length_m) for leg in legs] == [
        ("Ring Street", "", 1000),
        ("B62", "right", 4500),
    ]
    assert step_by_step(legs) == "Ring Street 1.0 km; right into B62 4.5 km"
    assert main_roads(legs) == "Ring Street, then B62"


def test_a_turn_is_seen_where_the_roads_meet_and_not_from_their_far_ends():
    """A ramp runs north, loops round and ends heading east; going on east from there is straight on."""
    network = crossing(["Ramp", "B27"], [10.0, 10.0, 10.02], [50.0, 50.0, 50.0], [900, 2000])
    ramp = [[10.0, 50.0], [10.0, 50.01], [9.99, 50.01], [9.99, 50.0], [10.0, 50.0]]
    onward = [[10.0, 50.0], [10.02, 50.0]]
    bent = replace(network, geometry=Ragged(np.array([0, 5, 7]), np.array(ramp + onward)))
    assert [leg.turn for leg in describe_route(bent, [0, 1])] == ["", ""]


def test_a_short_piece_without_a_name_belongs_to_the_turn():
    """Ring Street north, 40 m of slip road, B62 west: one left turn, the slip road is not named."""
    network = crossing(
        ["Ring Street", "", "B62"], [10.0, 10.0, 10.0, 9.99], [50.0, 50.01, 50.0102, 50.0102], [900, 40, 700]
    )
    assert step_by_step(describe_route(network, [0, 1, 2])) == "Ring Street 900 m; left into B62 700 m"


def test_a_short_other_name_between_two_pieces_of_a_street_belongs_to_the_street():
    network = crossing(
        ["Mill Road", "Square", "Mill Road"], [10.0] * 4, [50.0, 50.01, 50.02, 50.03], [500, 90, 600]
    )
    assert step_by_step(describe_route(network, [0, 1, 2])) == "Mill Road 1.2 km"


def test_a_long_piece_without_a_name_is_said_to_be_one():
    network = crossing(["", "B62"], [10.0] * 3, [50.0, 50.01, 50.02], [800, 5000])
    legs = describe_route(network, [0, 1])
    assert step_by_step(legs) == "road without a name 800 m; B62 5.0 km"
    assert main_roads(legs) == "B62"


def test_a_route_of_nameless_roads_still_says_something():
    network = crossing([""], [10.0] * 2, [50.0, 50.01], [20])
    assert main_roads(describe_route(network, [0])) == "roads without a name"


def test_roads_with_less_than_a_tenth_of_the_way_are_left_to_the_steps():
    network = crossing(["Lane", "Ring", "B62"], [10.0] * 4, [50.0, 50.01, 50.02, 50.03], [200, 1000, 9000])
    assert main_roads(describe_route(network, [0, 1, 2])) == "B62"


def test_no_links_are_no_legs():
    network = crossing(["Lane"], [10.0] * 2, [50.0, 50.01], [200])
    assert describe_route(network, []) == ()
    assert main_roads(()) == ""


@pytest.mark.parametrize(
    ("metres", "said"), [(3, "10 m"), (347, "350 m"), (994, "990 m"), (996, "1.0 km"), (4480, "4.5 km")]
)
def test_distances_are_rounded_as_people_say_them(metres, said):
    assert distance(metres) == said
