"""Known: what the events add up to, kept so that their order does not matter.

Each fact is a register: the value with the stamp of the event that set it. An event with an older
stamp than the register's changes nothing, so events may come in any order and the sum is the same.
Closures and reopenings are kept side by side for each link, because one link may have several
closed windows at once.

A stamp is (happened_at, learnt_at, event_id): later in the world wins; of two for one instant, the one
learnt later; of two learnt together, the id decides, so that everybody who folds gets the same.
"""

from bisect import insort
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

from clearway.situation import events as ev

Stamp = tuple[int, int, str]  # instants as microseconds: short to keep, quick to compare

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(instant: datetime) -> int:
    """Return an instant as whole microseconds since 1970; exact."""
    since = instant - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def stamp_of(event: ev.Event) -> Stamp:
    """Return the stamp of an event."""
    return micros(event.happened_at), micros(event.learnt_at), event.event_id


class Closed(NamedTuple):
    """One closed window of a link; `until_at` None is for good."""

    stamp: Stamp
    from_at: datetime
    until_at: datetime | None
    reason: str
    source: str


class Count(NamedTuple):
    """People in a zone at the last count."""

    stamp: Stamp
    people: int
    no_car_people: int


class BedCount(NamedTuple):
    """Beds of a shelter at the last count, `blocked` of them out of use."""

    stamp: Stamp
    beds: int
    blocked: int


class Appeal(NamedTuple):
    """What a household asked for last; `open` is False once it needs nothing more."""

    stamp: Stamp
    zone_id: str
    people: int
    no_car_people: int
    wheelchairs: int
    children: int
    pets: bool


class Hold(NamedTuple):
    """Beds kept for a household until `until_at`; `shelter_id` is "" once they are released."""

    stamp: Stamp
    shelter_id: str
    people: int
    until_at: datetime | None


class Place(NamedTuple):
    """Where a household went: "boarded" a trip, "arrived" in a shelter, "left" us, or came "home"."""

    stamp: Stamp
    where: str
    shelter_id: str
    people: int


class Said(NamedTuple):
    """A single word with its stamp: a status, a deadline, a reason, another household's id."""

    stamp: Stamp
    value: Any


@dataclass(slots=True)
class Known:
    """The registers. Built by `fold`, read by everybody else, changed by nobody after that."""

    closures: dict[str, list[Closed]] = field(default_factory=dict)
    reopenings: dict[str, list[Said]] = field(default_factory=dict)
    counts: dict[str, Count] = field(default_factory=dict)
    deadlines: dict[str, Said] = field(default_factory=dict)
    statuses: dict[str, Said] = field(default_factory=dict)
    openings: dict[str, Said] = field(default_factory=dict)  # datetime from which it is open, or None: shut
    beds: dict[str, BedCount] = field(default_factory=dict)
    appeals: dict[str, Appeal] = field(default_factory=dict)
    closed: dict[str, Said] = field(default_factory=dict)
    holds: dict[str, Hold] = field(default_factory=dict)
    moves: dict[str, list[Place]] = field(default_factory=dict)  # by stamp; the last is where they are
    merges: dict[str, Said] = field(default_factory=dict)
    approvals: dict[str, Said] = field(default_factory=dict)

    def copy(self) -> "Known":
        """Return registers that can be changed without changing these."""
        fresh = Known(**{name: dict(getattr(self, name)) for name in self.__slots__})
        fresh.closures = {link: list(rows) for link, rows in self.closures.items()}
        fresh.reopenings = {link: list(rows) for link, rows in self.reopenings.items()}
        fresh.moves = {household: list(rows) for household, rows in self.moves.items()}
        return fresh


def _set(register: dict[str, Any], key: str, value: Any) -> None:
    before = register.get(key)
    if before is None or value[0] > before[0]:
        register[key] = value


def _move(known: Known, household_id: str, place: Place) -> None:
    insort(known.moves.setdefault(household_id, []), place)


def _link_closed(known: Known, e: ev.LinkClosed, stamp: Stamp) -> None:
    window = Closed(stamp, e.from_at or e.happened_at, e.until_at, e.reason, e.source)
    known.closures.setdefault(e.link_id, []).append(window)


def _link_reopened(known: Known, e: ev.LinkReopened, stamp: Stamp) -> None:
    known.reopenings.setdefault(e.link_id, []).append(Said(stamp, e.from_at or e.happened_at))


def _people_counted(known: Known, e: ev.PeopleCounted, stamp: Stamp) -> None:
    _set(known.counts, e.zone_id, Count(stamp, e.people, e.no_car_people))


def _deadline_set(known: Known, e: ev.DeadlineSet, stamp: Stamp) -> None:
    _set(known.deadlines, e.zone_id, Said(stamp, e.deadline_at))


def _zone_status_set(known: Known, e: ev.ZoneStatusSet, stamp: Stamp) -> None:
    _set(known.statuses, e.zone_id, Said(stamp, e.status))


def _shelter_opened(known: Known, e: ev.ShelterOpened, stamp: Stamp) -> None:
    _set(known.openings, e.shelter_id, Said(stamp, e.opens_at or e.happened_at))


def _shelter_closed(known: Known, e: ev.ShelterClosed, stamp: Stamp) -> None:
    _set(known.openings, e.shelter_id, Said(stamp, None))


def _beds_counted(known: Known, e: ev.BedsCounted, stamp: Stamp) -> None:
    _set(known.beds, e.shelter_id, BedCount(stamp, e.beds, e.blocked))


def _appeal_received(known: Known, e: ev.AppealReceived, stamp: Stamp) -> None:
    appeal = Appeal(stamp, e.zone_id, e.people, e.no_car_people, e.wheelchairs, e.children, e.pets)
    _set(known.appeals, e.household_id, appeal)


def _appeal_closed(known: Known, e: ev.AppealClosed, stamp: Stamp) -> None:
    _set(known.closed, e.household_id, Said(stamp, e.reason))


def _bed_held(known: Known, e: ev.BedHeld, stamp: Stamp) -> None:
    _set(known.holds, e.household_id, Hold(stamp, e.shelter_id, e.people, e.until_at))


def _bed_released(known: Known, e: ev.BedReleased, stamp: Stamp) -> None:
    _set(known.holds, e.household_id, Hold(stamp, "", 0, None))


def _boarded(known: Known, e: ev.HouseholdBoarded, stamp: Stamp) -> None:
    _move(known, e.household_id, Place(stamp, "boarded", e.shelter_id, e.people))


def _arrived(known: Known, e: ev.HouseholdArrived, stamp: Stamp) -> None:
    _move(known, e.household_id, Place(stamp, "arrived", e.shelter_id, e.people))


def _left(known: Known, e: ev.HouseholdLeft, stamp: Stamp) -> None:
    _move(known, e.household_id, Place(stamp, "home" if e.left_for == "home" else "left", "", 0))


def _merged(known: Known, e: ev.HouseholdsMerged, stamp: Stamp) -> None:
    _set(known.merges, e.household_id, Said(stamp, e.into_household_id))


def _approved(known: Known, e: ev.PlanApproved, stamp: Stamp) -> None:
    _set(known.approvals, e.plan_id, Said(stamp, e.who))


def _nothing(_known: Known, _e: ev.Event, _stamp: Stamp) -> None:
    """A forgotten household keeps its counts; what is undone is left out before it comes here."""


APPLY: dict[type[ev.Event], Callable[[Known, Any, Stamp], None]] = {
    ev.LinkClosed: _link_closed,
    ev.LinkReopened: _link_reopened,
    ev.PeopleCounted: _people_counted,
    ev.DeadlineSet: _deadline_set,
    ev.ZoneStatusSet: _zone_status_set,
    ev.ShelterOpened: _shelter_opened,
    ev.ShelterClosed: _shelter_closed,
    ev.BedsCounted: _beds_counted,
    ev.AppealReceived: _appeal_received,
    ev.AppealClosed: _appeal_closed,
    ev.BedHeld: _bed_held,
    ev.BedReleased: _bed_released,
    ev.HouseholdBoarded: _boarded,
    ev.HouseholdArrived: _arrived,
    ev.HouseholdLeft: _left,
    ev.HouseholdsMerged: _merged,
    ev.HouseholdForgotten: _nothing,
    ev.PlanApproved: _approved,
    ev.Undone: _nothing,
}
