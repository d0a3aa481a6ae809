"""Orders of those at home make room for who is on the road, by the minute and no more than needed."""

import numpy as np
import pytest

from clearway.planner.pieces import Piece
from clearway.planner.traffic import Traffic
from clearway.planner.yielding import Standing
from clearway.situation import Situation
from tests.conftest import city


@pytest.fixture
def road() -> Situation:
    """A minute to the gate, then a bridge of 3,600 vehicles an hour: one a second."""
    return city(
        [("lane", "home", "gate", 60.0, 3600.0), ("bridge", "gate", "away", 60.0, 3600.0)],
        [{"id": "Z1", "nodes": ["home"], "people": 900}, {"id": "Z2", "nodes": ["gate"], "people": 900}],
        [{"id": "S", "nodes": ["away"]}],
    )


def piece(zone: int, links: list[int], from_s: float, until_s: float, vehicles: float) -> Piece:
    return Piece(zone, 0, np.array(links, np.int32), from_s, until_s, vehicles)


def told(standing: Standing) -> list[tuple[float, float, float]]:
    return sorted((p.from_s, p.until_s, p.vehicles) for p in standing.kept())


def test_an_order_yields_the_minutes_in_which_it_is_in_the_way(road):
    """It fills the bridge; who comes there at second 200 meets those who leave at 140, so minute 2 goes."""
    traffic = Traffic(road)
    standing = Standing(road, traffic, [piece(0, [0, 1], 0.0, 600.0, 600.0)])
    standing.make_room(piece(1, [1], 200.0, 205.0, 5.0))
    assert told(standing) == [(0.0, 120.0, 120.0), (180.0, 600.0, 420.0)]
    assert standing.yielded == {0}


def test_an_order_stays_where_there_is_room_beside_it(road):
    traffic = Traffic(road)
    standing = Standing(road, traffic, [piece(0, [0, 1], 0.0, 600.0, 300.0)])
    standing.make_room(piece(1, [1], 200.0, 210.0, 5.0))
    assert told(standing) == [(0.0, 600.0, 300.0)]
    assert not standing.yielded


def test_a_zone_that_has_yielded_yields_again_before_another_has_to(road):
    """Both zones send half of what the bridge carries; a full second of it is needed twice."""
    traffic = Traffic(road)
    orders = [piece(0, [0, 1], 0.0, 600.0, 300.0), piece(1, [1], 0.0, 600.0, 300.0)]
    standing = Standing(road, traffic, orders)
    standing.make_room(piece(1, [1], 200.0, 210.0, 5.0))
    first = set(standing.yielded)
    standing.make_room(piece(1, [1], 400.0, 410.0, 5.0))
    assert len(first) == 1
    assert standing.yielded == first


def test_windows_that_only_touch_do_not_stand_in_each_others_way(road):
    """The written times are rounded: two full windows that meet to the millisecond both fit."""
    traffic = Traffic(road)
    traffic.add([piece(0, [0, 1], 0.0, 300.001, 300.0)])
    assert traffic.fits(piece(0, [0, 1], 300.0, 600.0, 300.0))
    assert not traffic.fits(piece(0, [0, 1], 299.0, 600.0, 301.0))
