"""People's files: register, open with a reason, find, correct, merge, forget; each role sees its fields."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from clearway.errors import Conflict, NotAllowed
from clearway.operations.cities import Cities
from clearway.operations.roles import Role
from clearway.operations.tell import checked, tell
from clearway.people import Household, Need, Person, Restricted, Suggestion, search_terms, suggest_duplicates
from clearway.situation.events import HouseholdForgotten, HouseholdsMerged
from clearway.store import Line, Store
from clearway.store.accounts import Account
from clearway.store.vault import Vault

KEPT_FOR = timedelta(days=180)  # without a change; then the retention clock forgets by itself

# What a role sees of a file; the rest is blank. A viewer and an administrator see no file at all.
_ALL = frozenset(Household.__dataclass_fields__)
FIELDS: dict[Role, frozenset[str]] = {
    Role.VIEWER: frozenset(),
    Role.ADMINISTRATOR: frozenset(),
    Role.SHELTER_DESK: frozenset(
        {"household_id", "people", "languages", "pets", "linked_ids", "paper_number"}
    ),
    Role.CALL_TAKER: _ALL,
    Role.DISPATCHER: _ALL - {"emails", "note"},
    Role.DUTY_OFFICER: _ALL,
}
MAY_OPEN_RESTRICTED = {Role.DUTY_OFFICER}
MAY_FORGET = {Role.DUTY_OFFICER}


@dataclass(frozen=True)
class Registered:
    """A new file, its line in the journal, and the files that look like the same household."""

    household_id: str
    line: Line
    looks_like: tuple[Suggestion, ...]


def register(
    store: Store,
    cities: Cities,
    vault: Vault,
    journal_id: str,
    household: Household,
    *,
    zone_id: str,
    no_car_people: int,
    who: Account,
    now: datetime,
    asked_again: bool = False,
) -> Registered:
    """Keep a new household's file and write its counts into the journal; returns likely duplicates.

    The counts are checked before anything is kept. Then the file comes first: a line without a file
    could never be called back, a file without a line is found by its search terms and told again.
    """
    household = replace(household, household_id=household.household_id or f"H-{uuid4().hex[:16]}")
    record: dict[str, Any] = {"kind": "AppealReceived", "household_id": household.household_id}
    record |= {"zone_id": zone_id, "no_car_people": no_car_people, **_counts(household)}
    checked(store, cities, journal_id, [record], who=who.account_id, now=now)
    alike = look_alikes(vault, household, who=who, now=now)
    vault.keep(household, who=who.account_id, at=now, asked_again=asked_again)
    [line] = tell(store, cities, journal_id, [record], who=who.account_id, now=now)
    return Registered(household.household_id, line, tuple(alike))


def _counts(household: Household) -> Mapping[str, Any]:
    """Return what the journal may know of a household."""
    needs = [need for person in household.people for need in person.needs]
    return {
        "people": len(household.people),
        "wheelchairs": needs.count(Need.WHEELCHAIR),
        "pets": bool(household.pets),
    }


def look_alikes(vault: Vault, household: Household, *, who: Account, now: datetime) -> list[Suggestion]:
    """Return files that look like this household, with the reasons; opening them is written down.

    A restricted file is never suggested to somebody who may not open it: not even that it is there.
    """
    others = [
        vault.open(found, who=who.account_id, reason="looking for duplicates", at=now)
        for found in vault.find(search_terms(household))
    ]
    seen = [other for other in others if _may_open(who, other)]
    return suggest_duplicates(household, seen)


def open_file(vault: Vault, household_id: str, *, who: Account, reason: str, now: datetime) -> Household:
    """Open a file: the role's fields of it; the reason is kept before it is read."""
    if not FIELDS[Role(who.role)]:
        raise NotAllowed(f"A {who.role} opens no files; that is for: {', '.join(_openers())}.")
    household = vault.open(household_id, who=who.account_id, reason=reason, at=now)
    if not _may_open(who, household):
        raise NotAllowed("This file is restricted; that is for: duty_officer.")
    return seen_by(Role(who.role), household)


def _may_open(who: Account, household: Household) -> bool:
    return household.restricted == Restricted.NO or Role(who.role) in MAY_OPEN_RESTRICTED


def _openers() -> list[str]:
    return [role.value for role, fields in FIELDS.items() if fields]


def seen_by(role: Role, household: Household) -> Household:
    """Return a file with everything blank that a role does not see."""
    blank = Household(household_id=household.household_id)
    hidden = {name: getattr(blank, name) for name in _ALL - FIELDS[role] if name != "household_id"}
    seen = replace(household, **hidden)
    if role == Role.SHELTER_DESK:  # a desk needs names and needs, not what was told in confidence
        seen = replace(seen, people=tuple(_without_note(person) for person in seen.people))
    return seen


def _without_note(person: Person) -> Person:
    return replace(person, note="")


def correct(vault: Vault, household: Household, *, who: Account, now: datetime) -> int:
    """Keep a new version of a file; only by somebody who sees all of it, so that nothing is lost."""
    if FIELDS[Role(who.role)] != _ALL:
        raise NotAllowed(f"A {who.role} does not see the whole file and cannot write it anew.")
    before = vault.open(household.household_id, who=who.account_id, reason="correcting it", at=now)
    if not _may_open(who, before):
        raise NotAllowed("This file is restricted; that is for: duty_officer.")
    return vault.keep(household, who=who.account_id, at=now)


def merge(
    store: Store, journal_id: str, household_id: str, into: str, *, who: Account, now: datetime
) -> Line:
    """Say that two files are one household; both stay, the counts count once, and undoing parts them."""
    if household_id == into:
        raise Conflict("A household cannot be merged into itself.")
    at = store.card(journal_id).time(now)
    event = HouseholdsMerged(
        event_id=str(uuid4()),
        who=who.account_id,
        happened_at=at,
        learnt_at=at,
        household_id=household_id,
        into_household_id=into,
    )
    return store.journal(journal_id).append([event])[0]


def forget(
    store: Store, vault: Vault, journal_id: str, household_id: str, *, who: Account, now: datetime
) -> Line | None:
    """Destroy a household's key; the counts stay true, and the journal says that it was done."""
    if Role(who.role) not in MAY_FORGET:
        raise NotAllowed(f"A {who.role} may not forget a household; that is for: duty_officer.")
    return _forget(store, vault, journal_id, household_id, who.account_id, now)


def forget_by_time(
    store: Store, vault: Vault, journal_id: str, *, now: datetime, kept_for: timedelta = KEPT_FOR
) -> list[str]:
    """Forget every household that nobody touched for so long: the retention clock."""
    due = vault.untouched_since(now - kept_for)
    for household_id in due:
        _forget(store, vault, journal_id, household_id, "retention", now)
    return due


def _forget(
    store: Store, vault: Vault, journal_id: str, household_id: str, who: str, now: datetime
) -> Line | None:
    if not vault.forget(household_id, at=now):
        return None
    at = store.card(journal_id).time(now)
    event = HouseholdForgotten(
        event_id=f"forgotten-{uuid4().hex}",
        who=who,
        happened_at=at,
        learnt_at=at,
        household_id=household_id,
    )
    return store.journal(journal_id).append([event])[0]
