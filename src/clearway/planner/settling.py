"""Settling: zones give up their places and take better ones, until the exact schedule gets no earlier."""

from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from clearway.planner.schedule import Schedule
from clearway.planner.task import Task
from clearway.planner.trees import Array

LATE_WEIGHT = 3.0  # a second after the bound on the clearance counts so much more
OVERDUE_S = 1e5
BETWEEN_QUESTIONS = 20


def cost_of(task: Task, schedule: Schedule, late_weight: float = LATE_WEIGHT) -> Array:
    """(n_routes, n_blocks) what a vehicle costs in a cell: its arrival, and more where late."""
    zones, zone_ix = schedule.situation.zones, schedule.pool.zone_ix
    arrived_s = schedule.arrived_s()
    late_s = np.maximum(0.0, arrived_s - task.end_s)
    overdue = arrived_s > zones.deadline_s[zone_ix, None] + 1e-6
    weight = (zones.weight * zones.people_per_vehicle)[zone_ix, None]
    return np.asarray(weight * (schedule.arrival_s() + late_weight * late_s + OVERDUE_S * overdue))


def one_by_one(zones: Array) -> list[Array]:
    """Return each zone as a group of its own."""
    return [np.array([zone]) for zone in zones]


def settle_asking(
    task: Task, stage: str, share: float, schedule: Schedule, cost: Array, groups: list[Array], **how: Any
) -> None:
    """Settle groups a few at a time, and ask in between whether to go on; how : as for `Schedule.settle`."""
    for k in range(0, len(groups), BETWEEN_QUESTIONS):
        schedule.settle(cost, groups[k : k + BETWEEN_QUESTIONS], **how)
        if not task.watch(stage, share):
            return


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
