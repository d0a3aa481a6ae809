"""The search for better windows: a few zones choose theirs anew, and their neighbours' rates make room.

The few may send at any rate in many short pieces of time; a linear program says how. One after the other
they are then told few windows again, while the others adapt. What comes out is kept where it is better.
"""

from itertools import pairwise

import numpy as np

from clearway.planner.even_windows import Window
from clearway.planner.schedule import Schedule
from clearway.planner.settling import Neighbours, cost_of, last_zones
from clearway.planner.task import Task
from clearway.planner.trees import Array
from clearway.planner.window_program import WindowProgram, routes_of
from clearway.planner.window_rows import take_routes

TOGETHER = 250  # zones whose rates are chosen at once
AROUND, AT_ONCE = 20, 5  # zones that make room; zones that choose anew
SHIFTS = (1, 2)  # blocks by which a window may begin or end earlier or later
ENDS = (1.2, 1.1, 1.05, 1.03)  # of the bound on the clearance: until when a zone may choose, round by round
MOST_STEPS = 720
LATE_WEIGHT = 5.0  # a second after the bound on the clearance counts so much more
TAIL_STEPS, TAIL_AROUND, TAIL_AT_ONCE, EARLIER, MOST_FAILED = 30, 40, 10, 0.97, 8
SPARE_VEH, MOST_SPARE = 0.3, 0.02  # of a vehicle for each window, so that they can be rounded to whole ones
SHORT_COST = 2.0  # of the dearest place: nobody stays behind where there is any


class WindowSearch:
    """The windows of every zone and the schedule that holds them."""

    def __init__(self, task: Task, schedule: Schedule, windows: dict[int, list[Window]]):
        self._task, self.schedule, self.windows = task, schedule, windows
        self._cost_s = cost_of(task, schedule, LATE_WEIGHT)
        self._arrived_s = schedule.arrived_s()
        open_ = self._arrived_s <= ENDS[0] * task.end_s
        self._short_s = SHORT_COST * float(self._cost_s[open_].max(initial=1.0))
        vehicles = float(schedule.demand.vehicles[schedule.order].sum())
        self._spare = min(
            MOST_SPARE, SPARE_VEH * task.settings.windows * len(schedule.order) / max(vehicles, 1.0)
        )
        self._rng = np.random.default_rng(task.settings.seed)

    def run(self) -> None:
        """Choose all rates anew, then windows, then an earlier end."""
        self.choose_rates()
        self._choose_windows()
        self._end_earlier()

    def _choose_windows(self) -> None:
        """Choose windows and rates zone after zone, round by round."""
        task, schedule = self._task, self.schedule
        n = len(schedule.order)
        steps = round(min(MOST_STEPS, len(ENDS) * n / AT_ONCE) * task.settings.effort)
        done = 0
        for end in ENDS:
            neighbours, left = Neighbours(schedule), set(schedule.order.tolist())
            latest_first = last_zones(schedule, -1.0).tolist()
            for zone in latest_first:
                if zone not in left:
                    continue
                if done >= steps or not task.watch("choosing windows", 0.84 + 0.1 * done / steps):
                    return
                group = neighbours.group(zone, AROUND, self._rng).tolist()
                few = [zone, *(other for other in group[1:] if other in left)][:AT_ONCE]
                left -= set(few)
                self.improve(group, few, end * task.end_s)
                done += 1

    def _end_earlier(self) -> None:
        """Let the latest zones choose an earlier end, with others near them, until that no longer works."""
        task, schedule, stuck, failed = self._task, self.schedule, set[int](), 0
        enough_s, steps = ENDS[-1] * task.end_s, round(TAIL_STEPS * task.settings.effort)
        for done in range(steps):
            late = [zone for zone in last_zones(schedule, enough_s).tolist() if zone not in stuck]
            if not late or failed == MOST_FAILED:
                return
            if not task.watch("bringing the end forward", 0.94 + 0.02 * done / steps):
                return
            group = Neighbours(schedule).group(late[0], TAIL_AROUND, self._rng).tolist()
            few = sorted(group, key=lambda zone: (zone != late[0], zone not in late))[:TAIL_AT_ONCE]
            if self.improve(group, few, max(enough_s, EARLIER * latest_s(schedule, late[0]))):
                failed = 0
            else:
                stuck.add(late[0])
                failed += 1

    def choose_rates(self) -> None:
        """Choose the rates of all windows as they are, so many zones at a time."""
        neighbours, left = Neighbours(self.schedule), set(self.schedule.order.tolist())
        while left and self._task.watch("choosing rates", 0.82):
            zone = min(left)
            near = [z for z in neighbours.group(zone, TOGETHER, self._rng).tolist() if z in left]
            together = [*near, *sorted(left - set(near))][:TOGETHER]
            left -= set(together)
            self.improve(together, [], 0.0)

    def improve(self, group: list[int], few: list[int], until_s: float) -> bool:
        """Choose the windows of a few zones anew, and the rates of the group; say whether that was better.

        until_s : until when they may arrive
        """
        schedule, zones = self.schedule, np.unique(group)
        routes = routes_of(schedule, zones)
        rate, sent = schedule.rate[routes].copy(), schedule.sent[routes].copy()
        before_h = self._costs_h(zones, routes)
        pieces = [
            piece
            for zone in zones.tolist()
            for piece in (self._pieces(zone, until_s) if zone in few else self.windows[zone])
        ]
        take_routes(schedule.space.left, schedule.courses, routes, schedule.rate, -1)
        expected = schedule.rate.copy()
        schedule.rate[routes], schedule.sent[routes] = 0, 0.0
        schedule.recount()
        program = WindowProgram(schedule, zones, pieces, self._cost_s, self._short_s, self._spare)
        program.expect(expected)
        told = self._told(program, few)
        if told is not None and program.cost_h < before_h - 1e-9:
            self.windows |= told
            program.put_on_the_road()
            return True
        program.off_the_road()
        schedule.rate[routes], schedule.sent[routes] = rate, sent
        take_routes(schedule.space.left, schedule.courses, routes, schedule.rate, 1)
        schedule.recount()
        return False

    def _told(self, program: WindowProgram, few: list[int]) -> dict[int, list[Window]] | None:
        """Solve, and fix the windows of zone after zone, the largest first; None if the solver fails."""
        told: dict[int, list[Window]] = {}
        if not program.solve():
            return None
        for zone in sorted(few, key=lambda zone: -self.schedule.demand.vehicles[zone]):
            told[zone] = program.fix(zone, self._task.settings.windows)
            if not program.solve():
                return None
        return told

    def _costs_h(self, zones: Array, routes: Array) -> float:
        sent = (self._cost_s[routes] * self.schedule.sent[routes]).sum()
        return float(sent + self._short_s * self.schedule.waiting[zones].sum()) / 3600.0

    def _pieces(self, zone: int, until_s: float) -> list[Window]:
        """Cut a zone's time into pieces: at the ends of its windows, and a little before and after."""
        courses, pieces = self.schedule.courses, []
        for route in range(courses.zone_ptr[zone], courses.zone_ptr[zone + 1]):
            begin = int(courses.first_block[route])
            in_time = int((self._arrived_s[route] <= until_s).sum())
            end = min(int(courses.last_block[route]), in_time)
            ends = [b for own in self.windows[zone] if own.route == route for b in (own.first, own.end)]
            cuts = {b + d * sign for b in ends for d in (0, *SHIFTS) for sign in (-1, 1)} | {begin, end}
            inside = sorted(b for b in cuts if begin <= b <= end)
            pieces += [Window(route, a, b) for a, b in pairwise(inside)]
        return pieces


def latest_s(schedule: Schedule, zone: int) -> float:
    """Return when the last vehicle of a zone is safe."""
    routes = routes_of(schedule, np.array([zone]))
    return float(schedule.arrived_s(routes)[schedule.sent[routes] > 0].max(initial=0.0))
