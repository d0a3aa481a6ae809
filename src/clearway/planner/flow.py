"""A place for everybody: packs all demand, adding time and routes of last resort where needed."""

from dataclasses import dataclass

import numpy as np

from clearway.planner.demand import Demand
from clearway.planner.packing import LEAST_VEHICLES, Placed, pack_by_arrival
from clearway.planner.roadspace import Clocks, RoadSpace, TimedPool
from clearway.planner.routes import Pool, PoolBuilder, cheapest_starts
from clearway.planner.trees import NONE, Array, Roads
from clearway.situation import Situation

STEPS_S = (1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 60.0)
MOST_STEPS = 1800
MOST_CELLS = 60_000_000


@dataclass(frozen=True, eq=False)
class Packed:
    """A feasible flow.

    timed, placed : the routes on their clocks, and who leaves by them in which step
    waiting : (n_zones,) float, vehicles without a place; beds_left : (n_shelters,) float
    """

    timed: TimedPool
    placed: Placed
    waiting: Array
    beds_left: Array


def choose_step_s(clearance_s: float, n_links: int) -> float:
    """Return the finest step with which the whole evacuation fits into memory."""
    for step_s in STEPS_S:
        steps = clearance_s / step_s
        if steps <= MOST_STEPS and steps * n_links <= MOST_CELLS:
            return step_s
    return STEPS_S[-1]


def pack_everybody(situation: Situation, demand: Demand, roads: Roads, builder: PoolBuilder) -> Packed:
    """Place everybody whom roads and beds allow, in order of arrival, deadlines first."""
    waiting, beds = demand.vehicles.copy(), situation.shelters.beds.astype(float).copy()
    pool = builder.pool()
    longest_s = float(pool.travel_s.max(initial=0.0))
    guess_s = min(1.2 * builder.clearance_s + longest_s, situation.horizon_s)
    step_s = choose_step_s(guess_s, len(np.unique(pool.links)))
    clocks = Clocks.homeward(situation, demand, roads, step_s)
    most_steps = int(np.ceil(situation.horizon_s / step_s))
    space = RoadSpace(situation, clocks, max(1, min(int(guess_s / step_s) + 2, most_steps)), pool.links)
    deadline_s = situation.zones.deadline_s
    parts: list[Placed] = []
    while True:
        timed = space.timed(pool, demand.ready_s, round_departures=False)
        if np.isfinite(deadline_s).any():
            parts.append(pack_by_arrival(space, timed, waiting, beds, deadline_s=deadline_s))
        parts.append(pack_by_arrival(space, timed, waiting, beds))
        left = np.flatnonzero(waiting > LEAST_VEHICLES)
        with_beds = beds[pool.shelter_ix] > LEAST_VEHICLES
        if not len(left):
            break
        if space.n_steps < most_steps and np.isin(pool.zone_ix[with_beds], left).any():
            space.grow(min(most_steps, space.n_steps + space.n_steps // 2 + 1))
            continue
        last_resort = _last_resort(situation, demand, roads, builder, left, beds)
        if not len(last_resort):
            break
        pool = pool.plus(last_resort)
        space.include(last_resort.links)
    return Packed(timed, Placed.joined(parts), waiting, beds)


def _last_resort(
    situation: Situation, demand: Demand, roads: Roads, builder: PoolBuilder, zones: Array, beds: Array
) -> Pool:
    """Add the shortest ways from these zones to shelters that still have beds."""
    known = len(builder)
    open_beds = np.where(beds > LEAST_VEHICLES, 0.0, np.inf)
    always_open = demand.usable.copy()
    always_open[situation.closures.link_ix] = False
    for usable in (demand.usable, always_open):
        tree = roads.tree(np.where(usable, situation.network.travel_s, np.inf), open_beds)
        starts = cheapest_starts(tree, situation, zones)
        ptr, links = roads.ways(tree, starts)
        for i, zone in enumerate(zones):
            if starts[i] != NONE:
                builder.add(int(zone), int(tree.shelter_ix[starts[i]]), links[ptr[i] : ptr[i + 1]])
    return builder.pool(since=known)
