"""An overview: what an officer looks at first, in counts: zones, shelters, closed roads, who waits."""

from dataclasses import dataclass
from datetime import datetime

from clearway.situation.fold import closed_windows, situation_of
from clearway.situation.known import Known
from clearway.situation.situation import Situation
from clearway.situation.waiting import BedsTaken, Waiting, beds_taken, waiting_at


@dataclass(frozen=True)
class ZoneRow:
    """A zone: who is still in it, what it was told."""

    zone_id: str
    name: str
    people: float | None
    no_car_people: float | None
    status: str
    deadline_at: datetime | None
    waiting_people: int


@dataclass(frozen=True)
class ShelterRow:
    """A shelter: its beds and who takes them; `free` is below 0 where more are promised than there are."""

    shelter_id: str
    name: str
    beds: float | None
    blocked: int
    arrived: int
    boarded: int
    held: int
    free: float | None
    opens_at: datetime | None
    closed: bool


@dataclass(frozen=True)
class ClosureRow:
    """A link that is closed or will be."""

    link_id: str
    name: str
    from_at: datetime
    until_at: datetime | None
    reason: str
    source: str


@dataclass(frozen=True)
class Overview:
    """Everything at one instant."""

    at: datetime
    zones: tuple[ZoneRow, ...]
    shelters: tuple[ShelterRow, ...]
    closures: tuple[ClosureRow, ...]
    waiting: Waiting


def overview_of(city: Situation | None, known: Known, at: datetime) -> Overview:
    """Return the overview of an instant; without a city, of the ids that were told."""
    waiting = waiting_at(known, at)
    return Overview(
        at,
        tuple(_zones(city, known, at, waiting)),
        tuple(_shelters(city, known, at)),
        tuple(_closures(city, known, at)),
        waiting,
    )


def _zones(city: Situation | None, known: Known, at: datetime, waiting: Waiting) -> list[ZoneRow]:
    told = {**dict.fromkeys(known.counts), **dict.fromkeys(known.statuses), **dict.fromkeys(waiting.by_zone)}
    names = dict(zip(city.zones.zone_ids, city.zones.names, strict=True)) if city else {}
    still = situation_of(city, known, at).zones if city else None
    rows = []
    for zone_id in {**names, **told}:
        count = known.counts.get(zone_id)
        people: float | None = count.people if count else None
        no_car: float | None = count.no_car_people if count else None
        if still is not None and zone_id in still.zone_ix_by_id:
            ix = still.zone_ix_by_id[zone_id]
            people, no_car = float(still.people[ix]), float(still.no_car_people[ix])
        status = known.statuses.get(zone_id)
        deadline = known.deadlines.get(zone_id)
        rows.append(
            ZoneRow(
                zone_id,
                names.get(zone_id, zone_id),
                people,
                no_car,
                status.value if status else "normal",
                deadline.value if deadline else None,
                waiting.by_zone.get(zone_id, 0),
            )
        )
    return rows


def _shelters(city: Situation | None, known: Known, at: datetime) -> list[ShelterRow]:
    taken = beds_taken(known, at)
    told = {**dict.fromkeys(known.beds), **dict.fromkeys(known.openings), **dict.fromkeys(taken)}
    base: dict[str, tuple[str, float]] = {}
    if city is not None:
        shelters = city.shelters
        for shelter_id, name, beds in zip(shelters.shelter_ids, shelters.names, shelters.beds, strict=True):
            base[shelter_id] = (name, float(beds))
    rows = []
    for shelter_id in {**base, **told}:
        name, beds_of_city = base.get(shelter_id, (shelter_id, float("inf")))
        count = known.beds.get(shelter_id)
        beds = float(count.beds) if count else beds_of_city
        blocked = count.blocked if count else 0
        people = taken.get(shelter_id, BedsTaken())
        opening = known.openings.get(shelter_id)
        limited = beds < float("inf")
        rows.append(
            ShelterRow(
                shelter_id,
                name,
                beds if limited else None,
                blocked,
                people.arrived,
                people.boarded,
                people.held,
                beds - blocked - people.all if limited else None,
                opening.value if opening else None,
                opening is not None and opening.value is None,
            )
        )
    return rows


def _closures(city: Situation | None, known: Known, at: datetime) -> list[ClosureRow]:
    rows = []
    for link_id in sorted(known.closures):
        name = link_id
        if city is not None and link_id in city.network.link_ix_by_id:
            name = city.network.label(city.network.link_ix_by_id[link_id])
        for from_at, until_at, reason, source in closed_windows(known, link_id):
            if until_at is None or until_at > at:
                rows.append(ClosureRow(link_id, name, from_at, until_at, reason, source))
    return rows
