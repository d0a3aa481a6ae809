"""Packing in turns: who would come late for no need goes first the next time."""

from dataclasses import replace

import numpy as np
import pytest

from clearway.planner.balancing import balanced, balanced_exactly
from clearway.planner.packing import pack_in_turns
from clearway.planner.placing import empty_schedule
from tests.conftest import city
from tests.planner.test_schedule import task_of


@pytest.fixture
def one_bridge():
    """Two zones share a bridge; the far one has no other way, the near one has a lane of its own."""
    return city(
        [
            ("far road", "far", "gate", 300.0, 1200.0),
            ("near road", "near", "gate", 30.0, 1200.0),
            ("bridge", "gate", "away", 60.0, 600.0),
            ("lane", "near", "away", 900.0, 300.0),
        ],
        [{"id": "F", "nodes": ["far"], "people": 300}, {"id": "N", "nodes": ["near"], "people": 300}],
        [{"id": "S", "nodes": ["away"]}],
    )


def test_everybody_is_packed_and_no_road_carries_too_much(one_bridge):
    task, pool = task_of(one_bridge)
    balance, schedule = balanced_exactly(task, balanced(task, pool, 3))
    pack_in_turns(task, balance, schedule)
    schedule.pack()
    assert schedule.waiting.sum() == pytest.approx(0.0, abs=1e-6)
    assert schedule.space.left.min() >= 0


def test_turns_never_make_the_last_arrival_later(one_bridge):
    task, pool = task_of(one_bridge)
    once = replace(task, settings=replace(task.settings, effort=0.1))
    balance, schedule = balanced_exactly(task, balanced(task, pool, 3))
    pack_in_turns(once, balance, schedule)
    first_s = schedule.clearance_s()
    schedule.clear()
    pack_in_turns(task, balance, schedule)
    assert schedule.clearance_s() <= first_s + 1e-6


def test_a_cleared_schedule_is_as_new(one_bridge):
    task, pool = task_of(one_bridge)
    schedule = empty_schedule(task, pool)
    schedule.pack()
    schedule.clear()
    new = empty_schedule(task, pool)
    assert np.array_equal(schedule.space.left, new.space.left)
    assert np.array_equal(schedule.waiting, new.waiting)
    assert not schedule.sent.any()


def test_only_the_zones_asked_for_are_packed(one_bridge):
    task, pool = task_of(one_bridge)
    schedule = empty_schedule(task, pool)
    schedule.pack(only=np.array([True, False]))
    assert schedule.waiting.tolist() == pytest.approx([0.0, 300.0])
