"""The last vehicles find ways nobody used before; nobody pays with a place or with room on the road."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearway.planner.placing import empty_schedule, merit, packed_in_order
from clearway.planner.tail import shorter_tail
from tests.conftest import city
from tests.laws.test_any_city import random_town
from tests.planner.test_schedule import most_over_capacity, task_of


def test_the_last_forty_take_the_road_that_no_route_knew():
    """The near road takes a vehicle a second and 60 s: 1,000 vehicles need 1,060 s on it alone.

    The far one (120 s, one in ten seconds) is in no route. After 1.02 x 1,000 s come 40 vehicles;
    they fit on the far road within 400 s, and the last on the near road arrives by 1,020 s.
    """
    situation = city(
        [("near", "A", "S", 60.0, 3600.0), ("far", "A", "S", 120.0, 360.0)],
        [{"id": "Z", "nodes": ["A"], "people": 1000}],
        [{"id": "H", "nodes": ["S"], "beds": 2000}],
    )
    task, pool = task_of(situation, end_s=1000.0)
    near = pool.chosen(np.flatnonzero(pool.travel_s == 60.0))
    schedule = empty_schedule(task, near)
    schedule.pack()
    assert schedule.clearance_s() == pytest.approx(1060.0, abs=schedule.block_s)
    better = shorter_tail(task, schedule, 2)
    assert better.clearance_s() <= 1020.0 + schedule.block_s
    assert better.sent.sum() == pytest.approx(1000.0)
    assert most_over_capacity(better) <= 1 + 1e-6
    assert shorter_tail(task, schedule, 1) is schedule


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_shorter_tail_costs_nobody_a_place_or_a_deadline(seed):
    task, pool = task_of(random_town(seed))
    before = packed_in_order(task, pool)
    task, _ = task_of(task.situation, end_s=max(before.clearance_s() / 1.05, 60.0))
    after = shorter_tail(task, before, 8)
    assert merit(after)[:2] <= merit(before)[:2]
    assert after.clearance_s() <= before.clearance_s()
    assert most_over_capacity(after) <= 1 + 1e-6
