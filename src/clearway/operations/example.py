"""The example day: the border city on 6 January 2024, as a journal made from the public record.

Reported: people asked for help by phone and at receptions; more than 100 were lodged in Stary Oskol in
the first two days; about 300 were first placed in the districts of Stary Oskol, Gubkin and Korocha;
the border road by Grayvoron lies in range of fire; other regions were asked for places. Assumed: who
asked when, from where, and every household's size. No household here is a real one.
"""

import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from clearway.errors import NotFound
from clearway.situation import Situation
from clearway.situation.events import (
    AppealClosed,
    AppealReceived,
    BedHeld,
    BedsCounted,
    Event,
    HouseholdArrived,
    HouseholdBoarded,
    LinkClosed,
    LinkReopened,
    ShelterOpened,
    Undone,
)
from clearway.store import Journal, Store

EXAMPLE = "border-city"
LODGED_PEOPLE = 300  # reported: about 300 people first placed
HOURS = 14
WHO = "example"


def open_example(store: Store, scenario: Path, city: Situation, *, now: datetime) -> Journal:
    """Open the example as an exercise whose clock goes on from the evening of that day."""
    try:
        return store.journal(EXAMPLE)
    except NotFound:
        day = example_day(city)
        journal = store.open_journal(
            EXAMPLE,
            name=city.name,
            live=False,
            at=now,
            scenario=scenario,
            clock_ahead=day[-1].learnt_at - now,
        )
        journal.append(day)
        return journal


def example_day(city: Situation, *, seed: int = 6) -> list[Event]:
    """Return the day's events in the order in which they were learnt; same seed, same day."""
    draw = random.Random(seed)
    day = _Day(city)
    _roads_and_shelters(day)
    _households(day, draw)
    return sorted(day.events, key=lambda e: (e.learnt_at, e.event_id))


class _Day:
    """Collects events; each gets its own id in the order in which it was thought of."""

    def __init__(self, city: Situation) -> None:
        self.city = city
        self.events: list[Event] = []

    def at(self, minute: float, *, late_min: float = 0, source: str = "phone 122") -> dict[str, Any]:
        """Return what every event carries."""
        happened_at = self.city.start_at + timedelta(minutes=minute)
        return {
            "event_id": f"{EXAMPLE}-{len(self.events):04d}",
            "who": WHO,
            "happened_at": happened_at,
            "learnt_at": happened_at + timedelta(minutes=late_min),
            "source": source,
        }

    def told(self, event: Event) -> Event:
        self.events.append(event)
        return event


def _roads_and_shelters(day: _Day) -> None:
    """Shelters open and count their beds; a road closes, one report of it is late, one was wrong."""
    shelters = day.city.shelters
    for ix, shelter_id in enumerate(shelters.shelter_ids):
        if shelters.beds[ix] < float("inf"):
            beds = int(shelters.beds[ix])
            day.told(ShelterOpened(shelter_id=shelter_id, **day.at(5 * ix, source="district")))
            counted = day.at(20 + 5 * ix, source="district")
            day.told(BedsCounted(shelter_id=shelter_id, beds=beds, blocked=beds // 50, **counted))
    links = [
        ix for ix in range(day.city.network.n_links) if day.city.network.facility_types[ix] == "secondary"
    ]
    link_ids = [day.city.network.link_ids[ix] for ix in links[:3]] or list(day.city.network.link_ids[:1])
    reason = "within range of fire"
    day.told(LinkClosed(link_id=link_ids[0], reason=reason, **day.at(95, source="report 002")))
    late = day.at(130, late_min=75, source="driver")
    day.told(LinkClosed(link_id=link_ids[-1], reason="debris on the road", **late))
    wrong = day.told(LinkClosed(link_id=link_ids[len(link_ids) // 2], **day.at(240, source="social media")))
    day.told(Undone(undoes=wrong.event_id, reason="road police: open", **day.at(262, source="road police")))
    day.told(LinkReopened(link_id=link_ids[-1], **day.at(410, source="road police")))


def _households(day: _Day, draw: random.Random) -> None:
    """Households ask all day; those first lodged add up to what was reported, the rest still wait."""
    zones, shelters = day.city.zones, day.city.shelters
    places = [sid for ix, sid in enumerate(shelters.shelter_ids) if shelters.beds[ix] < float("inf")][:3]
    lodged = 0
    for number in range(260):
        minute = draw.uniform(0, HOURS * 60 - 180)
        household_id, people = f"H{number:04d}", draw.choice((1, 1, 2, 2, 3, 3, 4, 5))
        zone_id = draw.choices(zones.zone_ids, zones.people.tolist())[0]
        no_car = people if draw.random() < 0.35 else 0
        children = min(people - 1, draw.choice((0, 0, 1, 1, 2)))
        source = draw.choice(("phone 122", "phone 112", "reception", "social media"))
        asked = day.at(minute, source=source)
        day.told(
            AppealReceived(
                household_id=household_id,
                zone_id=zone_id,
                people=people,
                no_car_people=no_car,
                children=children,
                pets=draw.random() < 0.2,
                **asked,
            )
        )
        if lodged + people <= LODGED_PEOPLE and places:
            lodged += people
            shelter_id = draw.choices(places, (5, 3, 2)[: len(places)])[0]
            _lodged(day, draw, minute, household_id, people, shelter_id)
        elif draw.random() < 0.1:
            closed = day.at(minute + 60, source="call back")
            day.told(AppealClosed(household_id=household_id, reason="withdrew", **closed))


def _lodged(
    day: _Day, draw: random.Random, minute: float, household_id: str, people: int, shelter: str
) -> None:
    """A bed is held, the household travels, and for most of them we know that they arrived."""
    of: dict[str, Any] = {"household_id": household_id, "people": people, "shelter_id": shelter}
    day.told(BedHeld(**of, **day.at(minute + 20, source="dispatch")))
    day.told(
        HouseholdBoarded(**of, trip_id=f"bus-{int(minute // 120)}", **day.at(minute + 60, source="driver"))
    )
    if draw.random() < 0.9:
        late_min = 45 if draw.random() < 0.1 else 0
        day.told(HouseholdArrived(**of, **day.at(minute + 150, late_min=late_min, source="desk")))
