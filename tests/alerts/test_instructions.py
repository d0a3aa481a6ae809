"""Orders: what a plan asks of each zone, in words, with nobody lost."""

import csv
import io
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import clearway as cw
from clearway.alerts import compose_orders, orders_in_words, orders_table, orders_text
from clearway.alerts.orders import _whole
from clearway.city.arrays import Ragged
from clearway.plan import Departures, Routes
from tests.conftest import city


def test_an_order_says_when_by_which_road_and_where_to(one_road):
    """900 vehicles over 1,800 an hour from 08:00, no driving time: the last leaves and arrives at 08:30."""
    (order,) = compose_orders(one_road, cw.make_plan(one_road))
    assert order.vehicles == 900
    assert order.sentence == "Leave 08:00–08:30 by road to S1 (10 m, 1 min); the last are safe at 08:30."


def test_every_vehicle_of_the_plan_is_in_an_order(two_banks):
    plan = cw.make_plan(two_banks)
    orders = compose_orders(two_banks, plan)
    assert sum(order.vehicles for order in orders) == 3120 + 2000
    assert sum(order.people for order in orders) == pytest.approx(plan.evacuated_people)


def test_windows_with_a_pause_too_short_to_follow_are_one_order(one_road):
    """08:00 to 08:10 and 08:12 to 08:20 are one order; from 08:40 on is another."""
    plan = cw.make_plan(one_road)
    windows = Departures(
        np.zeros(3, int), [0.0, 720.0, 2400.0], [600.0, 1200.0, 3000.0], [300.0, 300.0, 300.0]
    )
    first, second = compose_orders(one_road, replace(plan, departures=windows))
    assert (first.from_s, first.until_s, first.vehicles) == (0, 1200, 600)
    assert second.sentence.startswith("300 vehicles leave 08:40–08:50 by road")


def test_routes_that_differ_only_in_a_side_street_are_one_order():
    """Two doorsteps, one Ring Street: 60 + 60 vehicles leave by Ring Street, in one order."""
    drawn = city(
        [
            ("door1", "home1", "ring", 2.0, 1800.0),
            ("door2", "home2", "ring", 3.0, 1800.0),
            ("road", "ring", "hall", 600.0, 3600.0),
        ],
        [{"id": "Z", "nodes": ["home1", "home2"], "people": 120}],
        [{"id": "hall", "nodes": ["hall"]}],
    )
    drawn = replace(drawn, network=replace(drawn.network, names=("Yard", "Lane", "Ring Street")))
    plan = replace(
        cw.make_plan(drawn),
        routes=Routes(
            ("r1", "r2"),
            np.zeros(2, int),
            np.zeros(2, int),
            Ragged.of([[0, 2], [1, 2]], np.int32),
            [602.0, 603.0],
        ),
        departures=Departures(np.array([0, 1]), [0.0, 0.0], [240.0, 240.0], [60.0, 60.0]),
    )
    (order,) = compose_orders(drawn, plan)
    assert (order.by, order.vehicles, order.route_ixs) == ("Ring Street", 120, (0, 1))
    assert order.last_arrival_s == 843


def test_a_closed_road_on_the_usual_way_is_warned_of():
    """The bridge is the fastest way; it is closed until 12:00, so all take the detour and are told why."""
    drawn = city(
        [
            ("bridge", "home", "hall", 60.0, 1800.0),
            ("detour", "home", "mill", 600.0, 1800.0),
            ("lane", "mill", "hall", 600.0, 1800.0),
            ("far", "elsewhere", "beyond", 60.0, 1800.0),
        ],
        [{"id": "Z", "nodes": ["home"], "people": 60}],
        [{"id": "hall", "nodes": ["hall"]}],
        closures=[("bridge", 0.0, 14_400.0), ("far", 0.0, 14_400.0)],
    )
    (order,) = compose_orders(drawn, cw.make_plan(drawn))
    assert order.do_not_use == ("bridge (closed until 12:00)",)
    assert order.sentence.endswith("Do not use bridge (closed until 12:00).")


def test_a_closure_that_is_over_before_anybody_leaves_is_not_mentioned():
    drawn = city(
        [("bridge", "home", "hall", 60.0, 1800.0), ("way", "home", "hall", 90.0, 1800.0)],
        [{"id": "Z", "nodes": ["home"], "people": 60, "ready_s": 7200.0}],
        [{"id": "hall", "nodes": ["hall"]}],
        closures=[("bridge", 0.0, 3600.0)],
    )
    orders = compose_orders(drawn, cw.make_plan(drawn))
    assert orders
    assert all(order.do_not_use == () for order in orders)


def test_a_shelter_in_the_zone_needs_no_road():
    drawn = city(
        [("road", "home", "away", 60.0, 1800.0)],
        [{"id": "Z", "nodes": ["home"], "people": 50}],
        [{"id": "hall", "nodes": ["home"], "beds": 50}],
    )
    orders = compose_orders(drawn, cw.make_plan(drawn))
    assert all("for hall, which is in the zone" in order.sentence for order in orders)


def test_the_text_names_who_has_no_order_and_why():
    """100 people, 10 without a car, 40 beds: 40 leave, 50 find no bed, 10 wait for a seat."""
    drawn = city(
        [("road", "home", "hall", 60.0, 1800.0)],
        [{"id": "Z", "nodes": ["home"], "people": 100, "no_car_people": 10}],
        [{"id": "hall", "nodes": ["hall"], "beds": 40}],
    )
    plan = cw.make_plan(drawn)
    text = orders_text(drawn, plan, compose_orders(drawn, plan))
    assert "Not served: 50 people." in text
    assert "Wait at home for a seat: 10 people without a car." in text


def test_after_a_replan_nobody_is_told_of_windows_that_have_left(one_road):
    """900 vehicles over 30 minutes, ten gone: 300 are on the way, 600 leave 08:10-08:30."""
    now = replace(one_road, at_s=600.0)
    plan = cw.make_plan(now, before=cw.make_plan(one_road))
    (order,) = compose_orders(now, plan)
    assert (order.vehicles, order.from_s) == (600, 600)
    assert order.sentence.startswith("Leave 08:10–08:30 by road")
    text = orders_text(now, plan, (order,))
    assert "Already on the way or safe: 300 people." in text
    assert "08:00–" not in text


def test_a_zone_that_has_left_has_no_order_any_more(one_road):
    now = replace(one_road, at_s=3600.0)
    plan = cw.make_plan(now, before=cw.make_plan(one_road))
    assert compose_orders(now, plan) == ()
    assert "Already on the way or safe: 900 people." in orders_text(now, plan, ())


def test_the_table_has_a_row_for_each_order_in_the_scenarios_own_time(two_banks):
    plan = cw.make_plan(two_banks)
    orders = compose_orders(two_banks, plan)
    rows = list(csv.DictReader(io.StringIO(orders_table(two_banks, plan, orders))))
    assert len(rows) == len(orders)
    assert {row["shelter_id"] for row in rows} == {"hall"}
    assert all(row["leave_from"].endswith("+00:00") for row in rows)


def test_the_orders_land_beside_the_plan(two_banks, tmp_path):
    plan = cw.make_plan(two_banks)
    cw.write_plan(plan, two_banks, tmp_path / "plan", beside=orders_in_words(two_banks, plan))
    assert (tmp_path / "plan" / "instructions.csv").read_text().startswith("zone_id,zone,route_ids,")
    assert "who leaves when" in (tmp_path / "plan" / "instructions.txt").read_text()


@given(st.lists(st.floats(0, 500), min_size=1, max_size=20))
def test_whole_vehicles_are_as_many_as_the_fractions_and_never_a_whole_one_off(vehicles):
    whole = _whole(vehicles)
    assert 0 <= sum(whole) - sum(vehicles) + 1e-4 < 1 + 2e-4
    assert all(abs(w - v) <= 1 + 1e-6 for w, v in zip(whole, vehicles, strict=True))
