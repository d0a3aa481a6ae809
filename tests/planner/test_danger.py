"""Under fire, a plan keeps the limits: few vehicles at once, lulls only, few people in one place."""

from dataclasses import replace

import numpy as np
import pytest

from clearway.city import Limits
from clearway.planner import make_plan
from clearway.planner.danger import within_limits
from tests.conftest import city


@pytest.fixture
def exposed():
    """600 vehicles on one road of 3,600 an hour; two minutes of it lie in the open."""
    return city(
        [("open", "home", "away", 120.0, 3600.0)],
        [{"id": "Z", "nodes": ["home"], "people": 600}],
        [{"id": "S", "nodes": ["away"], "beds": 600}],
    )


def test_without_limits_it_is_the_same_situation(exposed):
    assert within_limits(exposed) is exposed


def test_few_vehicles_at_once_on_an_exposed_road(exposed):
    """20 vehicles at once on 120 s of road are 600 an hour: 600 vehicles take an hour, and drive 2 min."""
    narrow = within_limits(
        replace(exposed, limits=Limits(exposed_link_ix=np.array([0]), most_vehicles=np.array([20.0])))
    )
    assert narrow.network.capacity_vph[0] == pytest.approx(600.0)
    assert make_plan(narrow).clearance_s == pytest.approx(3600 + 120, rel=0.01)


def test_a_road_used_in_lulls_is_closed_outside_them(exposed):
    limits = Limits(
        lull_link_ix=np.array([0, 0]),
        lull_from_s=np.array([600.0, 1800.0]),
        lull_until_s=np.array([900.0, 2400.0]),
    )
    narrow = within_limits(replace(exposed, limits=limits))
    assert narrow.closures.windows_of(0) == [(0.0, 600.0), (900.0, 1800.0), (2400.0, np.inf)]


def test_few_people_in_one_place(exposed):
    limits = Limits(place_ix=np.array([0]), most_people=np.array([150.0]))
    plan = make_plan(within_limits(replace(exposed, limits=limits)))
    assert plan.evacuated_people == pytest.approx(150)
    assert plan.unserved["Z"].people == pytest.approx(450)
