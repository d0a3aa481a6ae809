"""The balance finds what arithmetic says: shares of parallel roads, prices of narrow ones, full beds."""

from dataclasses import replace

import numpy as np
import pytest

from clearway.planner.balance import Balance, homeward_s
from clearway.planner.balancing import balanced
from clearway.planner.demand import read_demand
from clearway.planner.pricing import carrying, keep_routes
from clearway.planner.routes import first_pool
from clearway.planner.settings import Settings, carry_on
from clearway.planner.task import Task
from clearway.planner.trees import Roads
from tests.conftest import city


def ready(situation, end_s):
    roads = Roads(situation.network, situation.shelters)
    demand = read_demand(situation, roads)
    task = Task(situation, demand, roads, end_s, 1.0, Settings(), carry_on)
    return task, first_pool(situation, demand, roads).pool()


def vehicles_by_shelter(balance: Balance) -> np.ndarray:
    return np.bincount(balance.pool.shelter_ix, balance.x.sum(axis=1))


@pytest.fixture
def two_roads():
    """3,000 vehicles, roads of 1,200 and 1,800 an hour to two ways out: both busy for an hour."""
    return city(
        [("narrow", "home", "a", 60.0, 1200.0), ("wide", "home", "b", 60.0, 1800.0)],
        [{"id": "Z", "nodes": ["home"], "people": 3000}],
        [{"id": "A", "nodes": ["a"]}, {"id": "B", "nodes": ["b"]}],
    )


def test_two_roads_share_in_proportion_to_what_they_carry(two_roads):
    """1,200 by the narrow one, 1,800 by the wide one; the mean arrival is half an hour and the drive."""
    task, pool = ready(two_roads, 3660.0)
    balance = balanced(task, pool, 2)
    assert vehicles_by_shelter(balance) == pytest.approx([1200, 1800], rel=0.03)
    assert balance.mean_s() == pytest.approx(1860, rel=0.03)


def test_with_one_route_the_wide_road_is_kept(two_roads):
    task, pool = ready(two_roads, 6060.0)
    balance = balanced(task, pool, 1)
    assert vehicles_by_shelter(balance)[1] == pytest.approx(3000)


def test_full_beds_get_a_price(two_roads):
    """Only 500 beds at the end of the wide road: about 500 go there, and its beds cost something."""
    short = replace(two_roads, shelters=replace(two_roads.shelters, beds=np.array([np.inf, 500.0])))
    task, pool = ready(short, 7600.0)
    balance = balanced(task, pool, 2)
    assert vehicles_by_shelter(balance)[1] == pytest.approx(500, rel=0.05)
    assert balance.bed_prices()[1] > 0
    assert balance.bed_prices()[0] == 0


def test_every_change_of_the_balance_keeps_everybody(two_roads):
    task, pool = ready(two_roads, 3660.0)
    to_go_s = homeward_s(task.situation, task.demand, task.roads)
    balance = Balance(task.situation, task.demand, to_go_s, pool, 120.0, 31)
    balance.x[:] = 1.0
    balance.restore_vehicles()
    for changed in (
        balance,
        balance.with_slots(50.0, 74),
        keep_routes(balance, 1),
        balance.watching_busy(0.9),
    ):
        changed.run(3, 0.1, 0.2)
        assert changed.x.sum() == pytest.approx(3000, rel=1e-4)
        assert changed.x.min() >= 0


def test_routes_that_carry_most_come_first_and_every_zone_keeps_one(two_roads):
    task, pool = ready(two_roads, 3660.0)
    to_go_s = homeward_s(task.situation, task.demand, task.roads)
    balance = Balance(task.situation, task.demand, to_go_s, pool, 120.0, 31)
    balance.x[1] = 5.0
    assert list(carrying(balance, 1)) == [1]
    balance.x[:] = 0.0
    assert len(carrying(balance, 4)) == 1
