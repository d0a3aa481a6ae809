"""Who has left by the plan in force is counted beside what a journal knows, once and never too few."""

from dataclasses import replace

import numpy as np
import pytest

from clearway.planner import make_plan
from clearway.planner.in_force import with_those_who_left


def people_at(situation, people: float, at_s: float):
    """The one zone with so many people still there, each in a vehicle, at an instant."""
    zones = replace(situation.zones, people=np.array([people]), vehicles=np.array([people]))
    return replace(situation, zones=zones, at_s=at_s)


@pytest.mark.parametrize(
    ("known", "counted", "counted_s", "total"),
    [
        (900.0, 900.0, 0.0, 900.0),  # never counted: 300 have left by the plan, 600 are at home
        (600.0, 600.0, 600.0, 900.0),  # counted now, as the plan has it
        (650.0, 650.0, 600.0, 950.0),  # counted now: 50 more than the plan has
        (700.0, 700.0, 300.0, 850.0),  # counted five minutes ago; 150 have left since
        (880.0, 900.0, 0.0, 900.0),  # 20 were seen leaving: they are among the 300
        (500.0, 900.0, 0.0, 800.0),  # 400 were seen leaving: 500 are at home at most
    ],
)
def test_people_are_those_still_at_home_and_those_who_left_by_the_plan(
    one_road, known, counted, counted_s, total
):
    """900 vehicles leave over 30 minutes: ten minutes in, 300 have left, half of them in the last five."""
    before = make_plan(one_road)
    found = with_those_who_left(
        people_at(one_road, known, 600.0),
        people_at(one_road, counted, 600.0),
        np.array([counted_s]),
        before,
    )
    assert found.zones.people == pytest.approx([total], abs=0.5)
    assert found.zones.vehicles == pytest.approx([total], abs=0.5)


def test_beds_of_those_who_came_by_the_plan_count_again(one_road):
    """1,000 beds, 40 of them taken by people of the plan and 10 out of use: 990 for all, 950 still free."""
    before = make_plan(one_road)

    def with_beds(free: float):
        shelters = replace(one_road.shelters, beds=np.array([free]))
        return replace(people_at(one_road, 900.0, 600.0), shelters=shelters)

    found = with_those_who_left(with_beds(950.0), with_beds(990.0), np.array([0.0]), before)
    assert found.shelters.beds == pytest.approx([990.0])
