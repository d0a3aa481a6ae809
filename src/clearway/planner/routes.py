"""Routes worth thinking about: a pool of ways from zones to shelters.

The first pool comes from static assignment by the method of successive averages: everybody takes
the cheapest way, ways in demand get dearer, and every way that was ever cheapest is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clearway.planner.demand import Demand
from clearway.planner.trees import NONE, Array, Roads, Tree
from clearway.situation import Situation

FULL_ROAD_PENALTY_S = 300.0  # a road used for the whole clearance time costs so much more
FULL_BEDS_PENALTY_S = 600.0
ROAD_POWER, BEDS_POWER = 4, 8


@dataclass(frozen=True, eq=False)
class Pool:
    """Routes, grouped by zone; rows are routes.

    zone_ix, shelter_ix : (n_routes,) int; zone_ix never falls
    ptr, links : route i drives links[ptr[i]:ptr[i + 1]]
    travel_s : (n_routes,) float, seconds at free speed
    """

    zone_ix: Array
    shelter_ix: Array
    ptr: Array
    links: Array
    travel_s: Array

    def __len__(self) -> int:
        return len(self.zone_ix)

    def links_of(self, route: int) -> Array:
        """Return the links of one route."""
        return self.links[self.ptr[route] : self.ptr[route + 1]]

    def names(self) -> list[tuple[int, int, bytes]]:
        """Return what makes each route the same as another: zone, shelter and links."""
        return [
            (int(z), int(s), self.links_of(row).tobytes())
            for row, (z, s) in enumerate(zip(self.zone_ix, self.shelter_ix, strict=True))
        ]

    def chosen(self, rows: Array) -> "Pool":
        """Return the pool of only these routes, in their order."""
        rows = np.sort(np.asarray(rows))
        parts = [self.links_of(row) for row in rows]
        ptr = np.concatenate([[0], np.cumsum([len(part) for part in parts], dtype=np.int64)])
        links = np.concatenate(parts) if parts else np.empty(0, np.int32)
        return Pool(self.zone_ix[rows], self.shelter_ix[rows], ptr, links, self.travel_s[rows])


class PoolBuilder:
    """Collects routes, each once; `clearance_s` is a first guess at how long the evacuation takes."""

    clearance_s = 0.0

    def __init__(self, situation: Situation):
        self._travel_s = situation.network.travel_s
        self._seen: dict[tuple[int, int, bytes], int] = {}
        self._rows: list[tuple[int, int, Array]] = []

    def __len__(self) -> int:
        return len(self._rows)

    def add_pool(self, pool: Pool, rows: Array) -> None:
        """Keep these routes of another pool."""
        for row in rows:
            self.add(int(pool.zone_ix[row]), int(pool.shelter_ix[row]), pool.links_of(row))

    def add(self, zone: int, shelter: int, links: Array) -> bool:
        """Keep a route; False if it was known."""
        key = (zone, shelter, links.tobytes())
        if key in self._seen:
            return False
        self._seen[key] = len(self._rows)
        self._rows.append((zone, shelter, links.copy()))
        return True

    def pool(self) -> Pool:
        """Return the routes, by zone, in the order they were found."""
        rows = sorted(self._rows, key=lambda row: row[0])
        ptr = np.concatenate([[0], np.cumsum([len(row[2]) for row in rows], dtype=np.int64)])
        links = np.concatenate([row[2] for row in rows]) if rows else np.empty(0, np.int32)
        travel_s = np.array([self._travel_s[row[2]].sum() for row in rows], float)
        zone_ix = np.array([row[0] for row in rows], np.int32)
        return Pool(zone_ix, np.array([row[1] for row in rows], np.int32), ptr, links, travel_s)


def cheapest_starts(tree: Tree, situation: Situation, zones: Sequence[int] | Array) -> Array:
    """(n,) the node of each zone from which the way is cheapest; -1 where none leads to a shelter."""
    starts = np.full(len(zones), NONE, np.int64)
    for i, zone in enumerate(zones):
        nodes = situation.zones.nodes[int(zone)]
        if len(nodes):
            best = int(nodes[np.argmin(tree.price[nodes])])
            if np.isfinite(tree.price[best]):
                starts[i] = best
    return starts


def first_pool(situation: Situation, demand: Demand, roads: Roads) -> PoolBuilder:
    """Return routes for all zones; where closures come and go, also routes that avoid them all."""
    builder = PoolBuilder(situation)
    add_by_assignment(builder, situation, demand, roads, demand.usable)
    always_open = demand.usable.copy()
    always_open[situation.closures.link_ix] = False
    if not np.array_equal(always_open, demand.usable):
        add_by_assignment(builder, situation, demand, roads, always_open)
    return builder


def add_by_assignment(
    builder: PoolBuilder, situation: Situation, demand: Demand, roads: Roads, usable: Array, rounds: int = 14
) -> None:
    """Add every route that is cheapest at some point of a static assignment with bed prices."""
    network, shelters = situation.network, situation.shelters
    capacity_vps = np.where(usable, network.capacity_vph / 3600.0, 0.0)
    zones = np.flatnonzero(demand.vehicles > 0)
    people = demand.vehicles[zones] * situation.zones.people_per_vehicle[zones]
    volume, guests = np.zeros(network.n_links), np.zeros(len(shelters))
    clearance_s = np.inf
    for step in range(rounds):
        full = np.divide(volume, capacity_vps, out=np.zeros_like(volume), where=capacity_vps > 0)
        if step:
            clearance_s = min(clearance_s, max(float(full.max(initial=0.0)), 60.0))
        usual = FULL_ROAD_PENALTY_S * (full / (0.4 * clearance_s)) ** ROAD_POWER
        cost = np.where(usable, network.travel_s + usual, np.inf)
        crowd = np.divide(guests, shelters.beds, out=np.zeros_like(guests), where=shelters.beds > 0)
        price = np.where(
            shelters.beds > 0, FULL_BEDS_PENALTY_S * np.minimum(crowd, 4.0) ** BEDS_POWER, np.inf
        )
        tree = roads.tree(cost, price + shelters.opens_s)
        starts = cheapest_starts(tree, situation, zones)
        ptr, links = roads.ways(tree, starts)
        new_volume, new_guests = np.zeros_like(volume), np.zeros_like(guests)
        for i, zone in enumerate(zones):
            if starts[i] == NONE:
                continue
            way, shelter = links[ptr[i] : ptr[i + 1]], int(tree.shelter_ix[starts[i]])
            builder.add(int(zone), shelter, way)
            new_volume[way] += demand.vehicles[zone]
            new_guests[shelter] += people[i]
        volume += (new_volume - volume) / (step + 1)
        guests += (new_guests - guests) / (step + 1)
    builder.clearance_s = max(builder.clearance_s, clearance_s if np.isfinite(clearance_s) else 60.0)


def rows_in(old: Pool, new: Pool) -> Array:
    """(len(new),) the row of each new route in the old pool, -1 where it was not there."""
    known = {key: row for row, key in enumerate(old.names())}
    return np.array([known.get(key, NONE) for key in new.names()], int)
