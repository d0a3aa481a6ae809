"""What would help most is found where it hurts, and confirmed by a plan."""

import pytest

from clearway.planner import Settings, make_plan
from clearway.planner.measures import what_would_help, with_one_way, with_way_out
from clearway.situation.variants import with_links_closed
from tests.conftest import city


@pytest.fixture
def bank():
    """3,600 people behind a bridge of 1,200 an hour, with 3,000 beds on the other side."""
    return city(
        [
            ("bridge", "east", "west", 60.0, 1200.0),
            ("bridge-back", "west", "east", 60.0, 1200.0),
            ("old-bridge", "east", "west", 120.0, 1200.0),
        ],
        [{"id": "Z", "nodes": ["east"], "people": 3600}],
        [{"id": "hall", "nodes": ["west"], "beds": 3000, "name": "the hall"}],
    )


def flow(situation):
    return make_plan(situation, Settings(mode="flow"))


def test_beds_come_first_where_beds_are_missing(bank):
    """600 people find no bed: 200 more beds are 200 more people safe."""
    gains = what_would_help(bank, flow(bank), flow)
    assert gains[0].measure.sentence == "Open 200 more beds in the hall."
    assert gains[0].safe_people == pytest.approx(200, abs=1)


def test_a_closed_bridge_is_worth_opening(bank):
    """3,000 find beds: over one bridge in 2.5 hours and a minute, over two in 76 minutes and a half."""
    closed = with_links_closed(bank, [2])
    gains = what_would_help(closed, flow(closed), flow)
    opened = next(gain for gain in gains if gain.measure.kind == "reopen")
    assert opened.measure.sentence == "Open old-bridge again."
    assert opened.clearance_s == pytest.approx(9060 - 4590, rel=0.02)


def test_one_way_moves_the_lanes_and_a_way_out_has_no_limit(bank):
    turned = with_one_way(bank, [0])
    assert list(turned.network.capacity_vph) == [2400.0, 0.0, 1200.0]
    assert with_way_out(bank, 1).shelters.beds[-1] == float("inf")
