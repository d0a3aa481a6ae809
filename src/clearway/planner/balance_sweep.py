"""One round of the balance: every zone in turn moves its vehicles to where they arrive cheapest.

Compiled; the values and the reasoning are in `balance`.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from clearway.planner.trees import Array

LATE_PRICE_S = 1e5
NO_ENTRY = 1e9
LOST_AT_THE_ENDS = 0.01


class Ways(NamedTuple):
    """Routes on the slots' clocks, grouped by zone; who arrives in slot a enters link j in slot a - back[j].

    zone_ptr : (n_zones + 1,) routes of a zone; ptr : (n_routes + 1,) links of a route
    row : rows of the roads; part : share that enters a slot earlier still (float32)
    first : (n_routes,) first slot of arrival; narrow : (n_routes,) how fast its narrowest link gets dearer
    """

    zone_ptr: Array
    ptr: Array
    row: Array
    back: Array
    part: Array
    first: Array
    narrow: Array
    shelter_ix: Array


class RoadPrices(NamedTuple):
    """(n_rows, n_slots) load and price; price = max(0, charge + stiff * load - rise), all float32."""

    load: Array
    price: Array
    charge: Array
    stiff: Array
    rise: float


class BedPrices(NamedTuple):
    """(n_shelters,) people sent and prices; price = max(0, charge + rise * (guests / beds - 1))."""

    guests: Array
    beds: Array
    charge: Array
    rise: float


class Zones(NamedTuple):
    """(n_zones,) vehicles to send, cost of a vehicle's second, people in it, first slot that is too late."""

    vehicles: Array
    weight: Array
    people_per_vehicle: Array
    due_slot: Array


@njit(cache=True)
def bed_price(beds: BedPrices, shelter: int) -> float:
    """Return what a person's bed costs now."""
    if beds.beds[shelter] > 1e15:
        return 0.0
    return max(0.0, beds.charge[shelter] + beds.rise * (beds.guests[shelter] / beds.beds[shelter] - 1.0))  # type: ignore[no-any-return]


@njit(cache=True, fastmath=True)
def _add_link(cost: Array, stiff: Array, price: Array, k: float, back: int, part: float, first: int) -> None:
    """Add one link's prices to a route's slots, and how fast they would rise."""
    n = len(cost)
    if part > 0.0:
        rest = np.float32(1.0) - part
        for a in range(first, n):
            here, prior = price[a - back], price[a - back - 1]
            cost[a] += rest * here + part * prior
            stiff[a] += k * (rest * (here > 0) + part * (prior > 0))
    else:
        for a in range(first, n):
            here = price[a - back]
            cost[a] += here
            stiff[a] += k * (here > 0)


@njit(cache=True, fastmath=True)
def price_zone(
    zone: int, ways: Ways, roads: RoadPrices, beds: BedPrices, zones: Zones, slot_s: float,
    cost: Array, stiff: Array,
) -> None:  # fmt: skip
    """Fill the costs of all routes and slots of a zone: arrival, lateness, road and bed prices."""
    n = cost.shape[1]
    each = zones.people_per_vehicle[zone]
    for i in range(cost.shape[0]):
        r = ways.zone_ptr[zone] + i
        shelter = ways.shelter_ix[r]
        bed = each * bed_price(beds, shelter)
        stiff[i, :] = ways.narrow[r] + (each * each * beds.rise / beds.beds[shelter] if bed > 0.0 else 0.0)
        cost[i, : ways.first[r]] = NO_ENTRY
        stiff[i, : ways.first[r]] = NO_ENTRY * NO_ENTRY
        for a in range(ways.first[r], n):
            late = LATE_PRICE_S if a >= zones.due_slot[zone] else 0.0
            cost[i, a] = zones.weight[zone] * ((a + 0.5) * slot_s + late) + bed
        for j in range(ways.ptr[r], ways.ptr[r + 1]):
            e = ways.row[j]
            _add_link(
                cost[i], stiff[i], roads.price[e], roads.stiff[e], ways.back[j], ways.part[j], ways.first[r]
            )


@njit(cache=True, fastmath=True)
def move_load(
    zone: int, ways: Ways, roads: RoadPrices, beds: BedPrices, each: float, move: Array, share: float
) -> None:
    """Put a share of a zone's move on the roads and into the shelters, and set the prices there anew."""
    n = move.shape[1]
    part_moved = np.float32(share)
    for i in range(move.shape[0]):
        low, high = n, 0
        for a in range(n):
            if move[i, a] != 0.0:
                low, high = min(low, a), a + 1
        if low >= high:
            continue
        r = ways.zone_ptr[zone] + i
        beds.guests[ways.shelter_ix[r]] += each * part_moved * move[i].sum()
        for j in range(ways.ptr[r], ways.ptr[r + 1]):
            e, b, part = ways.row[j], ways.back[j], ways.part[j]
            load, price, charge, k = roads.load[e], roads.price[e], roads.charge[e], roads.stiff[e]
            rest, start = part_moved * (np.float32(1.0) - part), low - b
            for a in range(low, high):
                load[a - b] += rest * move[i, a]
            if part > 0.0:
                start -= 1
                for a in range(low, high):
                    load[a - b - 1] += part_moved * part * move[i, a]
            for t in range(start, high - b):
                price[t] = max(np.float32(0.0), charge[t] + k * load[t] - np.float32(roads.rise))


@njit(cache=True, fastmath=True)
def _fits(x: Array, cost: Array, slack: Array, level: float) -> float:
    """Return how many vehicles would be sent if everything dearer than `level` lost and all cheaper won."""
    total = 0.0
    for i in range(len(x)):
        total += max(0.0, x[i] + (level - cost[i]) * slack[i])
    return total


@njit(cache=True, fastmath=True)
def cost_level(x: Array, cost: Array, slack: Array, vehicles: float) -> float:
    """Return the cost level at which exactly so many vehicles fit (bisection)."""
    low = np.float64(cost.min())
    high = low + 1.0
    while _fits(x, cost, slack, high) < vehicles:
        high = low + 2.0 * (high - low)
    while _fits(x, cost, slack, low) > vehicles:
        low = high - 2.0 * (high - low)
    for _ in range(26):
        middle = 0.5 * (low + high)
        if _fits(x, cost, slack, middle) < vehicles:
            low = middle
        else:
            high = middle
    return high


@njit(cache=True, fastmath=True)
def mix_neighbours(mild: Array, own: Array, first: Array, share: float) -> None:
    """Mix a share of its neighbours into each slot; nothing flows out of the first or last slot."""
    n = own.shape[1]
    for i in range(len(own)):
        for a in range(first[i], n):
            prior = own[i, a - 1] if a > first[i] else own[i, a]
            later = own[i, a + 1] if a + 1 < n else own[i, a]
            mild[i, a] += np.float32(share) * (prior + later - np.float32(2.0) * own[i, a])


@njit(cache=True)
def window_of(own: Array, lost: float) -> tuple[int, int, float]:
    """Return the slots (first, end) that hold all but a share `lost` at either end, and the sum of all."""
    total = 0.0
    for a in range(len(own)):
        total += own[a]
    first, end = 0, len(own)
    before = 0.0
    while first < end and before + own[first] <= lost * total:
        before += own[first]
        first += 1
    after = 0.0
    while end > first and after + own[end - 1] <= lost * total:
        after += own[end - 1]
        end -= 1
    return first, end, total


@njit(cache=True)
def _best_split(own: Array, first: int, end: int) -> int:
    """Return the slot at which two even windows follow the slots first..end most closely (least squares)."""
    total = 0.0
    for a in range(first, end):
        total += own[a]
    best, split, head = -1.0, end, 0.0
    for a in range(first, end - 1):
        head += own[a]
        fit = head * head / (a + 1 - first) + (total - head) * (total - head) / (end - a - 1)
        if fit > best:
            best, split = fit, a + 1
    return split


@njit(cache=True)
def draw_to_windows(mild: Array, own: Array, share: float, pieces: int) -> None:
    """Draw every route's slots towards at most so many windows of an even rate (1 or 2)."""
    for i in range(len(own)):
        first, end, total = window_of(own[i], LOST_AT_THE_ENDS)
        if total <= 0.0 or end <= first:
            continue
        inside = 0.0
        for a in range(first, end):
            inside += own[i, a]
        split = _best_split(own[i], first, end) if pieces > 1 else end
        head = 0.0
        for a in range(first, split):
            head += own[i, a]
        scale = total / inside
        for a in range(own.shape[1]):
            to = 0.0
            if first <= a < split:
                to = scale * head / (split - first)
            elif split <= a < end:
                to = scale * (inside - head) / (end - split)
            mild[i, a] += share * (to - own[i, a])


@njit(cache=True, fastmath=True)
def sweep(
    order: Array, ways: Ways, roads: RoadPrices, beds: BedPrices, zones: Zones, slot_s: float, x: Array,
    level: Array, smooth: float, draw: float, pieces: int,
) -> float:  # fmt: skip
    """Move every zone once; `level` takes each zone's cost; return how many vehicles moved.

    smooth : share by which a slot's neighbours are mixed in first, so that rates change little over time
    draw, pieces : share by which each route is drawn towards so many even windows
    """
    n = x.shape[1]
    moved = 0.0
    for zone in order:
        r0, r1 = ways.zone_ptr[zone], ways.zone_ptr[zone + 1]
        if r0 == r1:
            continue
        cost, stiff = np.empty((r1 - r0, n), np.float32), np.empty((r1 - r0, n), np.float32)
        price_zone(zone, ways, roads, beds, zones, slot_s, cost, stiff)
        own = x[r0:r1]
        mild = own.copy()
        if smooth > 0.0:
            mix_neighbours(mild, own, ways.first[r0:r1], smooth)
        if draw > 0.0:
            draw_to_windows(mild, own, draw, pieces)
        slack = np.float32(1.0) / stiff
        m = cost_level(mild.reshape(-1), cost.reshape(-1), slack.reshape(-1), zones.vehicles[zone])
        level[zone] = m
        move = np.maximum(np.float32(0.0), mild + (np.float32(m) - cost) * slack) - own
        each = zones.people_per_vehicle[zone]
        slope = (cost * move).sum()
        move_load(zone, ways, roads, beds, each, move, 1.0)
        price_zone(zone, ways, roads, beds, zones, slot_s, cost, stiff)
        slope_after = (cost * move).sum()
        share = 1.0
        if slope_after > 0.0 > slope:
            share = slope / (slope - slope_after)
            move_load(zone, ways, roads, beds, each, move, share - 1.0)
        x[r0:r1] += np.float32(share) * move
        moved += 0.5 * share * np.abs(move).sum()
    return moved


@njit(cache=True)
def load_everything(
    order: Array, ways: Ways, roads: RoadPrices, beds: BedPrices, zones: Zones, x: Array
) -> None:
    """Put all vehicles on empty roads and set all their prices."""
    for zone in order:
        own = x[ways.zone_ptr[zone] : ways.zone_ptr[zone + 1]]
        move_load(zone, ways, roads, beds, zones.people_per_vehicle[zone], own, 1.0)
    for e in range(len(roads.stiff)):
        for t in range(roads.load.shape[1]):
            roads.price[e, t] = max(
                np.float32(0.0),
                roads.charge[e, t] + roads.stiff[e] * roads.load[e, t] - np.float32(roads.rise),
            )
