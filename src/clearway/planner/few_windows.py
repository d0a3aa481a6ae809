"""Few even windows out of a linear program: zone after zone is fixed, the others make room.

What a zone sends is a line of steps for each route. Steps are joined, or given up, where that moves the
fewest vehicles, until they are few enough to be told; the program is then solved again with only those
windows, so that their rates, and all that the other zones do, suit them best. Vehicles end up whole.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from clearway.planner.linear import LinearProgram
from clearway.planner.roadspace import GRAINS
from clearway.planner.schedule import Schedule
from clearway.planner.schedule_kernels import take_route
from clearway.planner.trees import Array

FAIR = 0.003  # share of a capacity that rates may be off while windows are still being looked for
SAME = 1e-3  # share of a rate: less is no step
CROWD = 1e-6
NEARLY = 1e-2  # vehicles: rows keep a little free, which must not cost a whole one
EVEN_COSTS = 0.03  # of the mean: what even windows may cost before a later end is tried
LATER_BLOCKS = (0, 1, 3)


class Step(NamedTuple):
    """Cells of one route, in order of time, and what each of them sends now."""

    cells: Array
    vehicles: Array

    def moved(self) -> float:
        """Return how many vehicles an even rate moves to another time."""
        return float(np.abs(self.vehicles - self.vehicles.mean()).sum()) / 2.0


def in_few_windows(program: LinearProgram, most: int) -> list[Array] | None:
    """Fix at most so many windows for each zone; None if the program fails.

    Even rates need a little room: where somebody is left behind for them, it is tried again with a
    later end. Zones are asked for some more vehicles than they have, so that rounding loses nobody.
    """
    last_s, enough_h = program.last_s(), program.cost_h + EVEN_COSTS * program.mean_h()
    in_use = np.zeros(len(program.schedule.pool), bool)
    in_use[program.route[program.allowed]] = True
    found: list[tuple[float, list[Array], Array]] = []
    for more_blocks in LATER_BLOCKS:
        end_s = last_s + more_blocks * program.schedule.block_s
        program.loosen()
        program.allow(in_use[program.route] & (program.arrived_s <= end_s + 1e-6))
        windows = _fixed(program, most) if program.solve(FAIR) else None
        if windows is None:
            continue
        found.append((program.cost_h, windows, program.x))
        if program.cost_h <= enough_h and program.shy_veh <= CROWD:
            break
    if not found:
        return None
    _, windows, program.x = min(found, key=lambda one: one[0])
    return windows


def _fixed(program: LinearProgram, most: int) -> list[Array] | None:
    """Fix zone after zone: the earliest deadlines first, then those with most vehicles."""
    vehicles = program.schedule.demand.vehicles
    windows: list[Array] = []
    for zone in np.lexsort((-vehicles, program.schedule.situation.zones.deadline_s)).tolist():
        mine = program.zone_ix == zone
        if not vehicles[zone] > 0 or not mine.any():
            continue
        own = [step.cells for step in fewest_moved(program, steps_of(program, zone), most)]
        told = ~mine
        for cells in own:
            told[cells] = True
            program.join(cells)
        program.ask_more(zone, float(max(len(own) - 1, 0)))
        program.allow(program.allowed & told)
        windows += own
        if not program.solve(FAIR):
            return None
    return windows if program.solve() else None


def steps_of(program: LinearProgram, zone: int) -> list[Step]:
    """Return the cells in use of a zone, joined where one rate goes on."""
    sent, x = program.vehicles(), program.x
    out: list[Step] = []
    before = -1
    for cell in np.flatnonzero((program.zone_ix == zone) & (sent > CROWD)).tolist():
        goes_on = cell == before + 1 and follows(program, before, cell)
        if goes_on and abs(x[cell] - x[before]) <= SAME * x[before]:
            last = out.pop()
            out.append(Step(np.append(last.cells, cell), np.append(last.vehicles, sent[cell])))
        else:
            out.append(Step(np.array([cell]), sent[[cell]]))
        before = cell
    return out


def follows(program: LinearProgram, cell: int, other: int) -> bool:
    """Whether two cells are of one route, with every block between them open."""
    return bool(
        program.route[cell] == program.route[other]
        and program.block[other] - program.block[cell] == other - cell
        and program.allowed[cell : other + 1].all()
    )


def fewest_moved(program: LinearProgram, steps: list[Step], most: int) -> list[Step]:
    """Join neighbours, or give up a step, whichever moves fewer vehicles, until there are few enough."""
    steps = list(steps)
    while len(steps) > most:
        given_up = min(range(len(steps)), key=lambda i: float(steps[i].vehicles.sum()))
        least, pair, joint = float(steps[given_up].vehicles.sum()), -1, steps[given_up]
        for i, (one, other) in enumerate(pairwise(steps)):
            if follows(program, int(one.cells[-1]), int(other.cells[0])):
                both = joined(one, other)
                moved = both.moved() - one.moved() - other.moved()
                if moved < least:
                    least, pair, joint = moved, i, both
        if pair < 0:
            steps.pop(given_up)
        else:
            steps[pair : pair + 2] = [joint]
    return steps


def joined(one: Step, other: Step) -> Step:
    """Return one window over two, with nothing sent in between."""
    first, last = int(one.cells[0]), int(other.cells[-1])
    vehicles = np.zeros(last + 1 - first)
    vehicles[one.cells - first], vehicles[other.cells - first] = one.vehicles, other.vehicles
    return Step(np.arange(first, last + 1), vehicles)


def told_just(program: LinearProgram, windows: list[Array]) -> bool:
    """Solve with these windows only, and nobody asked for who is not there; False if the solver fails."""
    program.loosen()
    told = np.zeros(len(program.x), bool)
    for cells in windows:
        told[cells] = True
        program.join(cells)
    program.allow(told)
    return program.solve()


def put_on_the_road(program: LinearProgram, windows: list[Array]) -> Schedule:
    """Return the program's schedule with whole vehicles in every window; who finds no room waits."""
    schedule, sent = program.schedule, program.vehicles()
    wanted = np.array([sent[cells].sum() for cells in windows])
    whole = np.floor(wanted + NEARLY)
    zone_ix = np.array([program.zone_ix[cells[0]] for cells in windows])
    ends_s = np.array([program.arrived_s[cells[-1]] for cells in windows])
    for i in np.argsort(-ends_s, kind="stable").tolist():
        too_many = whole[zone_ix == zone_ix[i]].sum() - schedule.demand.vehicles[zone_ix[i]]
        whole[i] -= np.clip(np.ceil(too_many - CROWD), 0.0, whole[i])
    for cells, amount in zip(windows, whole.tolist(), strict=True):
        _send(program, schedule, cells, amount)
    for i in np.argsort(whole - wanted, kind="stable").tolist():
        missing = float(schedule.demand.vehicles[zone_ix[i]] - whole[zone_ix == zone_ix[i]].sum())
        schedule.recount()
        more = min(1.0, missing, bed_room(schedule, program, windows[i]))
        if more > CROWD and whole[i] > 0 and _send(program, schedule, windows[i], float(whole[i]) + more):
            whole[i] += more
    schedule.recount()
    return schedule


def bed_room(schedule: Schedule, program: LinearProgram, cells: Array) -> float:
    """Return how many more vehicles find beds where a window leads to."""
    shelter = schedule.pool.shelter_ix[program.route[cells[0]]]
    each = schedule.situation.zones.people_per_vehicle[program.zone_ix[cells[0]]]
    vehicles = float(schedule.beds[shelter] / each)
    return float(np.floor(vehicles + CROWD)) if vehicles >= 1.0 else 0.0


def _send(program: LinearProgram, schedule: Schedule, cells: Array, amount: float) -> bool:
    """Let a window send so many vehicles, instead of what it sent before; False if they do not fit."""
    if amount <= 0.0:
        return False
    route, blocks = int(program.route[cells[0]]), program.block[cells]
    rate, left, courses = schedule.rate[route], schedule.space.left, schedule.courses
    rows = np.unique(courses.row[courses.ptr[route] : courses.ptr[route + 1]])
    before = rate[blocks].copy()
    take_route(left, courses, route, rate, -1)
    hours = program.hours[cells]
    rate[blocks] = np.ceil(amount / hours.sum() * GRAINS - 1e-3)
    take_route(left, courses, route, rate, 1)
    if left[rows].min(initial=0) >= 0:
        schedule.sent[route, blocks] = amount * hours / hours.sum()
        return True
    take_route(left, courses, route, rate, -1)
    rate[blocks] = before
    take_route(left, courses, route, rate, 1)
    return False
