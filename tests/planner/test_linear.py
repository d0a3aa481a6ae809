"""The linear program for small cities: what it promises, it keeps, and nothing better is possible."""

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import coo_matrix

from clearway.planner import Settings, make_plan
from clearway.planner.danger import within_limits
from clearway.planner.demand import read_demand
from clearway.planner.few_windows import Step, joined
from clearway.planner.linear import LinearProgram
from clearway.planner.prove import prove
from clearway.planner.routes import first_pool
from clearway.planner.settings import carry_on
from clearway.planner.small_city import as_schedule, blocked_schedule, every_shelter_pool, most_used
from clearway.planner.task import Task
from clearway.planner.trees import Roads
from clearway.situation import Situation
from tests.conftest import city

STEP_S = 60.0


def two_ways_out() -> Situation:
    """Two zones share a ring road; the near hall is small; every time is a whole number of minutes."""
    return city(
        [
            ("a", "north", "mid", 120.0, 600.0),
            ("b", "south", "mid", 60.0, 900.0),
            ("c", "mid", "near", 60.0, 1200.0),
            ("d", "mid", "far", 300.0, 600.0),
            ("e", "south", "far", 600.0, 300.0),
        ],
        [
            {"id": "north", "nodes": ["north"], "people": 300},
            {"id": "south", "nodes": ["south"], "people": 400, "ready_s": 120.0},
        ],
        [{"id": "near", "nodes": ["near"], "beds": 250}, {"id": "far", "nodes": ["far"]}],
    )


def least_mean_s(situation: Situation, minutes: int = 120) -> float:
    """Return the least mean arrival by a textbook time expansion, one node for each junction and minute.

    Exact in the sums for whole minutes; vehicles that arrive in a minute count in its middle.
    """
    network, zones, shelters = situation.network, situation.zones, situation.shelters
    n_nodes = network.n_nodes * minutes
    columns: list[tuple[list[tuple[int, float]], float, float]] = []
    for link in range(network.n_links):
        lag = round(float(network.travel_s[link] / STEP_S))
        for k in range(minutes - lag):
            tail = network.tail_ix[link] * minutes + k
            head = network.head_ix[link] * minutes + k + lag
            columns.append(([(tail, -1.0), (head, 1.0)], 0.0, network.capacity_vph[link] * STEP_S / 3600))
    for node in range(network.n_nodes):  # waiting anywhere: as free as any plan could be
        columns += [
            ([(node * minutes + k, -1.0), (node * minutes + k + 1, 1.0)], 0.0, np.inf)
            for k in range(minutes - 1)
        ]
    for zone in range(len(zones)):
        ready = round(float(zones.ready_s[zone] / STEP_S))
        columns += [
            ([(int(node) * minutes + ready, 1.0), (n_nodes + zone, 1.0)], 0.0, np.inf)
            for node in zones.nodes[zone]
        ]
    first = n_nodes + len(zones)
    for shelter in range(len(shelters)):
        for node in shelters.nodes[shelter]:
            columns += [
                ([(int(node) * minutes + k, -1.0), (first + shelter, 1.0)], (k + 0.5) * STEP_S, np.inf)
                for k in range(minutes)
            ]
    cells = [(row, i, amount) for i, (entries, _, _) in enumerate(columns) for row, amount in entries]
    row, column, amount = (np.array(part) for part in zip(*cells, strict=True))
    matrix = coo_matrix((amount, (row, column)), shape=(first + len(shelters), len(columns))).tocsr()
    wanted = np.concatenate([np.zeros(n_nodes), zones.vehicles])
    found = linprog(
        [cost for _, cost, _ in columns],
        A_eq=matrix[:first], b_eq=wanted, A_ub=matrix[first:], b_ub=np.minimum(shelters.beds, 1e6),
        bounds=[(0.0, most) for _, _, most in columns],
    )  # fmt: skip
    assert found.status == 0
    return float(found.fun / zones.vehicles.sum())


def task_of(situation: Situation, settings: Settings) -> tuple[Task, LinearProgram]:
    narrow = within_limits(situation)
    roads = Roads(narrow.network, narrow.shelters)
    demand = read_demand(narrow, roads)
    end_s = prove(situation).bounds(float(demand.vehicles.sum())).clearance_s
    task = Task(narrow, demand, roads, end_s, 1.0, settings, carry_on)
    pool = every_shelter_pool(task, first_pool(narrow, demand, roads))
    return task, LinearProgram(blocked_schedule(task, pool, 32))


def test_flow_comes_within_a_hundredth_of_the_textbook_optimum():
    """Whole minutes throughout: the time expansion is a lower bound on any plan, waiting anywhere."""
    situation = two_ways_out()
    plan = make_plan(situation, Settings(mode="flow"))
    assert plan.evacuated_people == pytest.approx(700)
    assert plan.mean_arrival_s <= 1.01 * least_mean_s(situation)


def test_the_solution_is_a_schedule_that_fits_on_the_road_as_it_is():
    _, program = task_of(two_ways_out(), Settings(mode="flow"))
    assert program.solve()
    schedule = as_schedule(program)
    assert schedule.space.left.min() >= 0
    assert schedule.waiting.sum() == pytest.approx(0.0, abs=1e-6)
    assert schedule.beds[0] >= -1e-6
    assert schedule.mean_s() == pytest.approx(program.mean_h() * 3600.0, rel=1e-6)


def test_even_windows_send_at_one_rate_and_can_be_forgotten():
    _, program = task_of(two_ways_out(), Settings(mode="flow"))
    assert program.solve()
    free_h = program.cost_h
    route = int(program.route[np.argmax(program.x)])
    cells = np.flatnonzero(program.route == route)[:8]
    program.join(cells)
    assert program.solve()
    assert np.ptp(program.x[cells]) == pytest.approx(0.0, abs=1e-5)
    assert program.cost_h >= free_h - 1e-9
    program.loosen()
    assert program.solve()
    assert program.cost_h == pytest.approx(free_h, rel=1e-6)


def test_a_solution_that_costs_too_much_is_refused():
    _, program = task_of(two_ways_out(), Settings(mode="flow"))
    assert program.solve()
    program.allow(program.arrived_s <= 0.5 * program.last_s())
    assert not program.solve(most_cost_h=1.01 * program.cost_h)


def test_a_window_over_two_spans_the_pause_between_them():
    """2 vehicles, a pause, 1 vehicle: at an even rate each block sends one, so one vehicle moves."""
    both = joined(Step(np.array([4]), np.array([2.0])), Step(np.array([6]), np.array([1.0])))
    assert both.cells.tolist() == [4, 5, 6]
    assert both.moved() == pytest.approx(1.0)


def test_the_busiest_routes_of_each_zone_are_kept():
    chosen = most_used(np.array([5.0, 1.0, 3.0, 2.0]), np.array([0, 0, 0, 1]), 2)
    assert chosen.tolist() == [True, False, True, True]


def test_nobody_is_late_where_everybody_can_be_in_time():
    """The road out serves those with a deadline first, though the others are nearer.

    300 with a deadline at 35 minutes need 30 minutes of a road for 600 an hour, 2 minutes long.
    """
    situation = city(
        [
            ("far", "far", "gate", 60.0, 3600.0),
            ("near", "near", "gate", 0.0, 3600.0),
            ("out", "gate", "hall", 60.0, 600.0),
        ],
        [
            {"id": "far", "nodes": ["far"], "people": 300, "deadline_s": 2100.0},
            {"id": "near", "nodes": ["near"], "people": 300},
        ],
        [{"id": "hall", "nodes": ["hall"]}],
    )
    for mode in ("flow", "orders"):
        plan = make_plan(situation, Settings(mode=mode))
        assert plan.evacuated_people == pytest.approx(600)
        assert plan.late_people == pytest.approx(0.0, abs=1e-6)
