"""Room on the road: how much more each link can take in, moment by moment.

Time is cut into steps. What enters a link in any part of a step counts for the whole of it, so
whatever fits here is feasible at every moment of continuous time: feasible by construction, at
the price of up to one step lost where one departure window ends and another begins. Steps may be
as fine as memory allows, and each link has its own clock, set so that vehicles which stay on the
quickest way to a shelter are in step on every link and lose nothing.

Rates are whole ten-thousandths of a vehicle an hour, so that giving back is exact.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit

from clearway.planner.demand import Demand
from clearway.planner.routes import Pool
from clearway.planner.trees import NONE, Array, Roads
from clearway.situation import Situation

GRAINS = 10_000.0  # rate units in one vehicle an hour
MOST_GRAINS = 2**31 - 2**20
GROWTH = 1.1  # rows are added many at a time
IN_STEP_S = (
    1e-4  # windows that miss each other by less do not touch; the referee forgives a hundred times more
)


@dataclass(frozen=True, eq=False)
class Clocks:
    """The step, and by how much each link's steps begin before the round instants.

    step_s : seconds; lead_s : (n_links,) float in [0, step_s): step k of a link begins at k * step_s - lead_s
    """

    step_s: float
    lead_s: Array

    @classmethod
    def round(cls, situation: Situation, step_s: float) -> "Clocks":
        """Return clocks whose steps all begin at round instants."""
        return cls(step_s, np.zeros(situation.network.n_links))

    @classmethod
    def homeward(cls, situation: Situation, demand: Demand, roads: Roads, step_s: float) -> "Clocks":
        """Return clocks by which vehicles on the quickest way to a shelter arrive at round instants."""
        network, shelters = situation.network, situation.shelters
        cost = np.where(demand.usable, network.travel_s, np.inf)
        tree = roads.tree(cost, np.where(shelters.beds > 0, 0.0, np.inf))
        to_go_s = cost + tree.price[network.head_ix]
        return cls(step_s, np.mod(np.where(np.isfinite(to_go_s), to_go_s, 0.0), step_s))


@dataclass(frozen=True, eq=False)
class TimedPool:
    """Routes on the clocks: leaving in step k means entering link j of the route in step k + shift[j].

    pool : the routes
    row : like pool.links, rows of the `RoadSpace`
    shift : like pool.links, int; straddles : like pool.links, bool: also the step after
    lead_s : (n_routes,) float, step k of a route's departures begins at k * step_s - lead_s
    first_step : (n_routes,) int, nobody leaves before (ready, opening of the shelter)
    arrive_s : (n_routes,) float, who leaves over step k arrives over k * step_s + arrive_s and a step on
    """

    pool: Pool
    clocks: Clocks
    row: Array
    shift: Array
    straddles: Array
    lead_s: Array
    first_step: Array
    arrive_s: Array

    def leave_s(self, route: Array, step: Array) -> Array:
        """Return when steps of departures begin."""
        return np.asarray(step) * self.clocks.step_s - self.lead_s[route]


class RoadSpace:
    """What is left of every used link in every step.

    left : (n_rows, n_steps) int32, ten-thousandths of a vehicle an hour
    """

    def __init__(self, situation: Situation, clocks: Clocks, n_steps: int, links: Array):
        self.situation, self.clocks = situation, clocks
        self.links = np.empty(0, np.int64)
        self.row_of = np.full(situation.network.n_links, NONE, np.int32)
        self._rows = np.empty((0, n_steps), np.int32)
        self.left = self._rows
        self.include(links)

    @property
    def n_steps(self) -> int:
        """Number of steps of time."""
        return self._rows.shape[1]

    def include(self, links: Array) -> None:
        """Add the links that have no row yet, with nothing on them."""
        new = np.unique(links)
        new = new[self.row_of[new] == NONE]
        known, rows = len(self.links), len(self.links) + len(new)
        if rows > len(self._rows):
            grown = np.empty((max(rows, int(GROWTH * known)), self.n_steps), np.int32)
            grown[:known] = self.left
            self._rows = grown
        self._rows[known:rows] = self._empty(new)
        self.left = self._rows[:rows]
        self.row_of[new] = np.arange(known, rows)
        self.links = np.concatenate([self.links, new])

    def _empty(self, links: Array) -> Array:
        """Room with nothing on the road; a closure takes the steps it touches, and so does who drives."""
        grains = self.situation.network.capacity_vph[links] * GRAINS + 1e-6
        whole = np.minimum(np.floor(grains), MOST_GRAINS).astype(np.int32)
        left = np.repeat(whole[:, None], self.n_steps, axis=1)
        self._reserve(left, links, lent=True)
        shut, step_s = self.situation.closures, self.clocks.step_s
        row_of = {int(link): row for row, link in enumerate(links)}
        for k, link in enumerate(shut.link_ix):
            row = row_of.get(int(link), NONE)
            if row == NONE:
                continue
            lead = self.clocks.lead_s[link]
            begin = int(np.floor((shut.from_s[k] + lead) / step_s + 1e-9))
            end = self.n_steps
            if np.isfinite(shut.until_s[k]):
                end = int(np.ceil((shut.until_s[k] + lead) / step_s - 1e-9))
            if shut.until_s[k] > shut.from_s[k]:
                left[row, max(begin, 0) : max(end, 0)] = 0
        self._reserve(left, links, lent=False)
        return left

    def _reserve(self, left: Array, links: Array, *, lent: bool) -> None:
        """Take off what is spoken for in every step it touches; add what is lent in steps it fills."""
        row_of = np.full(len(self.row_of), NONE, np.int64)
        row_of[links] = np.arange(len(links))
        spoken, step_s = self.situation.reserved, self.clocks.step_s
        mine = (row_of[spoken.link_ix] != NONE) & ((spoken.vph < 0) == lent)
        if not mine.any():
            return
        link = spoken.link_ix[mine]
        begin = np.clip((spoken.from_s[mine] + self.clocks.lead_s[link]) / step_s, 0.0, self.n_steps)
        end = np.clip((spoken.until_s[mine] + self.clocks.lead_s[link]) / step_s, 0.0, self.n_steps)
        inwards, outwards = (np.ceil, np.floor) if lent else (np.floor, np.ceil)
        slack = -1e-9 if lent else 1e-9
        grains = np.ceil(spoken.vph[mine] * GRAINS)
        add_rates(
            left, row_of[link], inwards(begin + slack).astype(np.int64),
            outwards(end - slack).astype(np.int64), -grains.astype(np.int64),
        )  # fmt: skip

    def timed(self, pool: Pool, ready_s: Array, *, round_departures: bool) -> TimedPool:
        """Put routes on the clocks; departures begin at round instants, or so that arrivals do."""
        step_s, travel_s = self.clocks.step_s, self.situation.network.travel_s
        lead_s = np.zeros(len(pool)) if round_departures else np.mod(pool.travel_s, step_s)
        lead_s[step_s - lead_s < IN_STEP_S] = 0.0
        seconds = travel_s[pool.links]
        so_far = np.cumsum(seconds) - seconds
        lengths = np.diff(pool.ptr)
        begins = np.repeat(so_far[pool.ptr[:-1][lengths > 0]], lengths[lengths > 0])
        enter_s = so_far - begins - np.repeat(lead_s, lengths) + self.clocks.lead_s[pool.links]
        shift = np.floor((enter_s + IN_STEP_S) / step_s)
        straddles = enter_s - shift * step_s > IN_STEP_S
        opens_s = self.situation.shelters.opens_s[pool.shelter_ix]
        earliest_s = np.maximum(ready_s[pool.zone_ix], opens_s - pool.travel_s)
        first_step = np.maximum(np.ceil((earliest_s + lead_s) / step_s - 1e-9), 0)
        return TimedPool(
            pool, self.clocks, self.row_of[pool.links], shift.astype(np.int32), straddles,
            lead_s, first_step.astype(np.int64), pool.travel_s - lead_s,
        )  # fmt: skip


@njit(cache=True)
def add_rates(left: Array, row: Array, begin: Array, end: Array, grains: Array) -> None:
    """Add a rate (below 0: take it away) in the steps begin..end of each row, never below nothing."""
    for i in range(len(row)):
        for step in range(begin[i], end[i]):
            left[row[i], step] = min(max(left[row[i], step] + grains[i], 0), MOST_GRAINS)
