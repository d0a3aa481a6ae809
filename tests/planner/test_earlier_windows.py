"""The last window of a zone is given up where its vehicles find places earlier."""

import numpy as np
import pytest

from clearway.planner.earlier_windows import give_up_last_windows, windows_of
from clearway.planner.even_windows import Window
from clearway.planner.placing import empty_schedule
from clearway.planner.whole_vehicles import Road
from tests.conftest import city
from tests.planner.test_schedule import task_of


@pytest.fixture
def two_windows():
    """A road of 600 an hour, ten a minute: 95 of 100 leave in the first ten minutes, 5 in the twentieth."""
    situation = city(
        [("road", "home", "away", 60.0, 600.0)],
        [{"id": "Z", "nodes": ["home"], "people": 100}],
        [{"id": "S", "nodes": ["away"]}],
    )
    task, pool = task_of(situation)
    schedule = empty_schedule(task, pool, orders=True)
    assert schedule.block_s == 60.0
    road = Road(schedule, schedule.arrival_s())
    assert road.send(Window(0, 0, 10), 95.0)
    assert road.send(Window(0, 19, 20), 5.0)
    return schedule


def test_five_late_vehicles_go_along_with_the_rest(two_windows):
    """The first window has room for five more: all 100 leave in ten minutes and are safe after eleven."""
    give_up_last_windows(two_windows, two_windows.arrival_s(), 6, 0.0)
    assert windows_of(two_windows, 0) == pytest.approx({Window(0, 0, 10): 100.0})
    assert two_windows.clearance_s() == pytest.approx(660.0)
    assert two_windows.waiting.sum() == pytest.approx(0.0)


def test_who_is_early_enough_keeps_the_window(two_windows):
    """All are safe after 21 minutes; that is early enough here."""
    give_up_last_windows(two_windows, two_windows.arrival_s(), 6, 1260.0)
    assert windows_of(two_windows, 0) == pytest.approx({Window(0, 0, 10): 95.0, Window(0, 19, 20): 5.0})


def test_nothing_changes_where_there_is_no_room(two_windows):
    """With the road taken for the first nineteen minutes, the five stay where they are."""
    two_windows.space.left[0, : round(19 * 60 / two_windows.clocks.step_s)] = 0
    left, sent = two_windows.space.left.copy(), two_windows.sent.copy()
    give_up_last_windows(two_windows, two_windows.arrival_s(), 6, 0.0)
    assert np.array_equal(two_windows.sent, sent)
    assert np.array_equal(two_windows.space.left, left)
