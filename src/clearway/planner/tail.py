"""The tail: the last few vehicles look for any way through the room that is left, new routes included."""

from collections import Counter, defaultdict

import numpy as np

from clearway.planner.placing import NOBODY_PEOPLE, merit, with_everybody
from clearway.planner.residual import EDGE_S, grow
from clearway.planner.roadspace import GRAINS
from clearway.planner.routes import Pool, PoolBuilder, rows_in
from clearway.planner.schedule import Schedule
from clearway.planner.schedule_kernels import CROWD, take_route
from clearway.planner.task import Task
from clearway.planner.trees import NONE, Array

SHARES = ((1.04, 0.05), (1.03, 0.05), (1.02, 0.005), (1.015, 0.0005), (1.01, 0.0005), (1.005, 0.0005))
# shares of the bound on the clearance: who arrives later is placed anew; at most so many of the vehicles
LEAST_VEH = 0.25  # in a block: less is not worth a route
MOST_TREES = 3000
MEAN_MAY_LOSE = 1.002

Placed = dict[tuple[int, int, bytes], list[tuple[int, int, float]]]


def shorter_tail(task: Task, schedule: Schedule, most_routes: int) -> Schedule:
    """Return the schedule with its last vehicles placed earlier, or as it was where that gains nothing."""
    for share, most in SHARES:
        if not task.watch("shortening the tail", 0.88):
            break
        schedule = _replaced(task, schedule, most_routes, share * task.end_s, most)
    return schedule


def _replaced(task: Task, schedule: Schedule, most_routes: int, after_s: float, most: float) -> Schedule:
    """Place who arrives after an instant anew; keep that if the last one, or all of them, come earlier."""
    late = (schedule.sent > 0) & (schedule.arrived_s() > after_s)
    tail = float(schedule.sent[late].sum())
    if not 0 < tail <= most * schedule.sent.sum():
        return schedule
    placed = _Search(
        task, schedule.rebuilt(schedule.pool, schedule.until_s, late), most_routes, schedule.clearance_s()
    ).run()
    best = schedule
    for as_they_were in (False, True):
        trial = _with(schedule, late, placed, most_routes)
        if as_they_were:
            trial.pack(allowed=sent_before(schedule, trial.pool))
        trial.pack()
        trial = with_everybody(task, trial)
        worse = merit(trial)[:2] > merit(schedule)[:2] or trial.mean_s() > MEAN_MAY_LOSE * schedule.mean_s()
        if not worse and _lateness(task, trial) < _lateness(task, best):
            best = trial
    return best


def _lateness(task: Task, schedule: Schedule) -> tuple[float, float]:
    """Return the last arrival, and the seconds of all vehicles after the bound on the clearance."""
    late_s = np.maximum(schedule.arrived_s() - task.end_s, 0.0)
    return schedule.clearance_s(), float((schedule.sent * late_s).sum())


def _with(schedule: Schedule, late: Array, placed: Placed, most_routes: int) -> Schedule:
    """Return the schedule with what was found instead of what was late.

    Routes without use stay where a zone has too few.
    """
    builder, used = PoolBuilder(schedule.situation), (schedule.sent * ~late).any(axis=1)
    builder.add_pool(schedule.pool, np.flatnonzero(used))
    for zone, shelter, links in placed:
        builder.add(zone, shelter, np.frombuffer(links, schedule.pool.links.dtype))
    names, routes = schedule.pool.names(), Counter(zone for zone, _, _ in builder.pool().names())
    for row in np.flatnonzero(~used).tolist():
        if routes[names[row][0]] < most_routes:
            routes[names[row][0]] += builder.add(*names[row][:2], schedule.pool.links_of(row))
    new = schedule.rebuilt(builder.pool(), schedule.until_s, late)
    row_of = {name: row for row, name in enumerate(new.pool.names())}
    for name, blocks in placed.items():
        row = row_of[name]
        take_route(new.space.left, new.courses, row, new.rate[row], -1)
        for block, rate, vehicles in blocks:
            new.rate[row, block] += rate
            new.sent[row, block] += vehicles
        take_route(new.space.left, new.courses, row, new.rate[row], 1)
    new.recount()
    return new


def sent_before(schedule: Schedule, pool: Pool) -> Array:
    """(n_routes of the pool, n_blocks) vehicles that a schedule has sent by the end of each block."""
    rows = rows_in(schedule.pool, pool)
    return np.cumsum(np.where(rows[:, None] >= 0, schedule.sent[rows], 0.0), axis=1)


class _Search:
    """Fills the room that is left, arrival block by arrival block, by trees that grow from the shelters."""

    def __init__(self, task: Task, schedule: Schedule, most_routes: int, until_s: float):
        self._task, self._schedule, self._most_routes = task, schedule, most_routes
        situation = task.situation
        changing = np.concatenate([situation.closures.link_ix, situation.reserved.link_ix])
        schedule.space.include(changing.astype(schedule.pool.links.dtype))
        self._empty = np.where(task.demand.usable, situation.network.capacity_vph * GRAINS, 0.0).astype(
            np.int64
        )
        self._lasts_s, self._until_s = schedule.block_s, until_s
        self._least = int(LEAST_VEH / (schedule.courses.per_grain * schedule.block_steps))
        self._routes: dict[int, set[tuple[int, int, bytes]]] = defaultdict(set)
        names = schedule.pool.names()
        for row in np.flatnonzero(schedule.sent.any(axis=1)).tolist():
            self._routes[names[row][0]].add(names[row])
        self._placed: Placed = defaultdict(list)
        self._trees = 0

    def run(self) -> Placed:
        """Return what was found for those who wait: (rate, vehicles) by route and block."""
        for block in range(int(self._until_s / self._lasts_s)):
            while self._waiting().size and self._trees < MOST_TREES and self._fill(block):
                pass
        return self._placed

    def _waiting(self) -> Array:
        each = self._schedule.situation.zones.people_per_vehicle
        return np.flatnonzero(self._schedule.waiting * each > NOBODY_PEOPLE)

    def _fill(self, block: int) -> bool:
        """Place who can arrive in a block along one tree; say whether anybody could."""
        task, space, roads = self._task, self._schedule.space, self._task.roads
        network, shelters = task.situation.network, task.situation.shelters
        at_s = block * self._lasts_s
        open_ = (self._schedule.beds > 1.0) & (shelters.opens_s <= at_s)
        self._trees += 1
        away_s, joined, origin = grow(
            space.left, space.row_of, self._empty, space.clocks.lead_s, space.clocks.step_s, roads.in_ptr,
            roads.in_links, network.tail_ix, network.travel_s, roads.goals[open_[roads.goal_shelter]], at_s,
            self._lasts_s, self._least, at_s,
        )  # fmt: skip
        found = False
        for zone in self._waiting():
            nodes = task.situation.zones.nodes[int(zone)]
            start = int(nodes[np.argmin(away_s[nodes])])
            if at_s - away_s[start] < task.demand.ready_s[zone] or joined[start] == NONE:
                continue
            links, node = [], start
            while joined[node] != NONE:
                links.append(int(joined[node]))
                node = int(network.head_ix[links[-1]])
            reached = roads.goal_shelter[(roads.goals == origin[start]) & open_[roads.goal_shelter]]
            found |= self._place(
                int(zone), int(reached[0]), np.array(links, self._schedule.pool.links.dtype), block
            )
        return found

    def _place(self, zone: int, shelter: int, links: Array, block: int) -> bool:
        """Send as many of a zone as fit by this way in this block."""
        schedule, space = self._schedule, self._schedule.space
        name = (zone, shelter, links.tobytes())
        known = self._routes[zone]
        if name not in known and len(known) >= self._most_routes:
            return False
        space.include(links)
        travel_s = space.situation.network.travel_s[links]
        enters_s = block * self._lasts_s - np.cumsum(travel_s[::-1])[::-1] + space.clocks.lead_s[links]
        first = np.floor((enters_s + EDGE_S) / space.clocks.step_s).astype(int)
        end = np.ceil((enters_s + self._lasts_s - EDGE_S) / space.clocks.step_s).astype(int)
        rows = [space.left[space.row_of[e], f:t] for e, f, t in zip(links, first, end, strict=True)]
        per_block = schedule.courses.per_grain * schedule.block_steps
        each = float(schedule.situation.zones.people_per_vehicle[zone])
        most = min(float(schedule.waiting[zone]), float(schedule.beds[shelter]) / each)
        rate = min(int(min(row.min() for row in rows)), int(np.ceil(most / per_block)))
        vehicles = min(most, rate * per_block)
        if vehicles <= CROWD:
            return False
        for row in rows:
            row -= rate
        schedule.waiting[zone] -= vehicles
        schedule.beds[shelter] -= vehicles * each
        known.add(name)
        self._placed[name].append((block, rate, vehicles))
        return True
