"""Deadlines that no plan can meet, worked out on paper."""

import numpy as np
import pytest

from clearway.planner.deadlines import late_at_least
from tests.conftest import city


def by_one_road(deadlines_s: list[float]):
    return city(
        [("road", "home", "away", 100.0, 3600.0)],
        [
            {"id": f"Z{k}", "nodes": ["home"], "people": 300, "deadline_s": deadline_s}
            for k, deadline_s in enumerate(deadlines_s)
        ],
        [{"id": "S1", "nodes": ["away"]}],
    )


def test_who_is_behind_the_queue_at_the_deadline_is_late():
    """By 250 s one a second has arrived for 150 s: of 300 with that deadline 150 are late.

    The 300 without a deadline can let them go first, so they do not count.
    """
    late = late_at_least(by_one_road([250.0, np.inf]))
    assert late is not None
    assert (late.deadline_s, late.people) == (250.0, 300.0)
    assert late.late_people == pytest.approx(150, abs=0.1)


def test_zones_with_earlier_deadlines_count_with_the_later_ones():
    """250 s: 150 of 300 late. 400 s: 300 of 600 late, the same road for both."""
    late = late_at_least(by_one_road([250.0, 400.0]))
    assert late is not None
    assert (late.deadline_s, late.people) == (400.0, 600.0)
    assert late.late_people == pytest.approx(300, abs=0.1)


def test_a_deadline_that_can_be_met_makes_nobody_late():
    late = late_at_least(by_one_road([3600.0]))
    assert late is not None
    assert late.late_people == 0


def test_without_deadlines_there_is_nothing_to_say():
    assert late_at_least(by_one_road([np.inf])) is None
