"""The situation at an instant: a pure fold of the journal over the city.

`situation_at(city, events, at)` is what we knew at an instant. With a later `known_at` it is what we
now say of that instant: an event learnt late, or taken back late, changes the second and never the
first. The order of the events does not matter, and nothing here reads a clock.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np

from clearway.city import Closures, Shelters, Zones
from clearway.situation.events import Event, Undone
from clearway.situation.known import APPLY, Closed, Known, Said, Stamp, stamp_of
from clearway.situation.situation import Situation
from clearway.situation.waiting import beds_taken, gone_since_count

Window = tuple[datetime, datetime | None, str, str]


def situation_at(
    city: Situation, events: Iterable[Event], at: datetime, *, known_at: datetime | None = None
) -> Situation:
    """Return the situation of `at`, from what was learnt by `known_at` (else by `at` itself).

    Parameters
    ----------
    city : the situation at its start, as the scenario has it
    events : what we were told, in any order
    at, known_at : instants that know their offset

    Events about a zone, link or shelter that the city does not have are left out here; the door that
    takes events in refuses them with a sentence.
    """
    return situation_of(city, fold(events, at, known_at=known_at), at)


def fold(
    events: Iterable[Event],
    at: datetime,
    *,
    known_at: datetime | None = None,
    start: Known | None = None,
    undoings: Iterable[Undone] | None = None,
) -> Known:
    """Add events up into what is known of `at`, by those who knew what was learnt by `known_at`.

    start : what earlier events already add up to; it is not changed
    undoings : every `Undone` among the events, where the caller can fetch them without reading all;
        then `events` may be a stream that is read once
    """
    learnt_by = at if known_at is None else known_at
    if undoings is None:
        events = events if isinstance(events, Sequence) else list(events)
        undoings = [e for e in events if type(e) is Undone]
    known = Known() if start is None else start.copy()
    return add_to(known, events, at, learnt_by, taken_back(undoings, learnt_by))


def add_to(
    known: Known, events: Iterable[Event], at: datetime, known_at: datetime, undone: frozenset[str]
) -> Known:
    """Add events to registers that the caller has just made and gives away; they are changed and returned.

    For whoever has a million registers and need not keep them as they were; all others use `fold`.
    """
    apply: dict[type[Event], Callable[[Known, Event, Stamp], None]] = APPLY
    for e in events:
        if e.learnt_at <= known_at and e.happened_at <= at and e.event_id not in undone:
            apply[type(e)](known, e, stamp_of(e))
    return known


def taken_back(undoings: Iterable[Undone], known_at: datetime) -> frozenset[str]:
    """Return the ids of the events that are taken back, as known at an instant.

    The latest word counts: an `Undone` that is itself undone takes nothing back.
    """
    known = [e for e in undoings if e.learnt_at <= known_at]
    undone: set[str] = set()
    for e in sorted(known, key=lambda e: (e.learnt_at, e.event_id), reverse=True):
        if e.event_id not in undone:
            undone.add(e.undoes)
    return frozenset(undone)


def situation_of(city: Situation, known: Known, at: datetime) -> Situation:
    """Return the city with everything that is known put in force; ids the city lacks are left out."""
    return replace(
        city,
        zones=_zones(city, known),
        shelters=_shelters(city, known, at),
        closures=_closures(city, known),
        at_s=max(0.0, (at - city.start_at).total_seconds()),
    )


def _zones(city: Situation, known: Known) -> Zones:
    """People still to leave: the last count, less those of our households who left after it."""
    zones = city.zones
    people, no_car = zones.people.copy(), zones.no_car_people.copy()
    deadline_s = zones.deadline_s.copy()
    gone = gone_since_count(known)
    for ix, zone_id in enumerate(zones.zone_ids):
        if zone_id in known.counts:
            people[ix], no_car[ix] = known.counts[zone_id].people, known.counts[zone_id].no_car_people
        with_car_gone, no_car_gone = gone.get(zone_id, (0, 0))
        no_car[ix] = max(0.0, no_car[ix] - no_car_gone)
        people[ix] = max(no_car[ix], people[ix] - with_car_gone - no_car_gone)
        if zone_id in known.deadlines:
            by = known.deadlines[zone_id].value
            deadline_s[ix] = np.inf if by is None else (by - city.start_at).total_seconds()
    return replace(
        zones,
        people=people,
        no_car_people=no_car,
        vehicles=_vehicles(city, people - no_car),
        deadline_s=deadline_s,
    )


def _vehicles(city: Situation, car_people: np.ndarray) -> np.ndarray:
    """Return vehicles for people with a car, as full as the zone's were; whole where the count changed."""
    zones = city.zones
    each = np.where(zones.people_per_vehicle > 0, zones.people_per_vehicle, city.people_per_vehicle)
    unchanged = np.isclose(car_people, zones.car_people)
    return np.where(unchanged, zones.vehicles, np.ceil(np.round(car_people / each, 9)))


def _shelters(city: Situation, known: Known, at: datetime) -> Shelters:
    """Beds that the road plan may give: the last count, less blocked, taken and promised to others."""
    shelters = city.shelters
    beds, opens_s = shelters.beds.copy(), shelters.opens_s.copy()
    taken = beds_taken(known, at)
    for ix, shelter_id in enumerate(shelters.shelter_ids):
        if shelter_id in known.beds:
            beds[ix] = known.beds[shelter_id].beds - known.beds[shelter_id].blocked
        if shelter_id in taken:
            beds[ix] -= taken[shelter_id].not_for_the_road_plan
        if shelter_id in known.openings:
            opens_at = known.openings[shelter_id].value
            if opens_at is None:
                beds[ix] = 0
            else:
                opens_s[ix] = max(0.0, (opens_at - city.start_at).total_seconds())
    return replace(shelters, beds=np.maximum(0.0, beds), opens_s=opens_s)


def _closures(city: Situation, known: Known) -> Closures:
    """Return closed windows of the city and of the journal, cut off where the link was reopened."""
    link_ix = city.network.link_ix_by_id
    rows: list[tuple[int, float, float, str, str]] = []
    told = set(known.closures) | set(known.reopenings)
    base = city.closures
    for row in range(len(base)):
        link_id = city.network.link_ids[base.link_ix[row]]
        reopened_s = _first_reopening_s(city, known.reopenings.get(link_id, []), float(base.from_s[row]))
        until_s = min(float(base.until_s[row]), reopened_s)
        rows.append(
            (int(base.link_ix[row]), float(base.from_s[row]), until_s, base.reasons[row], base.sources[row])
        )
    for link_id in sorted(told & set(link_ix)):
        for from_at, until_at, reason, source in closed_windows(known, link_id):
            from_s = (from_at - city.start_at).total_seconds()
            until_s = np.inf if until_at is None else (until_at - city.start_at).total_seconds()
            rows.append((link_ix[link_id], max(0.0, from_s), until_s, reason, source))
    rows = [row for row in rows if row[2] > row[1]]
    return Closures(
        np.array([r[0] for r in rows], np.int32),
        np.array([r[1] for r in rows], np.float64),
        np.array([r[2] for r in rows], np.float64),
        tuple(r[3] for r in rows),
        tuple(r[4] for r in rows),
    )


def _first_reopening_s(city: Situation, reopenings: list[Said], from_s: float) -> float:
    """Return when a closure of the scenario itself ends early; a reopening before it began ends nothing."""
    seconds = [(said.value - city.start_at).total_seconds() for said in reopenings]
    return min((s for s in seconds if s >= from_s), default=np.inf)


def closed_windows(known: Known, link_id: str) -> list[Window]:
    """Return a link's closed windows as (from_at, until_at, reason, source), earliest first.

    A reopening ends every closure that was told before it, and none told after.
    """
    windows = []
    for closed in sorted(known.closures.get(link_id, []), key=lambda c: (c.from_at, c.stamp)):
        until_at = _until(closed, known.reopenings.get(link_id, []))
        if until_at is None or until_at > closed.from_at:
            windows.append((closed.from_at, until_at, closed.reason, closed.source))
    return windows


def _until(closed: Closed, reopenings: list[Said]) -> datetime | None:
    ends = [said.value for said in reopenings if said.stamp > closed.stamp]
    if closed.until_at is not None:
        ends.append(closed.until_at)
    return min(ends, default=None)
