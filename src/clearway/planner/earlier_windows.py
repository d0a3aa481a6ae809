"""The last window of a zone is given up where its vehicles find earlier places, one by one."""

from itertools import groupby

from clearway.planner.even_windows import Window
from clearway.planner.schedule import Schedule
from clearway.planner.schedule_kernels import CROWD, take_route
from clearway.planner.settling import last_zones
from clearway.planner.trees import Array
from clearway.planner.whole_vehicles import Road, one_more
from clearway.planner.window_search import latest_s

MOST_VEHICLES = 40  # in a window that is given up
MOST_ZONES = 400


def give_up_last_windows(schedule: Schedule, cost_s: Array, most_windows: int, enough_s: float) -> None:
    """Let zones with somebody on the road after an instant do without their last window, while that works.

    cost_s : (n_routes, n_blocks) of a vehicle, dear where late; most_windows : for a zone
    """
    road = Road(schedule, cost_s)
    for zone in last_zones(schedule, enough_s)[:MOST_ZONES].tolist():
        while latest_s(schedule, zone) > enough_s and _without_last(road, zone, most_windows):
            pass


def windows_of(schedule: Schedule, zone: int) -> dict[Window, float]:
    """Return the windows of a zone, runs of blocks at one rate, and the vehicles in each."""
    ptr, told = schedule.courses.zone_ptr, {}
    for route in range(ptr[zone], ptr[zone + 1]):
        block = 0
        for rate, run in groupby(schedule.rate[route].tolist()):
            first, block = block, block + len(list(run))
            vehicles = float(schedule.sent[route, first:block].sum())
            if rate > 0 and vehicles > CROWD:
                told[Window(route, first, block)] = vehicles
    return told


def _without_last(road: Road, zone: int, most_windows: int) -> bool:
    """Give up the last window of a zone; as before, and False, where its last vehicle is not safe earlier."""
    schedule, told = road.schedule, windows_of(road.schedule, zone)
    routes = slice(schedule.courses.zone_ptr[zone], schedule.courses.zone_ptr[zone + 1])
    rate, sent = schedule.rate[routes].copy(), schedule.sent[routes].copy()
    arrived_s = schedule.arrived_s(routes)
    last = max(told, key=lambda window: float(arrived_s[window.route - routes.start, window.end - 1]))
    before_s = float(arrived_s[last.route - routes.start, last.end - 1])
    if told[last] > MOST_VEHICLES or schedule.waiting[zone] > CROWD:
        return False
    road.send(last, 0.0)
    del told[last]
    while schedule.waiting[zone] > CROWD and one_more(road, zone, told, most_windows):
        pass
    if schedule.waiting[zone] <= CROWD and latest_s(schedule, zone) < before_s:
        return True
    for route, old_rate, old_sent in zip(range(routes.start, routes.stop), rate, sent, strict=True):
        take_route(schedule.space.left, schedule.courses, route, schedule.rate[route], -1)
        schedule.rate[route], schedule.sent[route] = old_rate, old_sent
        take_route(schedule.space.left, schedule.courses, route, old_rate, 1)
    schedule.recount()
    return False
