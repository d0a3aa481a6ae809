"""The linear program of a schedule: the best rates of given routes in given blocks, exact to the step.

What a link takes in during a step is, for each route, the larger rate of the blocks that touch the step:
a maximum of sums, so its rows are made one by one, only where a solution asks for more than there is room.
Once no row is missing the solution is a schedule, and nothing is lost in packing it.
"""

from itertools import pairwise

import highspy
import numpy as np

from clearway.planner.linear_rows import Users, room_beside, rooms, worst_moments
from clearway.planner.roadspace import GRAINS
from clearway.planner.schedule import Schedule
from clearway.planner.trees import Array

MARGIN = 4e-3  # vehicles an hour that every row keeps free: rates are rounded up to whole grains
ROW_ROUNDS = 60
TRIAL_STEPS, ALL_STEPS = 4000, 2**31 - 1  # of the simplex, in each round: a trial must not take long
HOUR_S = 3600.0
DEVEX = 1  # rows come all the time: weights that need no start are a fifth quicker here
LATE_H, UNSERVED_H = 1e3, 1e5  # what a person late, or left behind, costs beside an hour under way
SHY_H = 1e2  # what it costs not to find room for somebody who is not there (see `ask_more`)
NOTHING_VPH = 1e-6


class LinearProgram:
    """Rates of blocks, in vehicles an hour, that serve most, then late fewest, then soonest.

    x : (n_cells,) rates of the last solution; unserved_veh : whom it leaves behind
    shy_veh : for how many of those in `ask_more` it has no room
    cost_h : what it costs, hours for a person; route, block : (n_cells,) which cell each column is
    hours : (n_cells,) how long each cell lasts; arrived_s : (n_cells,) when its last vehicle is safe
    """

    def __init__(self, schedule: Schedule):
        self.schedule = schedule
        self._empty = schedule.space.left.copy()
        self._users = Users(schedule.courses)
        self._known: dict[bytes, float] = {}
        block = np.arange(schedule.rate.shape[1])[None, :]
        courses = schedule.courses
        room = rooms(schedule) / GRAINS
        open_ = (block >= courses.first_block[:, None]) & (block < courses.last_block[:, None]) & (room > 1.0)
        self.route, self.block = np.nonzero(open_)
        self.x, self.allowed = np.zeros(len(self.route)), np.ones(len(self.route), bool)
        self._column = np.full(open_.shape, -1, np.int64)
        self._column[open_] = np.arange(len(self.route))
        self._most = np.maximum(room[open_] - MARGIN, 0.0)
        begin, until = (steps[open_] for steps in schedule.spans())
        self.hours = (until - begin) * schedule.clocks.step_s / HOUR_S
        self.arrived_s = schedule.arrived_s()[open_]
        self.zone_ix = schedule.pool.zone_ix[self.route]
        self._left: list[int] = []
        self._even: list[int] = []
        self._zone_row: dict[int, tuple[int, int]] = {}
        self._solver = self._start()

    def _start(self) -> highspy.Highs:
        """A program with zones and beds, and nothing yet about roads."""
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        solver.setOptionValue("simplex_dual_edge_weight_strategy", DEVEX)
        schedule, zones = self.schedule, self.schedule.situation.zones
        beds, vehicles = schedule.situation.shelters.beds, schedule.demand.vehicles
        each, n = zones.people_per_vehicle, len(self.x)
        self.people = max(float(vehicles @ each), 1.0)
        late = self.arrived_s > zones.deadline_s[self.zone_ix] + 1e-6
        arrival_h = schedule.arrival_s()[self.route, self.block] / HOUR_S
        people = self.hours * each[self.zone_ix] / self.people
        self._arrival_cost = people * zones.weight[self.zone_ix] * arrival_h
        solver.addVars(n, np.zeros(n), self._most)
        solver.changeColsCost(n, np.arange(n, dtype=np.int32), self._arrival_cost + people * LATE_H * late)
        for zone in np.flatnonzero(vehicles > 0):
            left, shy = solver.getNumCol(), solver.getNumCol() + 1
            self._left.append(left)
            self._zone_row[int(zone)] = (solver.getNumRow(), shy)
            for most, cost in ((highspy.kHighsInf, UNSERVED_H), (0.0, SHY_H)):
                solver.addVar(0.0, most)
                solver.changeColCost(solver.getNumCol() - 1, cost * float(each[zone]) / self.people)
            mine = np.append(np.flatnonzero(self.zone_ix == zone), [left, shy]).astype(np.int32)
            amounts = np.append(self.hours[mine[:-2]], [1.0, 1.0])
            solver.addRow(float(vehicles[zone]), float(vehicles[zone]), len(mine), mine, amounts)
        shelter_ix = schedule.pool.shelter_ix[self.route]
        for shelter in np.flatnonzero(np.isfinite(beds)):
            mine = np.flatnonzero(shelter_ix == shelter).astype(np.int32)
            guests = self.hours[mine] * each[self.zone_ix[mine]]
            solver.addRow(-highspy.kHighsInf, float(beds[shelter]), len(mine), mine, guests)
        return solver

    def solve(self, tolerance: float = 0.0, *, most_cost_h: float = np.inf) -> bool:
        """Solve, adding rows for roads until none is missing; False if it costs too much.

        tolerance : share of its capacity by which a link may be asked for too much
        """
        trial = np.isfinite(most_cost_h)
        self._solver.setOptionValue("objective_bound", most_cost_h)
        self._solver.setOptionValue("simplex_iteration_limit", TRIAL_STEPS if trial else ALL_STEPS)
        for _ in range(ROW_ROUNDS):
            self._solver.run()
            if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                return False
            values = np.array(self._solver.getSolution().col_value)
            self.x = np.maximum(values[: len(self.x)], 0.0)
            self.unserved_veh = float(values[self._left].sum())
            self.shy_veh = float(values[[shy for _, shy in self._zone_row.values()]].sum())
            self.cost_h = float(self._solver.getInfo().objective_function_value)
            if self.cost_h > most_cost_h:
                return False
            if not self._add_rows(tolerance):
                break
        return True

    def vehicles(self) -> Array:
        """(n_cells,) vehicles that each cell sends."""
        return np.where(self.x > NOTHING_VPH, self.x * self.hours, 0.0)

    def rates(self) -> Array:
        """(n_routes, n_blocks) int32 grains of the last solution."""
        rate = np.zeros(self._column.shape, np.int32)
        x = np.where(self.x > NOTHING_VPH, self.x, 0.0)
        rate[self.route, self.block] = np.ceil(x * GRAINS - 1e-3)
        return rate

    def _add_rows(self, tolerance: float) -> int:
        """Add a row for the worst moments of every link where there is too little room."""
        rate = self.rates()
        left = room_beside(self.schedule, self._empty, rate)
        left += (tolerance * self._empty).astype(np.int32)
        added = 0
        for row, step in worst_moments(left, max(self.schedule.block_steps // 2, 1)).tolist():
            route, block = self._users.blocks_at(self.schedule.courses, row, step, rate)
            columns = np.unique(self._column[route, block])
            columns = columns[columns >= 0].astype(np.int32)
            room = max(float(self._empty[row, step]) / GRAINS - MARGIN, 0.0)
            name = columns.tobytes()
            if self._known.get(name, np.inf) <= room:
                continue
            self._known[name] = room
            self._solver.addRow(-highspy.kHighsInf, room, len(columns), columns, np.ones(len(columns)))
            added += 1
        return added

    def mean_h(self) -> float:
        """Return the weighted arrivals of the last solution, hours for a person."""
        return float(self._arrival_cost @ self.x)

    def last_s(self) -> float:
        """Return the last arrival of the last solution."""
        return float(self.arrived_s[self.x > NOTHING_VPH].max(initial=0.0))

    def allow(self, cells: Array) -> None:
        """Use only these cells from now on; cells : (n_cells,) bool."""
        n, self.allowed = len(self.x), cells
        most = np.where(cells, self._most, 0.0)
        self._solver.changeColsBounds(n, np.arange(n, dtype=np.int32), np.zeros(n), most)

    def join(self, cells: Array) -> None:
        """Let cells, in order of time, send at one rate: an even window, until `loosen`."""
        for a, b in pairwise(cells):
            self._even.append(self._solver.getNumRow())
            self._solver.addRow(0.0, 0.0, 2, np.array([a, b], np.int32), np.array([1.0, -1.0]))

    def ask_more(self, zone: int, vehicles: float) -> None:
        """Let a zone send so many vehicles more than it has, if that costs little; until `loosen`."""
        row, shy = self._zone_row[zone]
        total = float(self.schedule.demand.vehicles[zone]) + vehicles
        self._solver.changeRowBounds(row, total, total)
        self._solver.changeColBounds(shy, 0.0, vehicles)

    def loosen(self) -> None:
        """Forget all windows and who was asked to send more."""
        for row in self._even:
            self._solver.changeRowBounds(row, -highspy.kHighsInf, highspy.kHighsInf)
        self._even = []
        for zone in self._zone_row:
            self.ask_more(zone, 0.0)
