"""The rivals of the benchmark are done justice: the queue model, CCRP and leaving at once, solved by hand."""

import sys
from pathlib import Path

import numpy as np
import pytest

from clearway.situation import Situation
from tests.conftest import city

sys.path.insert(0, str(Path(__file__).parent.parent.parent / "benchmarks"))

from queue_model import NOWHERE, Trips, drive, drive_by_sight
from solvers import ccrp, leave_at_once

AWAY = [{"id": "S1", "nodes": ["away"]}]


def home(people: float, **more) -> list[dict]:
    return [{"id": "Z1", "nodes": ["home"], "people": people, **more}]


def trips(ways: list[list[int]], leave_s: list[float], vehicles: list[float]) -> Trips:
    ptr = np.concatenate([[0], np.cumsum([len(way) for way in ways])]).astype(np.int64)
    nobody = np.zeros(len(ways), np.int64)
    links = np.array([link for way in ways for link in way], np.int64)
    return Trips(nobody, nobody, np.array(leave_s, float), np.array(vehicles, float), ptr, links)


@pytest.fixture
def fork() -> Situation:
    """600 vehicles; 1,200 an hour reach a fork: a short road of 600 an hour, a long one of 1,200."""
    return city(
        [
            ("stem", "home", "fork", 0.0, 1200.0),
            ("short", "fork", "away", 60.0, 600.0),
            ("long", "fork", "away", 300.0, 1200.0),
        ],
        home(600),
        AWAY,
    )


# --- the queue model -----------------------------------------------------------------------------------


def test_vehicles_queue_one_behind_the_other():
    """1,800 an hour are 2 s a vehicle: the i-th of 5 has entered after 2i s and drives for 60 s more."""
    road = city([("road", "home", "away", 60.0, 1800.0)], home(5), AWAY)
    driven = drive(road, trips([[0]] * 5, [0.0] * 5, [1.0] * 5))
    assert driven.arrive_s == pytest.approx([62, 64, 66, 68, 70])
    assert driven.waited_s == pytest.approx([2, 4, 6, 8, 10])


def test_the_narrower_of_two_roads_sets_the_pace():
    """The i-th is at the second road at 60 + 2i; it takes 4 s for each: first 62 + 4, then every 4 s."""
    roads = city(
        [("wide", "home", "mid", 60.0, 1800.0), ("narrow", "mid", "away", 30.0, 900.0)], home(4), AWAY
    )
    driven = drive(roads, trips([[0, 1]] * 4, [0.0] * 4, [1.0] * 4))
    assert driven.arrive_s == pytest.approx([96, 100, 104, 108])


def test_first_come_first_served_where_roads_meet():
    """B is at the crossing at 31 s and A at 61 s: B passes first though it left later and stands second."""
    roads = city(
        [
            ("a-road", "a", "crossing", 60.0, 3600.0),
            ("b-road", "b", "crossing", 20.0, 3600.0),
            ("on", "crossing", "away", 0.0, 60.0),
        ],
        home(0),
        AWAY,
    )
    driven = drive(roads, trips([[0, 2], [1, 2]], [0.0, 10.0], [1.0, 1.0]))
    assert driven.arrive_s == pytest.approx([31 + 60 + 60, 31 + 60])


def test_a_closed_road_is_waited_for_and_one_closed_for_good_never_ends():
    """Closed until 600 s: the first has entered at 602. For good from 1,000 s: who comes then stays."""
    road = city(
        [("road", "home", "away", 60.0, 1800.0)],
        home(3),
        AWAY,
        [("road", 0.0, 600.0), ("road", 1000.0, np.inf)],
    )
    driven = drive(road, trips([[0]] * 3, [0.0, 0.0, 1000.0], [1.0] * 3))
    assert driven.arrive_s[:2] == pytest.approx([662, 664])
    assert np.isinf(driven.arrive_s[2])
    assert driven.shelter_ix.tolist() == [0, 0, NOWHERE]


def test_a_packet_is_served_as_long_as_its_vehicles_take():
    """30 vehicles at 1,800 an hour take 60 s; the packet counts when its last vehicle is in."""
    road = city([("road", "home", "away", 0.0, 1800.0)], home(30), AWAY)
    assert drive(road, trips([[0]], [0.0], [30.0])).arrive_s == pytest.approx([60])


# --- leaving at once -----------------------------------------------------------------------------------


def test_everybody_at_once_on_one_road_takes_what_its_capacity_takes(one_road):
    """900 vehicles, 2 s each: the last after 1,800 s, on average 2 * (1 + 900) / 2 = 901 s."""
    for solver in (leave_at_once.solve, leave_at_once.solve_by_sight):
        figures = solver(one_road).figures(one_road)
        assert figures["clearance_s"] == pytest.approx(1800)
        assert figures["mean_arrival_s"] == pytest.approx(901)


def test_the_shortest_way_is_kept_to_even_when_it_is_full(fork):
    """All take the short road, 6 s each; the first is at the fork at 3 s: the i-th is safe at 3 + 6i + 60.

    The last at 3,663 s, on average 63 + 6 * 601 / 2 = 1,866 s.
    """
    figures = leave_at_once.solve(fork).figures(fork)
    assert figures["clearance_s"] == pytest.approx(3663)
    assert figures["mean_arrival_s"] == pytest.approx(1866)


def test_who_looks_every_five_minutes_changes_to_the_longer_road_and_back(fork):
    """The i-th is at the fork at 3i s. A look at 0, 600, 1,200 and 1,800 s finds the short road empty.

    99 enter it before 300 s, the last served at 3 + 6 * 99 = 597. At 300 s its queue is 297 s, and 60 + 297
    is more than 300: the next 100 go by the long road and are safe at 3i + 303. At 600 s both are empty: the
    next 100 by the short road, served until 1,200, safe at 660 + 6k; and so on. The last by the long road is
    the 599th, safe at 2,100 s, after the 600th (at 1,866 s by the short road). The sum of all arrivals is
    35,937 + 75,150 + 96,300 + 135,150 + 156,300 + 195,150 + 1,866 = 695,853 s.
    """
    figures = leave_at_once.solve_by_sight(fork).figures(fork)
    assert figures["clearance_s"] == pytest.approx(2100)
    assert figures["mean_arrival_s"] == pytest.approx(695_853 / 600)


def test_who_looks_waits_for_a_road_that_reopens():
    """The only road opens at 450 s; who looks sees it at 600 s, and is in at 602 s."""
    road = city([("road", "home", "away", 60.0, 1800.0)], home(1), AWAY, [("road", 0.0, 450.0)])
    driven = drive_by_sight(road, np.array([0]), np.array([0.0]), np.array([1.0]))
    assert driven.arrive_s == pytest.approx([662])
    assert driven.waited_s == pytest.approx([602])


def test_who_looks_turns_away_from_a_road_that_closes():
    """The short road closes for good at 100 s: the first has passed, the second sees it at 300 s."""
    closed = city(
        [
            ("short", "home", "away", 60.0, 600.0),
            ("long", "home", "away", 300.0, 1200.0),
        ],
        home(2),
        AWAY,
        [("short", 100.0, np.inf)],
    )
    driven = drive_by_sight(closed, np.array([0, 0]), np.array([0.0, 200.0]), np.array([1.0, 1.0]))
    assert driven.arrive_s == pytest.approx([66, 300 + 3 + 300])  # looks at 0 and at 300 s


def test_nobody_who_leaves_at_once_asks_for_beds():
    """10 people, 4 beds: all arrive, 6 of them in a full shelter."""
    road = city(
        [("road", "home", "away", 0.0, 1800.0)], home(10), [{"id": "S1", "nodes": ["away"], "beds": 4}]
    )
    figures = leave_at_once.solve(road).figures(road)
    assert figures["without_a_bed_people"] == pytest.approx(6)
    assert figures["never_arrive_people"] == 0


# --- CCRP ----------------------------------------------------------------------------------------------


def test_ccrp_fills_the_only_road_minute_by_minute(one_road):
    """30 vehicles a minute: 30 reservations, safe at 1, 2 ... 30 min; on average 60 * 31 / 2 = 930 s."""
    answer = ccrp.solve(one_road)
    figures = answer.figures(one_road)
    assert len(answer.people) == 30
    assert figures["routes"] == 1
    assert figures["clearance_s"] == pytest.approx(1800)
    assert figures["mean_arrival_s"] == pytest.approx(930)


def test_ccrp_shares_out_over_two_roads_by_who_arrives_first():
    """200 vehicles; a short road of 10 a minute (1 min), a long one of 20 a minute (5 min).

    What leaves in minute s arrives, in its steps, at s + 1 or at s + 5. Until step 9 the short road takes
    9 * 10, the long one 5 * 20, and the last 10 tie at step 10: the first road in the table takes them.
    Driven, a packet is served in its minute: safe at 60 * (s + 2) by the short road for s = 0 ... 9, and
    at 60 * (s + 6) by the long one for s = 0 ... 4. The last at 660 s; on average
    (10 * 60 * 65 + 20 * 60 * 40) / 200 = 435 s.
    """
    roads = city(
        [("short", "home", "away", 60.0, 600.0), ("long", "home", "away", 300.0, 1200.0)], home(200), AWAY
    )
    answer = ccrp.solve(roads)
    figures = answer.figures(roads)
    assert figures["routes"] == 2
    assert figures["clearance_s"] == pytest.approx(660)
    assert figures["mean_arrival_s"] == pytest.approx(435)


def test_ccrp_waits_for_who_is_ready_later_and_for_a_closed_road():
    """Ready at 2 min, the road closed until 5 min: 30 vehicles are served in a minute and drive for one."""
    road = city(
        [("road", "home", "away", 60.0, 1800.0)], home(30, ready_s=120.0), AWAY, [("road", 0.0, 300.0)]
    )
    assert ccrp.solve(road).arrive_s == pytest.approx([300 + 60 + 60])


def test_ccrp_counts_who_finds_no_bed():
    """100 people, 40 beds: 60 never arrive."""
    road = city(
        [("road", "home", "away", 0.0, 1800.0)], home(100), [{"id": "S1", "nodes": ["away"], "beds": 40}]
    )
    figures = ccrp.solve(road).figures(road)
    assert figures["never_arrive_people"] == pytest.approx(60)
    assert figures["without_a_bed_people"] == 0


@pytest.mark.parametrize("solve", [ccrp.solve, leave_at_once.solve, leave_at_once.solve_by_sight])
def test_every_answer_counts_everybody(solve, two_banks):
    assert solve(two_banks).people.sum() == pytest.approx(two_banks.zones.people.sum())
