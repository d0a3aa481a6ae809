"""Packing: who leaves when, so that nothing is ever over its capacity.

Vehicles are placed in the order in which they arrive: in every step of arrival, each route takes
what its links still have room for. Nobody waits on the way; whoever finds no room waits at home.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit

from clearway.planner.roadspace import GRAINS, RoadSpace, TimedPool, room_at, take_at
from clearway.planner.trees import Array

LEAST_VEHICLES = 1e-5


@dataclass(frozen=True, eq=False)
class Placed:
    """Departures in steps; rows are (route, step), each route's steps in order.

    route, step : (n,) int; vehicles : (n,) float
    """

    route: Array
    step: Array
    vehicles: Array

    @classmethod
    def joined(cls, parts: "list[Placed]") -> "Placed":
        """Return all rows together, by route and step."""
        route = np.concatenate([part.route for part in parts])
        step = np.concatenate([part.step for part in parts])
        vehicles = np.concatenate([part.vehicles for part in parts])
        order = np.lexsort((step, route))
        return cls(route[order], step[order], vehicles[order])


@njit(cache=True)
def _pack(
    left: Array, ptr: Array, row: Array, shift: Array, straddles: Array, first_step: Array,
    arrive_step: Array, last_arrival: Array, zone_ix: Array, shelter_ix: Array, people_per_vehicle: Array,
    waiting: Array, beds: Array, order: Array, from_step: int, seconds: float, taken: Array,
) -> tuple[Array, Array, Array]:  # fmt: skip
    """Place `waiting` vehicles in order of arrival; `taken` holds each route's rate in the step before."""
    n_routes, n_steps = len(zone_ix), left.shape[1]
    per_grain = seconds / 3600.0 / GRAINS
    out_route, out_step = np.empty(1024, np.int64), np.empty(1024, np.int64)
    out_vehicles = np.empty(1024)
    n = 0
    for arrival in range(from_step, n_steps + 1):
        for position in range(n_routes):
            i = order[position]
            before = taken[i]
            taken[i] = 0
            step = arrival - arrive_step[i]
            zone, shelter = zone_ix[i], shelter_ix[i]
            if step < first_step[i] or arrival > last_arrival[i] or waiting[zone] <= LEAST_VEHICLES:
                continue
            vehicles = min(waiting[zone], beds[shelter] / people_per_vehicle[zone])
            if vehicles <= LEAST_VEHICLES:
                continue
            a, b = ptr[i], ptr[i + 1]
            if a < b:
                rate = room_at(left, row[a:b], shift[a:b], straddles[a:b], step, before)
                if rate <= 0:
                    continue
                if rate * per_grain > vehicles:
                    rate = min(rate, int(np.ceil(vehicles / per_grain)))
                vehicles = min(vehicles, rate * per_grain)
                take_at(left, row[a:b], shift[a:b], straddles[a:b], step, before, rate)
                taken[i] = rate
            waiting[zone] -= vehicles
            beds[shelter] -= vehicles * people_per_vehicle[zone]
            if n == len(out_route):
                out_route = np.concatenate((out_route, np.empty(n, np.int64)))
                out_step = np.concatenate((out_step, np.empty(n, np.int64)))
                out_vehicles = np.concatenate((out_vehicles, np.empty(n)))
            out_route[n], out_step[n], out_vehicles[n] = i, step, vehicles
            n += 1
    return out_route[:n], out_step[:n], out_vehicles[:n]


def pack_by_arrival(
    space: RoadSpace, timed: TimedPool, waiting: Array, beds: Array, *, deadline_s: Array | None = None
) -> Placed:
    """Place what waits, in order of arrival; `waiting` (vehicles by zone) and `beds` are brought down.

    deadline_s : (n_zones,) float or None: only arrivals by then, earliest deadlines first
    """
    pool, step_s = timed.pool, timed.clocks.step_s
    zones = space.situation.zones
    arrive_step = np.ceil(timed.arrive_s / step_s - 1e-9).astype(np.int64)
    last = np.full(len(pool), np.iinfo(np.int64).max)
    order = np.argsort(pool.travel_s, kind="stable")
    if deadline_s is not None:
        own = deadline_s[pool.zone_ix]
        due = np.floor((np.where(np.isfinite(own), own, -1.0) - timed.arrive_s) / step_s - 1 + 1e-9)
        last = np.where(np.isfinite(own), due + arrive_step, -1).astype(np.int64)
        order = np.lexsort((pool.travel_s, own))
    rows = _pack(
        space.left, pool.ptr, timed.row, timed.shift, timed.straddles, timed.first_step, arrive_step,
        last, pool.zone_ix.astype(np.int64), pool.shelter_ix.astype(np.int64), zones.people_per_vehicle,
        waiting, beds, order, 0, step_s, np.zeros(len(pool), np.int64),
    )  # fmt: skip
    return Placed(*rows)
