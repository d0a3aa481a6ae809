"""Whether a plan's tables can be driven: ways, people, beds, roads, closures, roads turned one way.

Every departure window runs along its route at free-flow speed, in continuous time. Plain sums
over the tables, sharing nothing with the parts that make plans.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from clearway.city.arrays import Floats
from clearway.plan import Plan
from clearway.planner.turning import Turning, read_turning
from clearway.situation import Situation

TOLERANCE = 1e-6
OVERLAP_S = 0.01
"""Two windows may overlap on a link by so little: the rounding of written times."""

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Check:
    """One thing a plan has to keep, and every place where it does not.

    claim : a sentence, true where there are no faults
    faults : sentences
    """

    claim: str
    faults: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not self.faults


@dataclass(frozen=True, eq=False)
class Runs:
    """Every departure window on every link of its route.

    window, link : (n,) rows of the departures and of the network's links
    enter_s, leave_s : (n,) when the window's first and last vehicle enter the link
    arrive_s : (n_windows,) when the first vehicle of each window arrives; the last arrives as
        much later as it leaves later
    """

    window: Rows
    link: Rows
    enter_s: Floats
    leave_s: Floats
    arrive_s: Floats


def runs_of(situation: Situation, plan: Plan) -> Runs:
    """Let every departure window run along its route."""
    routes, windows = plan.routes.links, plan.departures
    travel = situation.network.travel_s[routes.flat]
    ahead = np.concatenate([[0.0], np.cumsum(travel)])
    counts = np.diff(routes.ptr)[windows.route_ix]
    starts = routes.ptr[windows.route_ix]
    window = np.repeat(np.arange(len(windows)), counts)
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    place = starts[window] + within
    offset = ahead[place] - ahead[starts[window]]
    return Runs(
        window,
        routes.flat[place].astype(np.int64),
        windows.from_s[window] + offset,
        windows.until_s[window] + offset,
        windows.from_s + (ahead[starts + counts] - ahead[starts]),
    )


def feasibility(situation: Situation, plan: Plan, runs: Runs) -> tuple[Check, ...]:
    """Return every check of the tables."""
    turning = read_turning(situation, plan)
    turned = (
        Check("Every road turned one way has two directions and is turned once.", turning.faults),
        Check("The direction that a turned road gives up is empty in time.",
              _all(_given_up(situation, plan, runs, turning))),
    ) if plan.contraflow else ()  # fmt: skip
    return (
        Check("Every route is a connected way from its zone to its shelter.", _all(_routes(situation, plan))),
        Check("Nobody leaves before being ready, or arrives before the shelter opens.",
              _all(_times(situation, plan, runs))),
        Check("No zone sends more vehicles than it has.", _all(_zones(situation, plan))),
        Check("No shelter takes in more people than it has beds.", _all(_shelters(situation, plan))),
        Check("No link is entered by more vehicles than it carries, at any moment.",
              _all(_capacities(situation, plan, runs, turning))),
        Check("No link is entered while it is closed.", _all(_closures(situation, plan, runs))),
        *turned,
    )  # fmt: skip


def clock(situation: Situation, time_s: float) -> str:
    """Say an instant as a clock does."""
    return f"{situation.start_at + timedelta(seconds=float(time_s)):%H:%M:%S}"


def _all(faults: Iterator[str]) -> tuple[str, ...]:
    return tuple(faults)


def _routes(situation: Situation, plan: Plan) -> Iterator[str]:
    network, zones, shelters, routes = situation.network, situation.zones, situation.shelters, plan.routes
    for row, name in enumerate(routes.route_ids):
        zone, shelter, links = int(routes.zone_ix[row]), int(routes.shelter_ix[row]), routes.links[row]
        zone_id, shelter_id = zones.zone_ids[zone], shelters.shelter_ids[shelter]
        if not len(links):
            if not np.isin(zones.nodes[zone], shelters.nodes[shelter]).any():
                yield f"Route {name} has no links, but zone {zone_id} and shelter {shelter_id} share no node."
            continue
        if network.tail_ix[links[0]] not in zones.nodes[zone]:
            yield f"Route {name} starts with link {network.link_ids[links[0]]}, not at zone {zone_id}."
        if network.head_ix[links[-1]] not in shelters.nodes[shelter]:
            yield f"Route {name} ends with link {network.link_ids[links[-1]]}, not at shelter {shelter_id}."
        for gap in np.flatnonzero(network.head_ix[links[:-1]] != network.tail_ix[links[1:]])[:1]:
            before, after = network.link_ids[links[gap]], network.link_ids[links[gap + 1]]
            yield f"Route {name}: links {before} and {after} do not meet."


def _times(situation: Situation, plan: Plan, runs: Runs) -> Iterator[str]:
    routes, windows, zones, shelters = plan.routes, plan.departures, situation.zones, situation.shelters
    zone, shelter = routes.zone_ix[windows.route_ix], routes.shelter_ix[windows.route_ix]
    drives = np.diff(routes.links.ptr)[windows.route_ix] > 0
    width = windows.until_s - windows.from_s
    impossible = (width < 0) | (windows.vehicles < 0) | ((width == 0) & drives & (windows.vehicles > 0))
    for row in np.flatnonzero(impossible).tolist():
        yield (
            f"{_window(plan, row)} is impossible: {windows.vehicles[row]:g} vehicles "
            f"from {windows.from_s[row]:g} s until {windows.until_s[row]:g} s."
        )
    sent = windows.vehicles > 0
    for row in np.flatnonzero(sent & (windows.from_s < zones.ready_s[zone] - TOLERANCE)).tolist():
        name, ready = zones.zone_ids[zone[row]], clock(situation, zones.ready_s[zone[row]])
        yield f"{_window(plan, row)} leaves zone {name}, which is ready only at {ready}."
    for row in np.flatnonzero(sent & (runs.arrive_s < shelters.opens_s[shelter] - TOLERANCE)).tolist():
        name, opens = shelters.shelter_ids[shelter[row]], clock(situation, shelters.opens_s[shelter[row]])
        arrives = clock(situation, runs.arrive_s[row])
        yield f"{_window(plan, row)} arrives at {arrives}, before shelter {name} opens at {opens}."


def _window(plan: Plan, row: int) -> str:
    name = plan.routes.route_ids[plan.departures.route_ix[row]]
    return f"The departure in row {row + 2} (route {name})"


def _zones(situation: Situation, plan: Plan) -> Iterator[str]:
    zones, windows = situation.zones, plan.departures
    sent = np.bincount(plan.routes.zone_ix[windows.route_ix], windows.vehicles, len(zones))
    for zone in np.flatnonzero(sent > zones.vehicles * (1 + TOLERANCE) + TOLERANCE):
        yield f"Zone {zones.zone_ids[zone]} sends {sent[zone]:,.3f} of {zones.vehicles[zone]:,.3f} vehicles."


def _shelters(situation: Situation, plan: Plan) -> Iterator[str]:
    shelters = situation.shelters
    shelter = plan.routes.shelter_ix[plan.departures.route_ix]
    guests = np.bincount(shelter, people_in(situation, plan), len(shelters))
    for row in np.flatnonzero(guests > shelters.beds * (1 + TOLERANCE) + TOLERANCE):
        yield (
            f"Shelter {shelters.shelter_ids[row]} is sent {guests[row]:,.1f} people "
            f"for {shelters.beds[row]:,.0f} beds."
        )


def people_in(situation: Situation, plan: Plan) -> Floats:
    """(n_windows,) people who leave in each window."""
    each = situation.zones.people_per_vehicle[plan.routes.zone_ix[plan.departures.route_ix]]
    return np.asarray(plan.departures.vehicles * each, np.float64)


def _capacities(situation: Situation, plan: Plan, runs: Runs, turning: Turning) -> Iterator[str]:
    """Add up rates in order of time on each link; windows that touch are not added to each other.

    Looked at are the moments at which a window begins or ends, or room that was lent is taken back.
    """
    network, windows = situation.network, plan.departures
    lent = turning.lent(situation)
    back = np.isfinite(lent.until_s)
    width = runs.leave_s - runs.enter_s
    rate = np.divide(3600.0 * windows.vehicles[runs.window], width, out=np.zeros(len(width)), where=width > 0)
    link = np.concatenate([runs.link, runs.link, lent.link_ix[back]])
    moment = np.concatenate([runs.enter_s, runs.leave_s, lent.until_s[back]])
    change = np.concatenate([rate, -rate, np.zeros(int(back.sum()))])
    order = np.lexsort((change, moment - OVERLAP_S * (change < 0), link))
    link, moment, change = link[order], moment[order], change[order]
    inflow = np.cumsum(change)
    first = np.flatnonzero(np.concatenate([[True], link[1:] != link[:-1]])) if len(link) else np.empty(0, int)
    before = np.repeat(inflow[first] - change[first], np.diff(np.append(first, len(link))))
    inflow = inflow - before
    capacity = network.capacity_vph[link] + lent.vph_at(link, moment)
    over = np.flatnonzero(inflow > capacity * (1 + TOLERANCE) + 1e-3 * TOLERANCE * len(link) + TOLERANCE)
    for row in over[np.unique(link[over], return_index=True)[1]]:
        yield (
            f"Link {network.link_ids[link[row]]} ({network.label(int(link[row]))}) takes in "
            f"{inflow[row]:,.2f} vehicles an hour at {clock(situation, moment[row])}; "
            f"it carries {capacity[row]:,.2f}."
        )


def _closures(situation: Situation, plan: Plan, runs: Runs) -> Iterator[str]:
    closures, sent = situation.closures, plan.departures.vehicles[runs.window] > 0
    for row in range(len(closures)):
        here = np.flatnonzero(sent & (runs.link == closures.link_ix[row]))
        begins, ends = float(closures.from_s[row]), float(closures.until_s[row])
        met = (runs.enter_s[here] < ends - TOLERANCE) & (runs.leave_s[here] > begins + TOLERANCE)
        for run in here[met][:1]:
            until = f"until {clock(situation, ends)}" if np.isfinite(ends) else "for good"
            yield (
                f"{_window(plan, int(runs.window[run]))} enters link "
                f"{situation.network.link_ids[closures.link_ix[row]]}, "
                f"closed from {clock(situation, begins)} {until}."
            )


def _given_up(situation: Situation, plan: Plan, runs: Runs, turning: Turning) -> Iterator[str]:
    """Whoever enters by then has left the link when its lanes change hands."""
    sent = plan.departures.vehicles[runs.window] > 0
    for link, empty_s in turning.empty_from_s(situation):
        late = np.flatnonzero(sent & (runs.link == link) & (runs.leave_s > empty_s + TOLERANCE))
        for run in late[:1]:
            yield (
                f"{_window(plan, int(runs.window[run]))} enters link {situation.network.link_ids[link]} "
                f"after {clock(situation, max(0.0, empty_s))}; it is turned and would not be empty in time."
            )
