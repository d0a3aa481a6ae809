"""One way on at every junction: what the sweep says of a forest, and what the search makes of it."""

import numpy as np
import pytest

from clearway.planner import Settings, make_plan
from clearway.planner.demand import read_demand
from clearway.planner.first_signs import first_signs
from clearway.planner.forest_kernels import sweep_all
from clearway.planner.settings import carry_on
from clearway.planner.sign_search import best_forest, ground_of, new_signs
from clearway.planner.sign_turning import new_memory, turn_along, turn_back, undo
from clearway.planner.task import Task
from clearway.planner.trees import NONE, Roads
from tests.conftest import city

QUICK = Settings(mode="signs", effort=0.1)


def task_of(situation, end_s=3600.0):
    roads = Roads(situation.network, situation.shelters)
    return Task(situation, read_demand(situation, roads), roads, end_s, 1.0, QUICK, carry_on)


def swept(task, sign, entry):
    """Return (mean arrival, vehicles lost, signs) of a forest."""
    nodes = task.situation.zones.nodes
    supply = np.bincount(nodes.flat, entry, minlength=task.situation.network.n_nodes)
    signs = new_signs(np.asarray(sign), supply)
    cost = sweep_all(ground_of(task), signs, np.empty(len(supply), np.int64))
    return cost / supply.sum(), signs.lost.sum(), signs


def ways_on(plan, situation):
    """(n_nodes,) by how many links people are sent on from each junction."""
    return np.bincount(situation.network.tail_ix[np.unique(plan.routes.links.flat)])


def grid(n=5):
    """A town of n x n junctions, 25 zones with two entries each where it fits, a way out at each corner."""
    links = []
    for x in range(n):
        for y in range(n):
            for a, b in ((x + 1, y), (x, y + 1)):
                if a < n and b < n:
                    wide = 1800.0 if y % 2 == 0 and b == y else 600.0
                    links.append((f"{x}{y}-{a}{b}", f"{x}{y}", f"{a}{b}", 30.0, wide))
                    links.append((f"{a}{b}-{x}{y}", f"{a}{b}", f"{x}{y}", 30.0, wide))
    zones = [
        {"id": f"Z{x}{y}", "nodes": [f"{x}{y}", f"{x + 1}{y}"], "people": 100 + 10 * x + y}
        for x in range(1, n - 2)
        for y in range(1, n - 1)
    ]
    last = n - 1
    corners = (f"00 {last}0 0{last} {last}{last}").split()
    return city(links, zones, [{"id": f"S{c}", "nodes": [c], "beds": 400.0} for c in corners])


def test_two_zones_that_meet_share_the_road_on():
    """A (20 vehicles, 10 s away) and B (10 vehicles, 30 s) meet before a road of one vehicle a second.

    A's flow of 2 a second jams: from 10 to 30 one a second comes out. B's come from 30 to 40, one a second:
    there is no gap: 30 vehicles from 10 + 5 to 40 + 5 where the road lasts 5 s. Mean (15 + 45) / 2 = 30.
    """
    situation = city(
        [("a", "A", "M", 10.0, 7200.0), ("b", "B", "M", 30.0, 3600.0), ("m", "M", "S", 5.0, 3600.0)],
        [{"id": "A", "nodes": ["A"], "people": 20}, {"id": "B", "nodes": ["B"], "people": 10}],
        [{"id": "S", "nodes": ["S"]}],
    )
    ix = situation.network.node_ix_by_id
    sign = np.full(4, NONE)
    sign[[ix["A"], ix["B"], ix["M"]]] = [0, 1, 2]
    mean_s, lost, _ = swept(task_of(situation), sign, np.array([20.0, 10.0]))
    assert (mean_s, lost) == (pytest.approx(30.0), 0.0)


def test_a_full_shelter_lets_the_others_go_on_by_its_own_sign():
    """100 vehicles, one a second, 40 beds, the rest 20 s on: (40 x 20 + 60 x (40 + 30 + 20)) / 100."""
    situation = city(
        [("near", "home", "hall", 0.0, 3600.0), ("far", "hall", "school", 20.0, 3600.0)],
        [{"id": "Z", "nodes": ["home"], "people": 100}],
        [{"id": "hall", "nodes": ["hall"], "beds": 40}, {"id": "school", "nodes": ["school"], "beds": 60}],
    )
    sign = np.array([0, 1, NONE])
    mean_s, lost, _ = swept(task_of(situation), sign, np.array([100.0]))
    assert (mean_s, lost) == (pytest.approx(62.0), pytest.approx(0.0, abs=1e-6))


def test_who_finds_no_bed_is_counted_and_costs_more_than_any_way():
    """10 vehicles, one a second, 6 beds: on average 5 s, and for 4 of 10 three times 3,600 s more."""
    situation = city(
        [("road", "home", "hall", 0.0, 3600.0)],
        [{"id": "Z", "nodes": ["home"], "people": 10}],
        [{"id": "hall", "nodes": ["hall"], "beds": 6}],
    )
    mean_s, lost, _ = swept(task_of(situation), np.array([0, NONE]), np.array([10.0]))
    assert (mean_s, lost) == (pytest.approx(5.0 + 0.4 * 3 * 3600.0), pytest.approx(4.0))


def test_a_road_closed_for_a_while_holds_the_line_back():
    """10 vehicles at one a second, the road closed from 5 to 25: five at 2.5 on average, five at 27.5."""
    situation = city(
        [("road", "home", "away", 0.0, 3600.0)],
        [{"id": "Z", "nodes": ["home"], "people": 10}],
        [{"id": "S", "nodes": ["away"]}],
        [("road", 5.0, 25.0)],
    )
    mean_s, lost, _ = swept(task_of(situation), np.array([0, NONE]), np.array([10.0]))
    assert (mean_s, lost) == (pytest.approx(15.0), 0.0)


def test_a_change_swept_downstream_equals_a_sweep_of_everything_and_can_be_undone():
    situation = grid()
    task = task_of(situation)
    ground, (sign, entry) = ground_of(task), first_signs(task)
    _, _, signs = swept(task, sign, entry)
    before = [part.copy() for part in signs]
    memory, way = new_memory(len(sign)), np.empty(len(sign), np.int64)
    guide = task.roads.tree(situation.network.travel_s[::-1].copy() + 1.0, np.zeros(4)).next_link.astype(
        np.int64
    )
    old = np.empty((60, 2), np.int64)
    turned_at_all = 0
    for v in np.flatnonzero(signs.n > 0):
        cost = signs.cost.sum()
        rise, places, turned = turn_along(ground, signs, memory, v, guide, 3, old)
        if turned:
            turned_at_all += 1
            assert rise == pytest.approx(sweep_all(ground, signs, way) - cost, abs=1e-6)
            turn_back(signs, old, turned)
            assert sweep_all(ground, signs, way) == pytest.approx(cost)
            turn_along(ground, signs, memory, v, guide, 3, old)
            undo(signs, memory, places)
            turn_back(signs, old, turned)
        assert np.array_equal(signs.sign, before[0])
        assert np.allclose(signs.cost, before[6])
    assert turned_at_all > 0


def test_signs_lead_round_in_no_circle_and_the_search_never_makes_them_worse():
    task = task_of(grid())
    sign, entry = first_signs(task)
    first_mean_s, _, _ = swept(task, sign, entry)
    best = best_forest(task)
    assert best.mean_s <= first_mean_s + 1e-6
    assert best.mean_s == pytest.approx(swept(task, best.sign, best.entry)[0])
    assert best.entry.sum() == pytest.approx(task.demand.vehicles.sum())
    head = task.situation.network.head_ix
    for start in range(len(sign)):
        node, steps = start, 0
        while best.sign[node] != NONE:
            node, steps = head[best.sign[node]], steps + 1
            assert steps <= len(sign)


def test_a_town_with_beds_enough_gets_one_way_on_at_every_junction():
    situation = grid()
    plan = make_plan(situation, QUICK)
    assert plan.unserved_people == pytest.approx(0.0, abs=0.01)
    assert ways_on(plan, situation).max() == 1
    assert "second sign" not in plan.method
    assert plan.mean_arrival_s >= plan.bounds.mean_arrival_s


def test_a_second_sign_is_put_up_rather_than_leave_somebody_without_a_bed_and_the_plan_says_so():
    """From the square one road leads to 60 beds and one to 50; neither has a road on, and 100 people come."""
    situation = city(
        [
            ("a", "home", "square", 0.0, 900.0),
            ("b", "square", "hall", 0.0, 900.0),
            ("c", "square", "inn", 0.0, 900.0),
        ],
        [{"id": "Z", "nodes": ["home"], "people": 100}],
        [{"id": "H", "nodes": ["hall"], "beds": 60}, {"id": "I", "nodes": ["inn"], "beds": 50}],
    )
    plan = make_plan(situation, QUICK)
    assert plan.unserved_people == pytest.approx(0.0, abs=0.01)
    assert "1 junctions have a second sign" in plan.method


def test_each_entry_of_a_zone_may_have_its_own_way():
    """600 vehicles with an entry on each of two roads of 600 an hour are out in half an hour, not in one."""
    situation = city(
        [("north", "a", "n", 0.0, 600.0), ("south", "b", "s", 0.0, 600.0)],
        [{"id": "Z", "nodes": ["a", "b"], "people": 600}],
        [{"id": "N", "nodes": ["n"]}, {"id": "S", "nodes": ["s"]}],
    )
    plan = make_plan(situation, QUICK)
    assert plan.clearance_s == pytest.approx(1800.0, rel=0.01)


def test_the_same_seed_turns_the_same_signs():
    one, other = (best_forest(task_of(grid())) for _ in range(2))
    assert np.array_equal(one.sign, other.sign)
    assert one.mean_s == other.mean_s
