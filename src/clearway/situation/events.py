"""Events: what we were told, one frozen value each, with who, when, when we learnt it and from where.

An event never changes and never goes: a mistake is taken back by a later `Undone`. Events hold counts
and ids only. Names, phones and addresses live in the people's files (`people.py`), which can be
forgotten; this record cannot.

Two instants belong to every event. `happened_at` is when it was so in the world; `learnt_at` is when
this journal heard of it. An event learnt late changes what we now say of then, not what we knew then.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

# What a field may hold; `records.py` checks it and the web describes it, both from LIMITS.
Id = Annotated[str, "id"]
OpaqueId = Annotated[str, "opaque_id"]
Words = Annotated[str, "words"]
People = Annotated[int, "people"]
Beds = Annotated[int, "people"]

ZoneStatus = Literal["order", "warning", "shelter_in_place", "advisory", "lifted", "normal"]
CloseReason = Literal["helped", "withdrew", "duplicate", "false", "unreachable"]
LeftFor = Literal["home", "other_region", "own_place", "hospital", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that we were told.

    event_id : chosen by whoever tells it; the same id twice is one event
    who : the account that wrote it down, never a name
    happened_at, learnt_at : instants that know their offset
    source : from where, as a short code: "phone", "desk", "form 1207", "report 004"
    """

    event_id: OpaqueId
    who: OpaqueId
    happened_at: datetime
    learnt_at: datetime
    source: Words = ""


# Roads


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkClosed(Event):
    """A link must not be entered from `from_at` (else since it happened) until `until_at` (else for good)."""

    link_id: Id
    from_at: datetime | None = None
    until_at: datetime | None = None
    reason: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkReopened(Event):
    """A link may be entered again; ends every closure of it that was told before."""

    link_id: Id
    from_at: datetime | None = None


# Zones


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleCounted(Event):
    """So many people are in a zone, of them so many without a car; replaces the count before it."""

    zone_id: Id
    people: People
    no_car_people: People = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineSet(Event):
    """Everybody of a zone should be safe by then; None lifts the deadline."""

    zone_id: Id
    deadline_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneStatusSet(Event):
    """What a zone has been told to do."""

    zone_id: Id
    status: ZoneStatus


# Shelters


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelterOpened(Event):
    """A shelter takes people in from `opens_at` (else since it happened)."""

    shelter_id: Id
    opens_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelterClosed(Event):
    """A shelter takes nobody in any more; whoever is there stays counted until they leave."""

    shelter_id: Id
    reason: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BedsCounted(Event):
    """A shelter has so many beds, `blocked` of them out of use."""

    shelter_id: Id
    beds: Beds
    blocked: Beds = 0


# Households: ids and counts, never who they are


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealReceived(Event):
    """A household asks for help; a later appeal of the same household replaces its counts."""

    household_id: OpaqueId
    zone_id: Id
    people: People
    no_car_people: People = 0
    wheelchairs: People = 0
    children: People = 0
    pets: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealClosed(Event):
    """A household needs nothing more from us; a later appeal opens it again."""

    household_id: OpaqueId
    reason: CloseReason


@dataclass(frozen=True, slots=True, kw_only=True)
class BedHeld(Event):
    """Beds are kept for a household, until `until_at` if they have not arrived by then."""

    household_id: OpaqueId
    shelter_id: Id
    people: People
    until_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BedReleased(Event):
    """The beds kept for a household are free again."""

    household_id: OpaqueId


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdBoarded(Event):
    """A household has left home on a trip; on its way to `shelter_id` where that is known."""

    household_id: OpaqueId
    people: People
    trip_id: OpaqueId = ""
    shelter_id: Id = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdArrived(Event):
    """A household is in a shelter and takes its beds."""

    household_id: OpaqueId
    shelter_id: Id
    people: People


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdLeft(Event):
    """A household has left its shelter or the city; its beds are free."""

    household_id: OpaqueId
    left_for: LeftFor = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdsMerged(Event):
    """Two files are one household; the first counts no more. Undo parts them again."""

    household_id: OpaqueId
    into_household_id: OpaqueId


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdForgotten(Event):
    """A household's key was destroyed; nothing of who they are can be read. The counts stay."""

    household_id: OpaqueId


# Plans, and taking back


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanApproved(Event):
    """A person approved a draft; until then a plan orders nothing."""

    plan_id: OpaqueId


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone(Event):
    """An earlier event is taken back from the moment we learnt this; an `Undone` can be undone too."""

    undoes: OpaqueId
    reason: Words = ""


KINDS: dict[str, type[Event]] = {
    kind.__name__: kind
    for kind in (
        LinkClosed,
        LinkReopened,
        PeopleCounted,
        DeadlineSet,
        ZoneStatusSet,
        ShelterOpened,
        ShelterClosed,
        BedsCounted,
        AppealReceived,
        AppealClosed,
        BedHeld,
        BedReleased,
        HouseholdBoarded,
        HouseholdArrived,
        HouseholdLeft,
        HouseholdsMerged,
        HouseholdForgotten,
        PlanApproved,
        Undone,
    )
}

# After one of these the last plan may be out of date; the others change no road, no bed and no count.
CHANGES_THE_PLAN = frozenset(KINDS) - {"ZoneStatusSet", "HouseholdForgotten", "PlanApproved"}
