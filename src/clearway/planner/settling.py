"""Settling: zones give up their places and take better ones, until the exact schedule gets no earlier."""

import numpy as np
from scipy.sparse import csr_matrix

from clearway.planner.balance import Balance
from clearway.planner.schedule import Schedule
from clearway.planner.task import Task
from clearway.planner.trees import Array

LATE_WEIGHT = 3.0  # a second after the bound on the clearance counts so much more
OVERDUE_S = 1e5
GROUP = 4


def cost_of(task: Task, schedule: Schedule, prices_s: Array | None = None) -> Array:
    """(n_routes, n_blocks) what a vehicle costs in a cell: its arrival, more where late, and prices.

    prices_s : like the result, seconds; None: every zone looks after itself
    """
    zones, zone_ix = schedule.situation.zones, schedule.pool.zone_ix
    arrived_s = schedule.arrived_s()
    late_s = np.maximum(0.0, arrived_s - task.end_s)
    overdue = arrived_s > zones.deadline_s[zone_ix, None] + 1e-6
    weight = (zones.weight * zones.people_per_vehicle)[zone_ix, None]
    own = weight * (schedule.arrival_s() + LATE_WEIGHT * late_s + OVERDUE_S * overdue)
    return np.asarray(own if prices_s is None else own + prices_s)


def prices_for(balance: Balance, schedule: Schedule) -> Array:
    """(n_routes, n_blocks) what the roads and beds of each cell cost in the balance, for a vehicle."""
    price = balance.route_prices() * balance.unit
    slot = np.clip((schedule.arrival_s() / balance.slot_s).astype(int), 0, balance.n_slots - 1)
    return np.take_along_axis(price, slot, axis=1)


def one_by_one(zones: Array) -> list[Array]:
    """Return each zone as a group of its own."""
    return [np.array([zone]) for zone in zones]


class Neighbours:
    """Who uses the same roads: zones by links, in vehicles, as a schedule has them now."""

    def __init__(self, schedule: Schedule):
        pool = schedule.pool
        load = np.repeat(schedule.sent.sum(axis=1), np.diff(pool.ptr))
        zone = np.repeat(pool.zone_ix, np.diff(pool.ptr))
        n_zones, n_links = len(schedule.situation.zones), schedule.situation.network.n_links
        used = csr_matrix((load, (zone, pool.links)), shape=(n_zones, n_links))
        capacity = np.maximum(schedule.situation.network.capacity_vph, 1.0)
        busy = np.asarray(used.sum(axis=0)).ravel() / capacity
        self._used, self._passes = used, (used > 0).multiply(busy).tocsr()

    def group(self, zone: int, size: int, rng: np.random.Generator) -> Array:
        """Return the zone and some that share busy roads with it, drawn by how much they share."""
        shared = np.asarray(self._used @ self._passes[zone].T.toarray()).ravel()
        shared[zone] = 0.0
        some = np.flatnonzero(shared > 0)
        if len(some) > size - 1:
            some = rng.choice(some, size - 1, replace=False, p=shared[some] / shared[some].sum())
        return np.concatenate([[zone], some])


def last_zones(schedule: Schedule, after_s: float) -> Array:
    """Return the zones with somebody on the road after an instant, the latest first."""
    arrived_s = np.where(schedule.sent > 0, schedule.arrived_s(), 0.0).max(axis=1, initial=0.0)
    latest = np.zeros(len(schedule.situation.zones))
    np.maximum.at(latest, schedule.pool.zone_ix, arrived_s)
    latest[schedule.waiting > 1e-6] = np.inf
    zones = np.flatnonzero(latest > after_s)
    return zones[np.argsort(-latest[zones], kind="stable")]
