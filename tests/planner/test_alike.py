"""Links that carry the same at all times are watched once, by the narrowest."""

import numpy as np

from clearway.planner.alike import narrowest_of_alike
from clearway.planner.balance import homeward_s
from clearway.planner.demand import read_demand
from clearway.planner.routes import PoolBuilder
from clearway.planner.trees import Roads
from tests.conftest import city


def _pool_and_clocks(situation, ways):
    builder = PoolBuilder(situation)
    for zone, links in ways:
        builder.add(zone, 0, np.array(links, np.int32))
    roads = Roads(situation.network, situation.shelters)
    return builder.pool(), homeward_s(situation, read_demand(situation, roads), roads)


def test_of_a_road_without_crossings_the_narrowest_stretch_speaks_for_all():
    """Two zones meet at b: b-c carries 900 an hour, c-s 600; whatever passes one passes the other."""
    situation = city(
        [
            ("ab", "a", "b", 60, 300),
            ("zb", "z", "b", 60, 300),
            ("bc", "b", "c", 60, 900),
            ("cs", "c", "s", 60, 600),
        ],
        [{"id": "A", "nodes": ["a"], "people": 10}, {"id": "Z", "nodes": ["z"], "people": 10}],
        [{"id": "S", "nodes": ["s"]}],
    )
    pool, to_go_s = _pool_and_clocks(situation, [(0, [0, 2, 3]), (1, [1, 2, 3])])
    assert narrowest_of_alike(situation, pool, to_go_s).tolist() == [0, 1, 3, 3]


def test_a_link_that_closes_for_a_while_speaks_for_itself_alone():
    situation = city(
        [("ab", "a", "b", 60, 300), ("bs", "b", "s", 60, 200)],
        [{"id": "A", "nodes": ["a"], "people": 10}],
        [{"id": "S", "nodes": ["s"]}],
        closures=[("bs", 600.0, 900.0)],
    )
    pool, to_go_s = _pool_and_clocks(situation, [(0, [0, 1])])
    assert narrowest_of_alike(situation, pool, to_go_s).tolist() == [0, 1]


def test_links_before_and_after_a_detour_are_not_alike():
    """From a to s by the long way round, 100 s instead of 20: 90 s of it lie ahead on a-b, none on b-d."""
    situation = city(
        [
            ("ab", "a", "b", 10, 300),
            ("bs", "b", "s", 10, 300),
            ("bd", "b", "d", 50, 300),
            ("ds", "d", "s", 50, 300),
        ],
        [{"id": "A", "nodes": ["a"], "people": 10}],
        [{"id": "S", "nodes": ["s"]}],
    )
    pool, to_go_s = _pool_and_clocks(situation, [(0, [0, 2, 3])])
    assert narrowest_of_alike(situation, pool, to_go_s).tolist() == [0, 1, 2, 2]
