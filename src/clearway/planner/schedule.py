"""The schedule: at what rate each route sends in each block of time, exact and always feasible.

Everything that places vehicles goes through here: packing in order of arrival, packing what the balance
wants, and settling, which takes zones off the road and puts them back where they arrive cheapest.
"""

from collections.abc import Sequence

import numpy as np

from clearway.planner.demand import Demand
from clearway.planner.roadspace import GRAINS, MOST_GRAINS, Clocks, RoadSpace
from clearway.planner.routes import Pool, rows_in
from clearway.planner.schedule_kernels import Courses, pack, take_route
from clearway.planner.settle_kernels import resettle
from clearway.planner.trees import Array
from clearway.situation import Situation

NOBODY = np.empty((0, 1))
EVERYBODY_S = 1e18
EVERY_ROUTE = slice(None)


class Schedule:
    """Rates of all routes of a pool over blocks of time, and the room, beds and vehicles they leave.

    rate : (n_routes, n_blocks) int32, grains; sent : like it, vehicles
    waiting : (n_zones,) vehicles without a place; beds : (n_shelters,) what is left of them
    """

    def __init__(
        self,
        situation: Situation,
        demand: Demand,
        clocks: Clocks,
        pool: Pool,
        until_s: float,
        block_steps: int,
        *,
        round_departures: bool,
    ):
        self.situation, self.demand, self.clocks, self.pool = situation, demand, clocks, pool
        self.block_steps, self.round_departures = block_steps, round_departures
        self.block_s = block_steps * clocks.step_s
        self.until_s = min(until_s, situation.horizon_s)
        n_steps = int(np.ceil(self.until_s / clocks.step_s)) + 2
        self.space = RoadSpace(situation, clocks, n_steps, pool.links)
        self.timed = self.space.timed(pool, demand.ready_s, round_departures=round_departures)
        self.waiting = demand.vehicles.astype(float).copy()
        self.beds = situation.shelters.beds.astype(float).copy()
        self.courses = self._courses()
        n_blocks = int(max(self.courses.last_block.max(initial=0), 1))
        self.rate = np.zeros((len(pool), n_blocks), np.int32)
        self.sent = np.zeros((len(pool), n_blocks))
        has_routes = np.diff(self.courses.zone_ptr) > 0
        self.order = np.flatnonzero((demand.vehicles > 0) & has_routes)

    def _courses(self) -> Courses:
        timed, pool, step_s, m = self.timed, self.pool, self.clocks.step_s, self.block_steps
        counts = np.diff(pool.ptr)
        farthest = np.zeros(len(pool), np.int64)
        if (counts > 0).any():
            farthest[counts > 0] = np.maximum.reduceat(timed.shift, pool.ptr[:-1][counts > 0])
        origin = np.zeros(len(pool), np.int64)
        if not self.round_departures:
            origin -= np.round(timed.arrive_s / step_s).astype(np.int64)
        first_block = np.maximum((timed.first_step - origin) // m, 0)
        if self.round_departures:  # nobody is told to leave in the middle of a block
            first_block = np.maximum(-((origin - timed.first_step) // m), 0)
        in_time = np.floor((self.until_s - timed.arrive_s) / step_s + 1e-9).astype(np.int64)
        last_step = np.minimum(self.space.n_steps - 1 - farthest, in_time)
        last_block = (last_step - origin) // m
        zone_ptr = np.searchsorted(pool.zone_ix, np.arange(len(self.situation.zones) + 1))
        return Courses(
            zone_ptr, pool.ptr, timed.row, timed.shift, timed.straddles, origin, timed.first_step,
            first_block, np.maximum(last_block, first_block), pool.shelter_ix.astype(np.int64), m,
            step_s / 3600.0 / GRAINS,
        )  # fmt: skip

    def rebuilt(self, pool: Pool, until_s: float, without: Array | None = None) -> "Schedule":
        """Return the same departures over other routes and another end of time.

        pool : the routes in use are among them; without : (n_routes, n_blocks) bool, departures to leave out
        """
        kept = np.ones(self.rate.shape, bool) if without is None else ~without
        new = Schedule(
            self.situation, self.demand, self.clocks, pool, until_s, self.block_steps,
            round_departures=self.round_departures,
        )  # fmt: skip
        width = min(self.rate.shape[1], new.rate.shape[1])
        for row, old in enumerate(rows_in(self.pool, pool)):
            if old >= 0:
                new.rate[row, :width] = (self.rate[old] * kept[old])[:width]
                new.sent[row, :width] = (self.sent[old] * kept[old])[:width]
        for used in np.flatnonzero(new.rate.any(axis=1)).tolist():
            take_route(new.space.left, new.courses, used, new.rate[used], 1)
        new.recount()
        return new

    def clear(self) -> None:
        """Take everybody off the road."""
        for used in np.flatnonzero(self.rate.any(axis=1)).tolist():
            take_route(self.space.left, self.courses, used, self.rate[used], -1)
        self.rate[:], self.sent[:] = 0, 0.0
        self.recount()

    def recount(self) -> None:
        """Count anew who waits and which beds are free."""
        by_route = self.sent.sum(axis=1)
        people = by_route * self.situation.zones.people_per_vehicle[self.pool.zone_ix]
        sent = np.bincount(self.pool.zone_ix, by_route, minlength=len(self.waiting))
        taken = np.bincount(self.pool.shelter_ix, people, minlength=len(self.beds))
        self.waiting = np.maximum(self.demand.vehicles - sent, 0.0)
        self.beds = np.maximum(self.situation.shelters.beds - taken, 0.0)

    def spans(self, routes: Array | slice = EVERY_ROUTE) -> tuple[Array, Array]:
        """(n_routes, n_blocks) steps at which the blocks begin and end."""
        first_step, origin = self.courses.first_step[routes, None], self.courses.origin[routes, None]
        begin = origin + np.arange(self.rate.shape[1])[None, :] * self.block_steps
        return np.maximum(begin, first_step), begin + self.block_steps

    def block_hours(self, routes: Array | slice = EVERY_ROUTE) -> Array:
        """(n_routes, n_blocks) how long each block lasts."""
        begin, end = self.spans(routes)
        return (end - begin) * (self.clocks.step_s / 3600.0)

    def arrival_s(self) -> Array:
        """(n_routes, n_blocks) the mean arrival of who leaves in each block."""
        begin, end = self.spans()
        return (begin + end) * (0.5 * self.clocks.step_s) + self.timed.arrive_s[:, None]

    def arrived_s(self, routes: Array | slice = EVERY_ROUTE) -> Array:
        """(n_routes, n_blocks) when the last of each block is safe."""
        return self.spans(routes)[1] * self.clocks.step_s + self.timed.arrive_s[routes, None]

    def pack(
        self,
        *,
        allowed: Array | None = None,
        patience: float = 0.0,
        deadline_s: Array | None = None,
        only: Array | None = None,
    ) -> None:
        """Place what waits in order of arrival.

        allowed : (n_routes, n_blocks) vehicles that may have gone by the end of each block; None: no limit
        patience : keep to a rate while what has gone is off by less than this share of a block
        deadline_s : (n_zones,): only arrivals by then, earliest deadlines first; None: everybody
        only : (n_zones,) bool, the zones to place; None: all
        """
        order = np.argsort(self.pool.travel_s, kind="stable")
        last = np.full(len(self.pool), self.rate.shape[1])
        if deadline_s is not None:
            own = deadline_s[self.pool.zone_ix]
            last = np.where(np.isfinite(own), (self.arrived_s() <= own[:, None] + 1e-6).sum(axis=1), 0)
            order = np.lexsort((self.pool.travel_s, own))
        waiting = self.waiting if only is None else np.where(only, self.waiting, 0.0)
        pack(
            self.space.left, self.courses, order, NOBODY if allowed is None else allowed, patience,
            self.pool.zone_ix.astype(np.int64), self.situation.zones.people_per_vehicle, last, waiting,
            self.beds, self.rate, self.sent,
        )  # fmt: skip
        if only is not None:
            self.waiting[only] = waiting[only]

    def settle(
        self,
        cost: Array,
        groups: Sequence[Array],
        *,
        most_windows: int = 0,
        most_rate: Array | None = None,
        always: bool = False,
    ) -> int:
        """Take groups of zones off the road and put them back where it costs least; return how many gained.

        cost : (n_routes, n_blocks) cost of a vehicle; a group goes back as it was unless the sum falls
        groups : zones of each group, in the order in which they are put back
        most_windows : at most so many even windows for a zone; 0: any number, any rates
        most_rate : (n_routes,) grains, at most so much in a window
        always : put them back anew even if that costs more
        """
        sizes = [len(group) for group in groups]
        gained = resettle(
            self.space.left, self.courses, np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
            np.concatenate(groups).astype(np.int64), cost.astype(np.float32), self.demand.vehicles,
            self.situation.zones.people_per_vehicle, self.beds, most_windows,
            np.full(len(self.pool), MOST_GRAINS) if most_rate is None else most_rate, self.rate, self.sent,
            always,
        )  # fmt: skip
        self.recount()
        return int(gained)

    def mean_s(self) -> float:
        """Return the weighted mean arrival of those who have a place."""
        zones = self.situation.zones
        weighted = (zones.weight * zones.people_per_vehicle)[self.pool.zone_ix, None] * self.sent
        total = weighted.sum()
        return float((weighted * self.arrival_s()).sum() / total) if total > 0 else 0.0

    def clearance_s(self) -> float:
        """Return when the last vehicle is safe."""
        return float(self.arrived_s()[self.sent > 0].max(initial=0.0))
