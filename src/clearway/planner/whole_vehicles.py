"""Whole vehicles in every window: rounded down; who is left over goes where there is room for one more."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from clearway.planner.even_windows import Window
from clearway.planner.roadspace import GRAINS, MOST_GRAINS
from clearway.planner.schedule import Schedule
from clearway.planner.schedule_kernels import CROWD, room_of_route, room_of_window, take_route
from clearway.planner.trees import Array

NEARLY = 1e-4  # vehicles: so near to a whole one is a whole one
LONGER = (1, 2, 3, 5, 8)  # blocks by which a window may be made longer for who is left over
LENGTHS = (1, 2, 4, 8, 16)  # blocks, of a window opened for them


def with_whole_vehicles(
    schedule: Schedule, windows: dict[int, list[Window]], cost_s: Array, most_windows: int
) -> None:
    """Round what every window sends; a part of a vehicle is sent only where a zone has one.

    cost_s : (n_routes, n_blocks) of a vehicle; most_windows : for a zone; who finds no room waits
    """
    road = Road(schedule, cost_s)
    told: dict[int, dict[Window, float]] = {}
    up: list[tuple[float, int, Window]] = []
    for zone, own in windows.items():
        sent = {w: float(schedule.sent[w.route, w.first : w.end].sum()) for w in own}
        whole = {w: float(np.floor(vehicles + NEARLY)) for w, vehicles in sent.items()}
        for window, vehicles in whole.items():
            road.send(window, vehicles)
        told[zone] = {w: vehicles for w, vehicles in whole.items() if vehicles > 0}
        up += [(whole[w] - sent[w], zone, w) for w in told[zone]]
    schedule.recount()
    for _, zone, window in sorted(up):
        more = road.fits_beds(window.route, 1.0)
        if more > 0 and road.send(window, told[zone][window] + more):
            told[zone][window] += more
    for zone, vehicles_of in told.items():
        while schedule.waiting[zone] > CROWD and one_more(road, zone, vehicles_of, most_windows):
            pass


def one_more(road: "Road", zone: int, told: dict[Window, float], most_windows: int) -> bool:
    """Send one more vehicle of a zone where that costs least: in a window, a longer one, or a new one."""
    trials: list[tuple[float, Window | None, Window, float]] = []
    for window, vehicles in told.items():
        more = road.fits_beds(window.route, 1.0)
        for longer in road.longer(window) if more > 0 else []:
            cost_s = (vehicles + more) * road.cost_s(longer) - vehicles * road.cost_s(window)
            trials.append((cost_s, window, longer, vehicles + more))
    if len(told) < most_windows:
        trials += [(v * road.cost_s(new), None, new, v) for new, v in road.new_windows(zone, 1.0)]
    for _, old, window, vehicles in sorted(trials, key=lambda trial: (trial[0], trial[2])):
        if road.send(window, vehicles):
            if old is not None:
                del told[old]
            told[window] = vehicles
            return True
    return _smallest_anew(road, zone, told)


def _smallest_anew(road: "Road", zone: int, told: dict[Window, float]) -> bool:
    """Close the smallest window of a zone and open one that has room for its vehicles and all who wait."""
    if not told:
        return False
    smallest = min(told, key=lambda window: (told[window], window))
    road.send(smallest, 0.0)
    trials = [(v * road.cost_s(new), new, v) for new, v in road.new_windows(zone, np.inf)]
    for _, window, vehicles in sorted(trials):
        if vehicles > told[smallest] + CROWD and road.send(window, vehicles):
            del told[smallest]
            told[window] = vehicles
            return True
    road.send(smallest, told[smallest])
    return False


class Road:
    """What fits on the road for single windows."""

    def __init__(self, schedule: Schedule, cost_s: Array):
        self._cost_s = cost_s
        self.schedule, self._per_grain = schedule, schedule.courses.per_grain * schedule.block_steps
        self._steps = np.empty(schedule.space.n_steps, np.int32)
        self._room = np.empty(schedule.rate.shape[1] + 1, np.int32)

    def room(self, route: int) -> Array:
        """(n_blocks + 1,) grains that fit in each block of a route, its own windows not counted."""
        left, courses, rate = self.schedule.space.left, self.schedule.courses, self.schedule.rate[route]
        take_route(left, courses, route, rate, -1)
        room_of_route(left, courses, route, self._steps, self._room)
        take_route(left, courses, route, rate, 1)
        if courses.ptr[route] == courses.ptr[route + 1]:
            self._room[courses.first_block[route] : courses.last_block[route]] = MOST_GRAINS // 2
        return self._room

    def cost_s(self, window: Window) -> float:
        """Return what a vehicle costs in a window, on average."""
        return float(self._cost_s[window.route, window.first : window.end].mean())

    def longer(self, window: Window) -> list[Window]:
        """Return the window and what it could be made into: an earlier begin, a later end."""
        route, first, end = window
        found = [window]
        for blocks in LONGER:
            if self.open(route, first - blocks, first):
                found.append(Window(route, first - blocks, end))
            if self.open(route, end, end + blocks):
                found.append(Window(route, first, end + blocks))
        return found

    def new_windows(self, zone: int, most: float) -> list[tuple[Window, float]]:
        """Return the cheapest windows with room for so many more vehicles of a zone, of some lengths."""
        ptr, found = self.schedule.courses.zone_ptr, []
        for route in range(ptr[zone], ptr[zone + 1]):
            more, room = self.fits_beds(route, most), self.room(route)[:-1]
            free = np.where(self.schedule.rate[route] == 0, room, 0)
            for blocks in LENGTHS if more > 0 else ():
                if blocks > len(free):
                    break
                least = sliding_window_view(free, blocks).min(axis=1)
                fits = (least * (self._per_grain * blocks) >= more) & (least > 0)
                if fits.any():
                    cost_s = sliding_window_view(self._cost_s[route], blocks).mean(axis=1)
                    first = int(np.argmin(np.where(fits, cost_s, np.inf)))
                    found.append((Window(route, first, first + blocks), more))
        return found

    def open(self, route: int, first: int, end: int) -> bool:
        """Whether a route may send in some blocks and does not yet."""
        courses = self.schedule.courses
        inside = courses.first_block[route] <= first and end <= courses.last_block[route]
        return bool(first == end or (inside and not self.schedule.rate[route, first:end].any()))

    def fits_beds(self, route: int, most: float) -> float:
        """Return how many who wait find beds at the end of a route: whole vehicles, or all who wait."""
        schedule = self.schedule
        zone, shelter = schedule.pool.zone_ix[route], schedule.pool.shelter_ix[route]
        waits = float(schedule.waiting[zone])
        beds = float(schedule.beds[shelter] / schedule.situation.zones.people_per_vehicle[zone])
        fits = min(most, waits, beds)
        return fits if fits >= waits - CROWD and waits > CROWD else float(np.floor(fits + CROWD))

    def send(self, window: Window, vehicles: float) -> bool:
        """Let a window send so many vehicles, instead of what its blocks sent; False if they do not fit."""
        schedule, (route, first, end) = self.schedule, window
        hours = schedule.block_hours(np.array([route]))[0, first:end]
        grains = int(np.ceil(vehicles / hours.sum() * GRAINS - 1e-3))
        rate = schedule.rate[route]
        if grains > room_of_window(schedule.space.left, schedule.courses, route, first, end, rate):
            return False
        zone, shelter = schedule.pool.zone_ix[route], schedule.pool.shelter_ix[route]
        take_route(schedule.space.left, schedule.courses, route, rate, -1)
        before = float(schedule.sent[route, first:end].sum())
        rate[first:end], schedule.sent[route, first:end] = grains, vehicles * hours / hours.sum()
        take_route(schedule.space.left, schedule.courses, route, rate, 1)
        each = schedule.situation.zones.people_per_vehicle[zone]
        schedule.waiting[zone] = max(schedule.waiting[zone] - vehicles + before, 0.0)
        schedule.beds[shelter] = max(schedule.beds[shelter] - (vehicles - before) * each, 0.0)
        return True
