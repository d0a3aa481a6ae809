"""The linear program of some zones' windows: the best even rates beside everybody else, exact to the step.

A column is the rate of a window, or of a piece of time that may become part of one. Rows for roads are
added where a solution asks too much; what a step takes in is, for each route, the larger rate of the
windows that touch it. A zone's pieces are told as few windows by `fix`, and the others make room.
"""

from collections.abc import Sequence
from itertools import pairwise

import highspy
import numpy as np

from clearway.planner.even_windows import LEAST_VEH, Window, best_runs
from clearway.planner.roadspace import GRAINS
from clearway.planner.schedule import Schedule
from clearway.planner.trees import Array
from clearway.planner.window_rows import overfull, room_of_windows, shared_links, take_routes, windows_at

MARGIN = 4e-3  # vehicles an hour that every row keeps free: rates are rounded up to whole grains
MORE = 1.05  # rows for roads are looked for where rates are so much larger than at the start
SPARE_BEDS_VEH = 1.0  # vehicles whose beds every shelter keeps free, so that they can be rounded too
ROW_ROUNDS = 40
DEVEX = 1
HOUR_S = 3600.0
NOTHING_VPH = 1e-6


class WindowProgram:
    """Rates that serve most of some zones, then soonest; made while the zones are off the road.

    Rates that were tried stay on the road over shared links until `put_on_the_road` or `off_the_road`.

    windows : in order of route and time; x : (n_windows,) vehicles an hour
    cost_h : of the last solution; short_veh : whom it finds no place for, at so many seconds each
    spare : share of the room that is kept free
    """

    def __init__(
        self, schedule: Schedule, zones: Array, windows: Sequence[Window], cost_s: Array, short_s: float,
        spare: float = 0.0,
    ):  # fmt: skip
        self.schedule, self.zones, self._part = schedule, np.sort(zones), 1.0 - spare
        courses = schedule.courses
        self.windows = sorted(windows)
        told = np.array(self.windows, np.int64).reshape(-1, 3)
        self._route, self._first, self._end = told.T.copy()
        self._zone = schedule.pool.zone_ix[self._route]
        self.routes = routes_of(schedule, self.zones)
        begin_s = np.maximum(
            courses.origin[self._route] + self._first * schedule.block_steps, courses.first_step[self._route]
        )
        end_s = courses.origin[self._route] + self._end * schedule.block_steps
        self.hours = (end_s - begin_s) * schedule.clocks.step_s / HOUR_S
        self._column = np.full(schedule.rate.shape, -1, np.int32)
        costs = np.zeros(len(told))
        for w, (route, first, end) in enumerate(self.windows):
            self._column[route, first:end] = w
            costs[w] = cost_s[route, first:end].mean() / HOUR_S
        room = room_of_windows(schedule.space.left, courses, self._route, self._first, self._end)
        self._most = np.maximum(self._part * room / GRAINS - MARGIN, 0.0)
        self._courses, self._users = shared_links(courses, self.routes)
        self._mark = np.random.default_rng(0).integers(0, 2**62, len(told))
        self._known: dict[int, int] = {}
        self.x = np.zeros(len(told))
        self.cost_h, self.short_veh = np.inf, np.inf
        self._solver = self._start(costs, short_s / HOUR_S)

    def _start(self, costs: Array, short_h: float) -> highspy.Highs:
        """A program with zones and beds, and nothing yet about roads."""
        solver, schedule, n = highspy.Highs(), self.schedule, len(self.x)
        for option, value in (("output_flag", False), ("threads", 1), ("presolve", "off")):
            solver.setOptionValue(option, value)
        solver.setOptionValue("simplex_dual_edge_weight_strategy", DEVEX)
        solver.addVars(n, np.zeros(n), self._most)
        solver.changeColsCost(n, np.arange(n, dtype=np.int32), costs * self.hours)
        for zone in self.zones.tolist():
            mine, short = np.flatnonzero(self._zone == zone), solver.getNumCol()
            solver.addVar(0.0, highspy.kHighsInf)
            solver.changeColCost(short, short_h)
            vehicles = float(schedule.demand.vehicles[zone])
            solver.addRow(
                vehicles, vehicles, len(mine) + 1, np.append(mine, short).astype(np.int32),
                np.append(self.hours[mine], 1.0),
            )  # fmt: skip
        shelter = schedule.pool.shelter_ix[self._route]
        each = schedule.situation.zones.people_per_vehicle[self._zone]
        for one in np.unique(shelter[np.isfinite(schedule.beds[shelter])]).tolist():
            mine = np.flatnonzero(shelter == one).astype(np.int32)
            beds = max(float(schedule.beds[one] - SPARE_BEDS_VEH * each[mine].max()), 0.0)
            solver.addRow(-highspy.kHighsInf, beds, len(mine), mine, self.hours[mine] * each[mine])
        return solver

    def expect(self, rate: Array) -> None:
        """Add the rows that are likely to count; rate : (n_routes, n_blocks) grains, near the solution."""
        near = np.array([rate[r, first:end].mean() for r, first, end in self.windows]) / GRAINS
        self._add_rows(MORE * near)

    def solve(self) -> bool:
        """Solve, adding rows for roads until none is missing; False if the solver fails."""
        n = len(self.x)
        for _ in range(ROW_ROUNDS):
            self._solver.run()
            self.cost_h, self.short_veh = np.inf, np.inf
            if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                return False
            values = np.array(self._solver.getSolution().col_value)
            self.x, self.short_veh = np.maximum(values[:n], 0.0), float(values[n:].sum())
            self.cost_h = float(self._solver.getInfo().objective_function_value)
            if not self._add_rows(self.x):
                return True
        return False

    def fix(self, zone: int, most: int) -> list[Window]:
        """Let a zone's pieces send as at most so many windows from now on; return these."""
        mine = np.flatnonzero(self._zone == zone)
        route, first, end = self._route[mine], self._first[mine], self._end[mine]
        apart = (route[1:] != route[:-1]) | (first[1:] != end[:-1])
        line = np.concatenate([[0], np.cumsum(apart)])
        lasts = (end - first).astype(float)
        runs = [mine[a:b] for a, b in best_runs(self.x[mine], lasts, line, most)]
        runs = [run for run in runs if self.x[run] @ self.hours[run] > LEAST_VEH]
        for a, b in (pair for run in runs for pair in pairwise(run)):
            self._solver.addRow(0.0, 0.0, 2, np.array([a, b], np.int32), np.array([1.0, -1.0]))
        off = np.setdiff1d(mine, np.concatenate([*runs, []])).astype(np.int32)
        self._solver.changeColsBounds(len(off), off, np.zeros(len(off)), np.zeros(len(off)))
        return [Window(int(self._route[r[0]]), int(self._first[r[0]]), int(self._end[r[-1]])) for r in runs]

    def rates(self, x: Array) -> Array:
        """(n_routes of the zones, n_blocks) grains."""
        grains = np.append(np.where(x > NOTHING_VPH, np.ceil(x * GRAINS - 1e-3), 0.0), 0.0)
        return grains[self._column[self.routes]].astype(np.int32)

    def _add_rows(self, x: Array) -> int:
        """Add a row for the worst moments of every link where rates do not fit; return how many are new."""
        schedule, (rows, ptr, routes, places) = self.schedule, self._users
        rate, left, courses = schedule.rate, schedule.space.left, self._courses
        new_rate = self.rates(x)
        changed = (new_rate != rate[self.routes]).any(axis=1)
        take_routes(left, courses, self.routes[changed], rate, -1)
        rate[self.routes] = new_rate
        take_routes(left, courses, self.routes[changed], rate, 1)
        number, step, room, marks = overfull(
            left, courses, rows, ptr, routes, places, self._column, rate, self._mark
        )
        order = np.lexsort((room, marks))
        order = order[np.append(True, marks[order][1:] != marks[order][:-1])] if len(order) else order
        new = [i for i in order.tolist() if self._known.get(int(marks[i]), np.inf) > room[i]]
        self._known |= {int(marks[i]): int(room[i]) for i in new}
        begin, users = windows_at(courses, ptr, routes, places, self._column, rate, number[new], step[new])
        if new:
            most = np.maximum(self._part * room[new] / GRAINS - MARGIN, 0.0)
            self._solver.addRows(
                len(new), np.full(len(new), -highspy.kHighsInf), most, len(users),
                begin[:-1].astype(np.int32), users, np.ones(len(users)),
            )  # fmt: skip
        return len(new)

    def off_the_road(self) -> None:
        """Take the rates that were tried last off the road again."""
        take_routes(self.schedule.space.left, self._courses, self.routes, self.schedule.rate, -1)
        self.schedule.rate[self.routes] = 0

    def put_on_the_road(self) -> None:
        """Let the zones send as the last solution has it."""
        schedule = self.schedule
        self.off_the_road()
        schedule.rate[self.routes] = self.rates(self.x)
        schedule.sent[self.routes] = schedule.rate[self.routes] / GRAINS * schedule.block_hours(self.routes)
        take_routes(schedule.space.left, schedule.courses, self.routes, schedule.rate, 1)
        sent = np.bincount(
            schedule.pool.zone_ix, schedule.sent.sum(axis=1), minlength=len(schedule.demand.vehicles)
        )
        too_many = np.maximum(sent / np.maximum(schedule.demand.vehicles, 1e-9), 1.0)  # rates are rounded up
        schedule.sent[self.routes] /= too_many[schedule.pool.zone_ix[self.routes], None]
        schedule.recount()


def routes_of(schedule: Schedule, zones: Array) -> Array:
    """Return the routes of some zones, in order."""
    ptr = schedule.courses.zone_ptr
    return np.concatenate([np.arange(ptr[zone], ptr[zone + 1]) for zone in np.sort(zones)])
