"""Small cities: routes and rates chosen together by a linear program, as good as there is.

First all routes on coarse blocks of time, then those in use on fine ones; then the end is brought
forward as far as that costs little.
"""

import numpy as np

from clearway.planner.few_windows import in_few_windows, put_on_the_road, told_just
from clearway.planner.linear import LinearProgram
from clearway.planner.placing import choose_step_s, merit
from clearway.planner.roadspace import Clocks
from clearway.planner.routes import Pool, PoolBuilder, cheapest_starts
from clearway.planner.schedule import Schedule
from clearway.planner.schedule_kernels import take_route
from clearway.planner.task import Task
from clearway.planner.trees import NONE, Array

MOST_ZONES, MOST_ROUTES = 40, 400
COARSE_BLOCKS, FINE_BLOCKS = 24, 36
ROUGH, FAIR = (
    0.03,
    0.003,
)  # shares of a capacity that a solution may be off while it is still being looked for
SPARE = 1.2  # the program is given so much more time than the bound on the clearance
END_COSTS = 0.01  # of the mean: an earlier end may cost so much
END_ROUNDS = 3
FEWER_COSTS = 0.02  # of the mean: what few routes may cost while the end is kept


def every_shelter_pool(task: Task, first: PoolBuilder) -> Pool:
    """Return the first pool and the quickest way of every zone to every shelter."""
    situation, builder = task.situation, PoolBuilder(task.situation)
    builder.add_pool(first.pool(), np.arange(len(first)))
    zones, shelters = np.flatnonzero(task.demand.vehicles > 0), situation.shelters
    cost = np.where(task.demand.usable, situation.network.travel_s, np.inf)
    for shelter in np.flatnonzero(shelters.beds > 0):
        price = np.where(np.arange(len(shelters)) == shelter, 0.0, np.inf)
        tree = task.roads.tree(cost, price)
        starts = cheapest_starts(tree, situation, zones)
        ptr, links = task.roads.ways(tree, starts)
        for i, zone in enumerate(zones):
            if starts[i] != NONE:
                builder.add(int(zone), int(shelter), links[ptr[i] : ptr[i + 1]])
    return builder.pool()


def blocked_schedule(task: Task, pool: Pool, blocks: int) -> Schedule:
    """Return an empty schedule with about so many blocks until the bound on the clearance."""
    step_s = choose_step_s(task.end_s, len(np.unique(pool.links)))
    told = task.settings.mode == "orders"  # on whole minutes
    unit_s = max(60.0, step_s) if told or task.end_s > 60.0 * blocks else step_s
    block_s = unit_s * max(1.0, round(task.end_s / blocks / unit_s))
    clocks = Clocks.round(task.situation, step_s)
    return Schedule(
        task.situation, task.demand, clocks, pool, SPARE * task.end_s + 2 * block_s, round(block_s / step_s),
        round_departures=True,
    )  # fmt: skip


def plan_small_city(task: Task, first: PoolBuilder) -> Schedule | None:
    """Return the best schedule of any number of routes and windows; None where the city is not small."""
    program = fine_program(task, first)
    if program is None or not _end_earlier(task, program, FAIR) or not program.solve():
        return None
    return as_schedule(program)


def small_city_in_windows(task: Task, first: PoolBuilder) -> Schedule | None:
    """Return the best schedule of few routes and few even windows found; None where the city is not small."""
    program = plan_few_routes(task, first)
    windows = None if program is None else in_few_windows(program, task.settings.windows)
    if program is None or windows is None:
        return None
    with_more, found = program.x, merit(put_on_the_road(program, windows))
    program.schedule.clear()
    if told_just(program, windows) and merit(put_on_the_road(program, windows)) <= found:
        return program.schedule
    program.x = with_more
    program.schedule.clear()
    return put_on_the_road(program, windows)


def plan_few_routes(task: Task, first: PoolBuilder) -> LinearProgram | None:
    """Return the solved program of as few routes for a zone as asked; None where the city is not small.

    The end that any number of routes can keep is kept as nearly as it can be at little cost.
    """
    program = fine_program(task, first)
    if program is None:
        return None
    everything = program.allowed
    if not _end_earlier(task, program, ROUGH):
        return None
    worth, end_s = program.cost_h + FEWER_COSTS * program.mean_h(), program.last_s()
    for later, most_cost_h in ((1.03, worth), (np.inf, np.inf)):
        program.allow(everything & (program.arrived_s <= later * end_s))
        if _fewer_routes(program, task.settings.routes, most_cost_h):
            break
    if not program.solve(FAIR) or not _end_earlier(task, program, FAIR) or not program.solve():
        return None
    return program


def fine_program(task: Task, first: PoolBuilder) -> LinearProgram | None:
    """Return the program on fine blocks, nearly solved, over the routes that coarse blocks make use of."""
    if len(task.situation.zones) > MOST_ZONES:
        return None
    pool = every_shelter_pool(task, first)
    if not 0 < len(pool) <= MOST_ROUTES or not task.watch("looking for routes", 0.3):
        return None
    coarse = LinearProgram(blocked_schedule(task, pool, COARSE_BLOCKS))
    if not coarse.solve(ROUGH) or not task.watch("looking for routes", 0.4):
        return None
    wanted = load(coarse) > 0
    _end_earlier(task, coarse, ROUGH)
    wanted |= load(coarse) > 0
    program = LinearProgram(blocked_schedule(task, pool.chosen(np.flatnonzero(wanted)), FINE_BLOCKS))
    if not program.solve(ROUGH) or not program.solve(FAIR) or not task.watch("placing departures", 0.6):
        return None
    return program


def load(program: LinearProgram) -> Array:
    """(n_routes,) vehicles that take each route."""
    return np.bincount(program.route, program.vehicles(), minlength=len(program.schedule.pool))


def _fewer_routes(program: LinearProgram, most: int, most_cost_h: float) -> bool:
    """Take the least used route from zones with too many, until none has; False if it costs too much."""
    zone_ix, keep = program.schedule.pool.zone_ix, np.ones(len(program.schedule.pool), bool)
    while program.solve(ROUGH, most_cost_h=most_cost_h):
        used = load(program)
        many = np.flatnonzero(np.bincount(zone_ix[used > 0]) > most)
        if not len(many):
            program.allow(program.allowed & most_used(used, zone_ix, most)[program.route])
            return True
        for zone in many:
            mine = np.flatnonzero((zone_ix == zone) & (used > 0))
            keep[mine[np.argmin(used[mine])]] = False
        program.allow(program.allowed & keep[program.route])
    return False


def most_used(used: Array, zone_ix: Array, most: int) -> Array:
    """(n_routes,) bool: so many routes of each zone, those that carry most."""
    order = np.lexsort((-used, zone_ix))
    rank = np.arange(len(order)) - np.searchsorted(zone_ix[order], zone_ix[order])
    chosen = np.zeros(len(used), bool)
    chosen[order[rank < most]] = True
    return chosen


def _end_earlier(task: Task, program: LinearProgram, tolerance: float) -> bool:
    """Bring the last arrival forward as far as the cost hardly rises; False if the solver fails."""
    worth = program.cost_h + END_COSTS * program.mean_h()
    early_s, late_s, before = task.end_s, program.last_s(), program.allowed
    for _ in range(END_ROUNDS):
        middle_s = 0.5 * (early_s + late_s)
        best = program.x
        program.allow(before & (program.arrived_s <= middle_s + 1e-6))
        if program.solve(tolerance, most_cost_h=worth):
            late_s = program.last_s()
        else:
            program.x, early_s = best, middle_s
    program.allow(before & (program.arrived_s <= late_s + 1e-6))
    return program.solve(tolerance)


def as_schedule(program: LinearProgram) -> Schedule:
    """Return the program's schedule with its rates on the road."""
    schedule = program.schedule
    schedule.rate[:] = program.rates()
    schedule.sent[program.route, program.block] = program.vehicles()
    for route in np.flatnonzero(schedule.rate.any(axis=1)).tolist():
        take_route(schedule.space.left, schedule.courses, route, schedule.rate[route], 1)
    schedule.recount()
    return schedule
