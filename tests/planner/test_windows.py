"""Few even windows: chosen exactly, room made exactly, vehicles whole."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearway.planner.even_windows import Window, best_runs, put_on_the_road, windows_like
from clearway.planner.placing import empty_schedule
from clearway.planner.settling import cost_of
from clearway.planner.whole_vehicles import with_whole_vehicles
from clearway.planner.window_program import WindowProgram
from clearway.planner.window_search import WindowSearch
from clearway.planner.windows import departure_windows
from tests.conftest import city
from tests.laws.test_any_city import random_town
from tests.planner.test_schedule import most_over_capacity, task_of

ROAD = [("road", "home", "away", 60.0, 600.0)]
SHORT_S = 1e5


def one_zone(vehicles: float, **more):
    zone = {"id": "Z", "nodes": ["home"], "people": vehicles, "vehicles": vehicles}
    return city(ROAD, [zone], [{"id": "S", "nodes": ["away"]}], **more)


def test_two_runs_follow_two_rates_exactly():
    """Rates 4 4 4 0 0 1 1: two windows leave nothing over, 4 over three pieces and 1 over two."""
    runs = best_runs(np.array([4.0, 4, 4, 0, 0, 1, 1]), np.ones(7), np.zeros(7, np.int64), 2)
    assert runs.tolist() == [[5, 7], [0, 3]]


def test_one_run_takes_the_larger_share():
    """One window over 4 4 4 0 0 1 1: over the fours 2 squares are lost, over everything 20, so the fours."""
    runs = best_runs(np.array([4.0, 4, 4, 0, 0, 1, 1]), np.ones(7), np.zeros(7, np.int64), 1)
    assert runs.tolist() == [[0, 3]]


def test_a_run_stays_on_its_line():
    """Two routes at rate 2 all the time are two windows, not one across both."""
    runs = best_runs(np.full(6, 2.0), np.ones(6), np.repeat([0, 1], 3), 2)
    assert runs.tolist() == [[3, 6], [0, 3]]


def brute_force(rate: list[int], most: int) -> float:
    """The least squares over all choices of at most so many runs, tried one by one."""

    def least(begin: int, left: int) -> float:
        if begin == len(rate):
            return 0.0
        best = rate[begin] ** 2 + least(begin + 1, left)
        for end in range(begin + 1, len(rate) + 1) if left else ():
            best = min(best, float(np.var(rate[begin:end]) * (end - begin)) + least(end, left - 1))
        return best

    return least(0, most)


@settings(max_examples=60, deadline=None)
@given(rate=st.lists(st.integers(0, 5), min_size=1, max_size=7), most=st.integers(1, 3))
def test_no_other_runs_follow_more_closely(rate, most):
    runs = best_runs(np.array(rate, float), np.ones(len(rate)), np.zeros(len(rate), np.int64), most)
    off = float(sum(r * r for r in rate))
    for first, end in runs.tolist():
        off += float(np.var(rate[first:end]) * (end - first)) - sum(r * r for r in rate[first:end])
    assert len(runs) <= most
    assert off == pytest.approx(brute_force(rate, most), abs=1e-6)


def test_a_program_fills_the_road_first_come_first():
    """30 vehicles over 600 an hour, 10 a minute: all of minutes 0 to 2, nothing in minutes 3 to 5."""
    task, pool = task_of(one_zone(30))
    schedule = empty_schedule(task, pool, orders=True)
    pieces = [Window(0, 0, 3), Window(0, 3, 6)]
    program = WindowProgram(schedule, np.array([0]), pieces, cost_of(task, schedule), SHORT_S)
    assert program.solve()
    assert program.x == pytest.approx([600.0, 0.0], abs=0.1)


def test_who_has_no_room_in_any_window_is_short():
    """A single window of one minute holds 10 of 30 vehicles: 20 are short."""
    task, pool = task_of(one_zone(30))
    schedule = empty_schedule(task, pool, orders=True)
    program = WindowProgram(schedule, np.array([0]), [Window(0, 0, 1)], cost_of(task, schedule), SHORT_S)
    assert program.solve()
    assert program.short_veh == pytest.approx(20.0, abs=0.01)


def test_two_zones_share_a_link_at_no_more_than_it_carries():
    """Two zones of 20 behind 600 an hour, two minutes for either: 20 go, 20 are short."""
    roads = [
        ("a", "one", "mid", 60.0, 6e3),
        ("b", "two", "mid", 60.0, 6e3),
        ("m", "mid", "away", 60.0, 600.0),
    ]
    zones = [
        {"id": z, "nodes": [node], "people": 20, "vehicles": 20} for z, node in (("A", "one"), ("B", "two"))
    ]
    task, pool = task_of(city(roads, zones, [{"id": "S", "nodes": ["away"]}]))
    schedule = empty_schedule(task, pool, orders=True)
    pieces = [Window(0, 0, 2), Window(1, 0, 2)]
    program = WindowProgram(schedule, np.array([0, 1]), pieces, cost_of(task, schedule), SHORT_S)
    assert program.solve()
    program.put_on_the_road()
    assert program.x.sum() == pytest.approx(600.0, abs=0.1)
    assert schedule.space.left.min() >= 0
    assert schedule.waiting.sum() == pytest.approx(20.0, abs=0.01)


def test_pieces_told_as_one_window_have_one_rate():
    """45 vehicles want 10, 10, 10, 10, 5 a minute; told as one window they go at 9 over all five."""
    task, pool = task_of(one_zone(45))
    schedule = empty_schedule(task, pool, orders=True)
    pieces = [Window(0, block, block + 1) for block in range(5)]
    program = WindowProgram(schedule, np.array([0]), pieces, cost_of(task, schedule), SHORT_S)
    assert program.solve()
    assert program.fix(0, 1) == [Window(0, 0, 5)]
    assert program.solve()
    assert program.x == pytest.approx(np.full(5, 540.0), abs=0.5)


def test_windows_end_with_whole_vehicles():
    """25 vehicles in windows that follow 12.5 and 12.5: 12 and 13, nobody waits."""
    task, pool = task_of(one_zone(25))
    schedule = empty_schedule(task, pool, orders=True)
    wanted = np.zeros(schedule.rate.shape)
    wanted[0, :2], wanted[0, 4:6] = 6.25, 6.25
    windows = windows_like(schedule, wanted, 2)
    put_on_the_road(schedule, windows, wanted)
    with_whole_vehicles(schedule, windows, cost_of(task, schedule), 2)
    vehicles = departure_windows(schedule)[3]
    assert sorted(vehicles) == pytest.approx([12.0, 13.0])
    assert schedule.waiting.sum() == pytest.approx(0.0, abs=1e-6)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_search_never_costs_more_and_stays_within_every_capacity_and_bed(seed):
    task, pool = task_of(random_town(seed))
    schedule = empty_schedule(task, pool, orders=True)
    schedule.pack()
    wanted = schedule.sent.copy()
    schedule = empty_schedule(task, pool, orders=True)
    windows = windows_like(schedule, wanted, 3)
    put_on_the_road(schedule, windows, wanted)
    placed = schedule.sent.sum()
    search = WindowSearch(task, schedule, windows)
    search.run()
    assert schedule.sent.sum() >= placed - 3.0 * len(schedule.beds) - 1e-6 * len(schedule.order)
    with_whole_vehicles(schedule, search.windows, cost_of(task, schedule), task.settings.windows)
    assert schedule.space.left.min(initial=0) >= 0
    assert most_over_capacity(schedule) <= 1 + 1e-6
    assert (schedule.beds >= -1e-6).all()
    zone_of_window = schedule.pool.zone_ix[departure_windows(schedule)[0]]
    assert np.bincount(zone_of_window, minlength=1).max() <= task.settings.windows
    part = schedule.demand.vehicles % 1.0
    vehicles = departure_windows(schedule)[3]
    if (part == 0).all():
        assert vehicles == pytest.approx(np.round(vehicles), abs=1e-4)
