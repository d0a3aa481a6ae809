"""What is placed fits at every moment of continuous time, and giving back is exact."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearway.planner.demand import read_demand
from clearway.planner.placing import empty_schedule, packed_in_order
from clearway.planner.roadspace import GRAINS, Clocks, RoadSpace
from clearway.planner.routes import first_pool
from clearway.planner.schedule_kernels import take_route
from clearway.planner.settings import Settings, carry_on
from clearway.planner.settling import cost_of, one_by_one
from clearway.planner.task import Task
from clearway.planner.trees import Roads
from clearway.planner.windows import departure_windows
from tests.conftest import city
from tests.laws.test_any_city import random_town


def task_of(situation, end_s=3600.0):
    roads = Roads(situation.network, situation.shelters)
    demand = read_demand(situation, roads)
    task = Task(situation, demand, roads, end_s, 1.0, Settings(), carry_on)
    return task, first_pool(situation, demand, roads).pool()


def most_over_capacity(schedule) -> float:
    """The largest inflow over capacity at any instant, from the windows alone, in exact time."""
    network, pool = schedule.situation.network, schedule.pool
    changes: dict[int, list[tuple[float, float]]] = {}
    for route, start, end, vehicles in zip(*departure_windows(schedule), strict=True):
        at = start
        for link in pool.links_of(int(route)).tolist():
            rate = 3600.0 * vehicles / (end - start)
            changes.setdefault(link, []).extend([(at, rate), (at + end - start, -rate)])
            at += network.travel_s[link]
    worst = 0.0
    for link, moments in changes.items():
        inflow = 0.0
        for _, change in sorted(moments, key=lambda moment: (round(moment[0], 3), moment[1])):
            inflow += change
            worst = max(worst, inflow / network.capacity_vph[link])
    return worst


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), orders=st.booleans())
def test_no_link_ever_takes_in_more_than_it_carries(seed, orders):
    task, pool = task_of(random_town(seed))
    schedule = empty_schedule(task, pool, orders=orders)
    schedule.pack()
    assert most_over_capacity(schedule) <= 1 + 1e-6
    if len(schedule.order):
        schedule.settle(cost_of(task, schedule), one_by_one(schedule.order), most_windows=3, always=True)
        assert most_over_capacity(schedule) <= 1 + 1e-6


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_taking_everybody_off_the_road_leaves_it_as_it_was(seed):
    task, pool = task_of(random_town(seed))
    schedule = empty_schedule(task, pool)
    empty = schedule.space.left.copy()
    schedule.pack()
    for route in range(len(pool)):
        take_route(schedule.space.left, schedule.courses, route, schedule.rate[route], -1)
    assert np.array_equal(schedule.space.left, empty)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_settling_never_makes_the_sum_of_costs_worse(seed):
    task, pool = task_of(random_town(seed))
    schedule = packed_in_order(task, pool)
    cost = cost_of(task, schedule)
    before, placed = (cost * schedule.sent).sum(), schedule.sent.sum()
    if len(schedule.order):
        schedule.settle(cost, one_by_one(schedule.order))
    assert schedule.sent.sum() >= placed - 1e-6
    if schedule.sent.sum() <= placed + 1e-6:
        assert (cost * schedule.sent).sum() <= before * (1 + 1e-6) + 1e-6


def test_a_closure_takes_every_step_it_touches():
    """Steps of 10 s, closed from 15 s to 42 s: steps 1 to 4 carry nothing, step 0 and step 5 everything."""
    situation = city(
        [("road", "home", "away", 0.0, 1800.0)],
        [{"id": "Z", "nodes": ["home"], "people": 1}],
        [{"id": "S", "nodes": ["away"]}],
        closures=[("road", 15.0, 42.0)],
    )
    space = RoadSpace(situation, Clocks.round(situation, 10.0), 7, np.array([0]))
    assert list(space.left[0] / GRAINS) == [1800, 0, 0, 0, 0, 1800, 1800]


def test_links_added_later_know_the_closures_too():
    situation = city(
        [("road", "home", "away", 0.0, 1800.0), ("lane", "home", "away", 0.0, 600.0)],
        [{"id": "Z", "nodes": ["home"], "people": 1}],
        [{"id": "S", "nodes": ["away"]}],
        closures=[("road", 30.0, float("inf"))],
    )
    space = RoadSpace(situation, Clocks.round(situation, 10.0), 5, np.array([1]))
    space.left[0] -= 1
    space.include(np.array([0, 1]))
    assert list(space.left[space.row_of[0]] / GRAINS) == [1800, 1800, 1800, 0, 0]
    assert list(space.left[space.row_of[1]] + 1) == [600 * GRAINS] * 5


def test_a_rebuilt_schedule_holds_the_same_departures(two_banks):
    task, pool = task_of(two_banks)
    schedule = empty_schedule(task, pool)
    schedule.pack()
    longer = schedule.rebuilt(pool, 2 * schedule.until_s)
    assert longer.sent.sum() == pytest.approx(schedule.sent.sum())
    assert longer.mean_s() == pytest.approx(schedule.mean_s())
    assert np.array_equal(longer.space.left[:, : schedule.space.n_steps - 1], schedule.space.left[:, :-1])
