"""How full roads are over time, on cities small enough to work out by hand."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import clearway as cw
from clearway.maps.use import _cumulated, road_use
from clearway.plan import Departures
from tests.conftest import city


def test_one_road_is_full_from_the_first_to_the_last_vehicle(one_road):
    """900 vehicles over 1,800 an hour take 30 minutes; the road is full in each of them and in no other."""
    use = road_use(one_road, cw.make_plan(one_road))
    assert use.vehicles == pytest.approx([900])
    driven = use.flow_vph[0] > 1e-6
    assert use.flow_vph[0][driven] == pytest.approx(1800)
    assert driven.sum() * use.step_s == pytest.approx(1800)


def test_people_are_on_the_road_between_leaving_and_arriving():
    """60 vehicles leave in the first minute over a road of two minutes: at 60 s all are on the way."""
    drawn = city(
        [("road", "home", "away", 120.0, 3600.0)],
        [{"id": "Z", "nodes": ["home"], "people": 60}],
        [{"id": "S", "nodes": ["away"]}],
    )
    plan = cw.make_plan(drawn)
    plan = replace(plan, departures=Departures(np.array([0]), [0.0], [60.0], [60.0]))
    use = road_use(drawn, plan)
    at = {int(t): i for i, t in enumerate(use.edges_s)}
    assert use.left_people[at[30]] == pytest.approx(30)
    assert (use.left_people[at[60]], use.safe_people[at[60]]) == pytest.approx((60, 0))
    assert use.safe_people[at[150]] == pytest.approx(30)
    assert use.safe_people[-1] == pytest.approx(60)


def test_a_plan_that_moves_nobody_uses_no_road(one_road):
    plan = cw.make_plan(one_road)
    empty = np.empty(0)
    use = road_use(one_road, replace(plan, departures=Departures(np.empty(0, int), empty, empty, empty)))
    assert len(use.link_ix) == 0
    assert use.safe_people.tolist() == [0, 0]


@given(
    st.lists(
        st.tuples(st.floats(0, 900), st.just(0.0) | st.floats(1, 900), st.floats(0.1, 500)),
        min_size=1,
        max_size=12,
    ),
    st.sampled_from([7.0, 60.0, 400.0]),
)
def test_what_has_passed_is_the_sum_of_the_windows(windows, step_s):
    """Each window passes evenly from its start to its end, one without length at once."""
    from_s = np.array([start for start, _, _ in windows])
    until_s = from_s + [span for _, span, _ in windows]
    amount = np.array([size for *_, size in windows])
    edges_s = np.arange(0.0, 2400.0, step_s)
    passed = _cumulated(np.zeros(len(windows), int), 1, from_s, until_s, amount, edges_s)[0]
    expected = [
        sum(
            size * (1.0 if t >= end else 0.0 if t < start else (t - start) / (end - start))
            for start, end, size in zip(from_s, until_s, amount, strict=True)
        )
        for t in edges_s
    ]
    assert passed == pytest.approx(expected, rel=1e-4, abs=1e-4 * amount.sum())
