"""Balance: how much of each zone leaves by which route in which slot, so that the mean arrival is least.

An augmented Lagrangian over all (route, arrival slot) pairs. Every link has a price in every slot, in
seconds, that rises while more enters than it carries, and every shelter has one for its beds; zone by
zone, vehicles move to where arrival and prices together are least. Slots count arrivals, and each link
has its own clock that runs ahead by its quickest way to a shelter, so that traffic without detours stays
in its slot. The result averages over slots and is no plan yet: packing makes it exact.

Source: Bertsekas, Constrained Optimization and Lagrange Multiplier Methods (1982), ch. 2.
"""

import numpy as np

from clearway.planner.alike import narrowest_of_alike
from clearway.planner.balance_sweep import (
    LATE_PRICE_S,
    BedPrices,
    RoadPrices,
    Ways,
    Zones,
    load_everything,
    price_zone,
    sweep,
)
from clearway.planner.demand import Demand
from clearway.planner.routes import Pool
from clearway.planner.trees import Array, Roads
from clearway.situation import Situation

SHUT_PRICE_S = 1e7
ROAD_RISE_S = 600.0
BEDS_RISE_S = 6000.0
STEADY = np.float32(1e-6)


def homeward_s(situation: Situation, demand: Demand, roads: Roads) -> Array:
    """(n_links,) seconds from entering a link to the nearest shelter; inf where none is reached."""
    shelters = situation.shelters
    cost = np.where(demand.usable, situation.network.travel_s, np.inf)
    tree = roads.tree(cost, np.where(shelters.beds > 0, 0.0, np.inf))
    return cost + tree.price[situation.network.head_ix]


def back_most(back: Array, part: Array, ptr: Array) -> Array:
    """(n_routes,) the first slot of arrival from which no link would be entered before slot 0."""
    least = np.zeros(len(ptr) - 1)
    has = np.diff(ptr) > 0
    if has.any():
        least[has] = np.maximum.reduceat(back + (part > 0), ptr[:-1][has])
    return least


class Balance:
    """The state of the balance for one pool and one length of slot.

    x : (n_routes, n_slots) float32, vehicles; mean prices and levels can be read after `run`
    """

    def __init__(
        self,
        situation: Situation,
        demand: Demand,
        to_go_s: Array,
        pool: Pool,
        slot_s: float,
        n_slots: int,
        watched: Array | None = None,
    ):
        self.situation, self.demand, self.pool, self.to_go_s = situation, demand, pool, to_go_s
        self.slot_s, self.n_slots = slot_s, n_slots
        self.watched = np.ones(situation.network.n_links, bool) if watched is None else watched
        self.links = np.unique(pool.links[self.watched[pool.links]])
        self.ways = self._ways()
        self.roads = self._roads()
        zones = situation.zones
        due = np.where(np.isfinite(zones.deadline_s), zones.deadline_s / slot_s, n_slots + 1)
        people = zones.people_per_vehicle
        vehicles = max(float(demand.vehicles.sum()), 1e-9)
        self.unit = max(float((people * zones.weight) @ demand.vehicles) / vehicles, 1e-9)
        n_shelters = len(situation.shelters)
        self.beds = BedPrices(
            np.zeros(n_shelters), np.maximum(situation.shelters.beds / self.unit, 1e-9),
            np.zeros(n_shelters), BEDS_RISE_S,
        )  # fmt: skip
        self.zones = Zones(
            demand.vehicles, people * zones.weight / self.unit, people / self.unit, due.astype(np.int64)
        )
        self.x = np.zeros((len(pool), n_slots), np.float32)
        self.level = np.zeros(len(zones))
        served = np.bincount(pool.zone_ix[self.ways.first < n_slots], minlength=len(zones)) > 0
        self.order = np.flatnonzero((demand.vehicles > 0) & served)

    def _ways(self) -> Ways:
        situation, pool = self.situation, self.pool
        counts = np.diff(pool.ptr)
        seconds = situation.network.travel_s[pool.links]
        so_far = np.concatenate([[0.0], np.cumsum(seconds)])
        ends = np.repeat(so_far[pool.ptr[1:]], counts)
        left_s = ends - so_far[:-1]  # from entering a link to arriving
        detour = np.maximum(left_s - self.to_go_s[pool.links], 0.0) / self.slot_s
        detour[detour < 1e-6] = 0.0
        back = np.floor(detour + 1e-6)
        part = np.where(detour - back > 1e-3, detour - back, 0.0)
        opens_s = situation.shelters.opens_s[pool.shelter_ix]
        earliest_s = np.maximum(self.demand.ready_s[pool.zone_ix] + pool.travel_s, opens_s)
        first = np.minimum(np.floor(earliest_s / self.slot_s + 0.5), self.n_slots)  # right on average
        first = np.maximum(first, back_most(back, part, pool.ptr)).astype(np.int64)
        capacity = situation.network.capacity_vph / 3600.0 * self.slot_s
        narrowest = np.full(len(pool), np.inf)
        has = counts > 0
        if has.any():
            narrowest[has] = np.minimum.reduceat(capacity[pool.links], pool.ptr[:-1][has])
        zone_ptr = np.searchsorted(pool.zone_ix, np.arange(len(situation.zones) + 1))
        narrow = np.maximum(ROAD_RISE_S / narrowest, STEADY).astype(np.float32)
        kept = self.watched[pool.links]
        ptr = np.concatenate([[0], np.cumsum(kept)])[pool.ptr]
        row = np.searchsorted(self.links, pool.links[kept])
        return Ways(
            zone_ptr, ptr, row.astype(np.int32), back[kept].astype(np.int32), part[kept].astype(np.float32),
            first, narrow, pool.shelter_ix.astype(np.int64),
        )  # fmt: skip

    def _roads(self) -> RoadPrices:
        capacity = self.situation.network.capacity_vph[self.links] / 3600.0 * self.slot_s
        shape = (len(self.links), self.n_slots)
        charge = np.zeros(shape, np.float32)
        shut = self.situation.closures
        row_of = {int(link): row for row, link in enumerate(self.links)}
        for k, link in enumerate(shut.link_ix):
            if (row := row_of.get(int(link))) is not None:
                lead_s = self.to_go_s[link]
                begin = max(0, int((shut.from_s[k] + lead_s) / self.slot_s))
                until = np.ceil(min((shut.until_s[k] + lead_s) / self.slot_s, self.n_slots))
                charge[row, begin : int(until)] = SHUT_PRICE_S
        stiff = (ROAD_RISE_S / capacity).astype(np.float32)
        roads = RoadPrices(
            np.zeros(shape, np.float32), np.zeros(shape, np.float32), charge, stiff, ROAD_RISE_S
        )
        np.maximum(charge - np.float32(ROAD_RISE_S), 0, out=roads.price)
        return roads

    def run(self, sweeps: int, smooth: float = 0.0, draw: float = 0.0, pieces: int = 1) -> float:
        """Sweep over all zones so many times; return the share of vehicles that moved in the last one."""
        moved = 0.0
        for _ in range(sweeps):
            moved = sweep(
                self.order,
                self.ways,
                self.roads,
                self.beds,
                self.zones,
                self.slot_s,
                self.x,
                self.level,
                smooth,
                draw,
                pieces,
            )
        return float(moved / max(self.demand.vehicles.sum(), 1e-9))

    def stiffen(self, factor: float) -> None:
        """Let prices rise so much faster with what is too much."""
        self.roads = self.roads._replace(
            stiff=self.roads.stiff * np.float32(factor), rise=self.roads.rise * factor
        )
        self.ways = self.ways._replace(narrow=self.ways.narrow * np.float32(factor))
        self.beds = self.beds._replace(rise=self.beds.rise * factor)

    def bed_prices(self) -> Array:
        """(n_shelters,) seconds that a usual vehicle pays for its beds now."""
        price = self.beds.charge + self.beds.rise * (self.beds.guests / self.beds.beds - 1.0)
        return np.where(np.isfinite(self.beds.beds), np.maximum(price, 0.0), 0.0)

    def charge_prices(self, above: Array | None = None) -> None:
        """Make the prices of now the charges to start from: the multiplier step.

        above : (n_links, n_slots) vehicles by which the peak of a slot lies above its load, from `peaks`
        """
        np.copyto(self.roads.charge, self.roads.price)
        if above is not None:
            self.roads.charge[:] += self.roads.stiff[:, None] * above
        np.copyto(self.beds.charge, self.bed_prices())

    def with_pool(self, pool: Pool, came_from: Array, watched: Array | None = None) -> "Balance":
        """Return the balance over other routes and watched links (None: those of now).

        came_from : (len(pool),) rows of the present pool, -1 for new routes; watched : (n_links,) bool
        """
        new = Balance(
            self.situation, self.demand, self.to_go_s, pool, self.slot_s, self.n_slots,
            self.watched if watched is None else watched,
        )  # fmt: skip
        old = came_from >= 0
        new.x[old] = self.x[came_from[old]]
        _, mine, theirs = np.intersect1d(self.links, new.links, assume_unique=True, return_indices=True)
        new.roads.charge[theirs] = self.roads.charge[mine]
        np.copyto(new.beds.charge, self.beds.charge)
        new.level[:] = self.level
        new.restore_vehicles()
        return new

    def watching_busy(self, share: float) -> "Balance":
        """Return the balance without links that never carry so large a share of their capacity.

        Of links that are alike only the narrowest is left; it takes over what the others charge.
        """
        capacity = (self.roads.rise / self.roads.stiff)[:, None]
        busy = (self.roads.load > share * capacity).any(axis=1) | (self.roads.price > 0).any(axis=1)
        speaker = narrowest_of_alike(self.situation, self.pool, self.to_go_s)[self.links]
        for row in np.flatnonzero(busy & (speaker != self.links)).tolist():
            self.roads.charge[np.searchsorted(self.links, speaker[row])] += self.roads.charge[row]
        watched = np.zeros(self.situation.network.n_links, bool)
        watched[speaker[busy]] = True
        return self.with_pool(self.pool, np.arange(len(self.pool)), watched)

    def with_slots(self, slot_s: float, n_slots: int) -> "Balance":
        """Return the balance with slots cut finer (or coarser)."""
        new = Balance(self.situation, self.demand, self.to_go_s, self.pool, slot_s, n_slots, self.watched)
        edges = np.arange(n_slots + 1) * slot_s / self.slot_s
        through = np.concatenate([np.zeros((len(self.pool), 1)), np.cumsum(self.x, axis=1)], axis=1)
        at = np.minimum(edges, self.n_slots)
        below = np.minimum(at.astype(int), self.n_slots - 1)
        share = at - below
        new.x[:] = np.diff(through[:, below] + share * (through[:, below + 1] - through[:, below]), axis=1)
        middle = np.minimum(((edges[:-1] + edges[1:]) / 2).astype(int), self.n_slots - 1)
        new.roads.charge[:] = self.roads.charge[:, middle]
        np.copyto(new.beds.charge, self.beds.charge)
        new.level[:] = self.level
        new.restore_vehicles()
        return new

    def restore_vehicles(self) -> None:
        """Send exactly what each zone holds, in slots open to each route; load the roads anew."""
        slots = np.arange(self.n_slots)
        self.x[slots[None, :] < self.ways.first[:, None]] = 0.0
        total = np.bincount(self.pool.zone_ix, self.x.sum(axis=1), minlength=len(self.situation.zones))
        scale = np.divide(self.demand.vehicles, total, out=np.zeros_like(total), where=total > 0)
        self.x *= scale[self.pool.zone_ix, None].astype(np.float32)
        self.roads.load[:] = 0.0
        self.beds.guests[:] = 0.0
        load_everything(self.order, self.ways, self.roads, self.beds, self.zones, self.x)

    def route_prices(self) -> Array:
        """(n_routes, n_slots) seconds that a usual vehicle pays for roads and beds; 0 where it cannot be."""
        price = np.zeros_like(self.x)
        stiff = np.zeros_like(self.x)
        for zone in self.order.tolist():
            rows = slice(self.ways.zone_ptr[zone], self.ways.zone_ptr[zone + 1])
            price_zone(
                zone, self.ways, self.roads, self.beds, self.zones, self.slot_s, price[rows], stiff[rows]
            )
        own = self.zones.weight[self.pool.zone_ix, None] * (np.arange(self.n_slots) + 0.5) * self.slot_s
        late = np.arange(self.n_slots)[None, :] >= self.zones.due_slot[self.pool.zone_ix, None]
        price -= own + late * self.zones.weight[self.pool.zone_ix, None] * LATE_PRICE_S
        return np.where(price < SHUT_PRICE_S, np.maximum(price, 0.0), 0.0)

    def mean_price_s(self, windows: int) -> Array:
        """(windows, n_links) the mean price of each link in equal parts of the time."""
        prices = np.zeros((windows, self.situation.network.n_links))
        for w, slots in enumerate(np.array_split(np.arange(self.n_slots), windows)):
            prices[w, self.links] = self.roads.price[:, slots].mean(axis=1)
        return prices

    def mean_s(self) -> float:
        """Return the weighted mean arrival of the flow as it is, over-full roads and all."""
        share = self.zones.weight[self.pool.zone_ix] @ self.x
        total = share.sum()
        return float(share @ (np.arange(self.n_slots) + 0.5) * self.slot_s / total) if total else 0.0

    def lagrangian_s(self) -> float:
        """Return the best mean at the present charges: what is left to win within the pool, roughly."""
        capacity = self.roads.rise / self.roads.stiff
        paid = float((self.roads.charge.sum(axis=1) * capacity)[self.roads.charge.max(axis=1) < 1e6].sum())
        finite = np.isfinite(self.situation.shelters.beds)
        paid += float(self.beds.charge[finite] @ self.beds.beds[finite])
        total = self.zones.weight @ self.demand.vehicles
        return float((self.level @ self.demand.vehicles - paid) / total)

    def excess(self) -> tuple[float, float]:
        """Return (over-full entries per vehicle, people over the beds)."""
        capacity = (self.roads.rise / self.roads.stiff)[:, None]
        over = np.maximum(self.roads.load - capacity, 0).sum() / self.demand.vehicles.sum()
        beds = np.maximum(self.beds.guests * self.unit - self.situation.shelters.beds, 0).sum()
        return float(over), float(beds)
