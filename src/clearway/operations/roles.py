"""Who may do what: roles and the deeds they allow, in one table."""

from enum import StrEnum

from clearway.errors import NotAllowed


class Role(StrEnum):
    """What somebody is here for."""

    VIEWER = "viewer"
    CALL_TAKER = "call_taker"
    SHELTER_DESK = "shelter_desk"
    DISPATCHER = "dispatcher"
    DUTY_OFFICER = "duty_officer"
    ADMINISTRATOR = "administrator"
    CHILD_PROTECTION = "child_protection"


class Deed(StrEnum):
    """What somebody wants to do."""

    LOOK = "look"  # at counts: the situation, the plans, the journal's head
    READ_JOURNAL = "read_journal"
    TELL_HOUSEHOLD = "tell_household"  # appeals, holds, trips
    TELL_ARRIVAL = "tell_arrival"  # arrivals and departures at one's own shelter
    TELL_CITY = "tell_city"  # closures, counts, deadlines, statuses, shelters
    UNDO = "undo"
    APPROVE = "approve"
    OPEN_JOURNAL = "open_journal"
    ACCOUNTS = "accounts"
    REGISTER = "register"  # a household: its file and its counts
    OPEN_FILE = "open_file"  # the role's fields of it, with a reason
    CORRECT_FILE = "correct_file"
    MERGE = "merge"
    FORGET = "forget"
    READ_READINGS = "read_readings"  # who opened which file
    ANSWER_RELATIVES = "answer_relatives"  # what the person asked about wants told
    PROTECT_CHILDREN = "protect_children"  # questions about children who are alone
    EXPORT = "export"  # many files: one asks, another agrees


_LOOKING = {Deed.LOOK}
_FILES = {Deed.REGISTER, Deed.OPEN_FILE}
_HOUSEHOLDS = _LOOKING | {Deed.READ_JOURNAL, Deed.TELL_HOUSEHOLD}
ALLOWED: dict[Role, set[Deed]] = {
    Role.VIEWER: _LOOKING,
    Role.CALL_TAKER: _HOUSEHOLDS | _FILES | {Deed.CORRECT_FILE, Deed.MERGE},
    Role.SHELTER_DESK: _LOOKING | _FILES | {Deed.TELL_ARRIVAL, Deed.ANSWER_RELATIVES},
    Role.DISPATCHER: _HOUSEHOLDS | {Deed.TELL_ARRIVAL, Deed.TELL_CITY, Deed.UNDO, Deed.OPEN_FILE, Deed.MERGE},
    Role.DUTY_OFFICER: set(Deed) - {Deed.ACCOUNTS, Deed.PROTECT_CHILDREN},
    Role.ADMINISTRATOR: {
        Deed.LOOK,
        Deed.READ_JOURNAL,
        Deed.OPEN_JOURNAL,
        Deed.ACCOUNTS,
        Deed.READ_READINGS,
    },
    Role.CHILD_PROTECTION: _LOOKING | {Deed.OPEN_FILE, Deed.PROTECT_CHILDREN},
}

DEED_OF_KIND: dict[str, Deed] = {
    "LinkClosed": Deed.TELL_CITY,
    "LinkReopened": Deed.TELL_CITY,
    "PeopleCounted": Deed.TELL_CITY,
    "DeadlineSet": Deed.TELL_CITY,
    "ZoneStatusSet": Deed.APPROVE,
    "ShelterOpened": Deed.TELL_CITY,
    "ShelterClosed": Deed.TELL_CITY,
    "BedsCounted": Deed.TELL_CITY,
    "AppealReceived": Deed.TELL_HOUSEHOLD,
    "AppealClosed": Deed.TELL_HOUSEHOLD,
    "BedHeld": Deed.TELL_HOUSEHOLD,
    "BedReleased": Deed.TELL_HOUSEHOLD,
    "HouseholdBoarded": Deed.TELL_ARRIVAL,
    "HouseholdArrived": Deed.TELL_ARRIVAL,
    "HouseholdLeft": Deed.TELL_ARRIVAL,
    "HouseholdsMerged": Deed.TELL_HOUSEHOLD,
    "Undone": Deed.UNDO,
}  # PlanApproved and HouseholdForgotten are written by what they follow from, not told


def allow(role: str, deed: Deed) -> None:
    """Do nothing if the role may, else raise `NotAllowed` with who may."""
    if deed not in ALLOWED[Role(role)]:
        may = ", ".join(known.value for known, deeds in ALLOWED.items() if deed in deeds)
        raise NotAllowed(f"A {role} may not {deed.value.replace('_', ' ')}; that is for: {may}.")


def allow_to_tell(role: str, scope: str, kind: object, shelter_id: object) -> None:
    """Raise `NotAllowed` unless the role may tell such an event, and for a desk: of its own shelter."""
    deed = DEED_OF_KIND.get(kind) if isinstance(kind, str) else None
    if deed is None:
        return  # no kind that can be told: the check of the record says so
    allow(role, deed)
    if role == Role.SHELTER_DESK and shelter_id is not None and shelter_id != scope:
        raise NotAllowed(f"This desk is for shelter {scope!r}; another desk writes down what happens there.")
