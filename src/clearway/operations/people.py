"""People's files: register, open with a reason, find, correct, merge, forget; each role sees its fields."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from clearway.errors import Conflict, InputError, NotAllowed, NotFound, Problem
from clearway.operations.cities import Cities
from clearway.operations.roles import Role
from clearway.operations.tell import checked, named, tell
from clearway.people import (
    Household,
    Need,
    Person,
    Restricted,
    Suggestion,
    is_meant,
    name_terms,
    name_words,
    phone_key,
    search_terms,
    suggest_duplicates,
)
from clearway.situation.events import HouseholdForgotten, HouseholdsMerged
from clearway.situation.whereabouts import same_household, shelters_of
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
    Role.CHILD_PROTECTION: _ALL,
}
MAY_OPEN: dict[Restricted, frozenset[Role]] = {
    Restricted.NO: frozenset(Role) - {Role.VIEWER, Role.ADMINISTRATOR, Role.CHILD_PROTECTION},
    Restricted.VIOLENCE: frozenset({Role.DUTY_OFFICER}),
    Restricted.WITNESS: frozenset({Role.DUTY_OFFICER}),
    Restricted.CHILD_ALONE: frozenset({Role.DUTY_OFFICER, Role.CHILD_PROTECTION}),
}
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
    idempotency_key: str | None = None,
) -> Registered:
    """Keep a new household's file and write its counts into the journal; returns likely duplicates.

    The same key of the same account twice is once; with another file it is a `Conflict`.

    The counts are checked before anything is kept. Then the file comes first: a line without a file
    could never be called back, a file without a line is found by its search terms and told again.
    """
    event_id = named(who.account_id, idempotency_key, 0)
    household = replace(household, household_id=household.household_id or f"H-{event_id.replace('-', '')}")
    if idempotency_key is not None and (line := _told_before(store, journal_id, event_id)):
        kept = vault.open(household.household_id, who=who.account_id, reason="sent again", at=now, version=1)
        if kept != household:
            raise Conflict("This Idempotency-Key was used for another household.")
        return Registered(household.household_id, line, ())
    record: dict[str, Any] = {"kind": "AppealReceived", "household_id": household.household_id}
    record |= {"zone_id": zone_id, "no_car_people": no_car_people, **_counts(household)}
    record |= {"event_id": event_id}
    checked(store, cities, journal_id, [record], who=who.account_id, now=now)
    alike = look_alikes(vault, household, who=who, now=now)
    vault.keep(household, who=who.account_id, at=now, asked_again=asked_again)
    [line] = tell(store, cities, journal_id, [record], who=who.account_id, now=now)
    return Registered(household.household_id, line, tuple(alike))


def _told_before(store: Store, journal_id: str, event_id: str) -> Line | None:
    try:
        return store.journal(journal_id).line(event_id)
    except NotFound:
        return None


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


def open_file(
    vault: Vault,
    household_id: str,
    *,
    who: Account,
    reason: str,
    now: datetime,
    shelter_ids: Collection[str] | None = None,
) -> Household:
    """Open a file: the role's fields of it; the reason is kept before it is read.

    shelter_ids : where the household belongs (`shelters_of`); a desk opens the files of its own shelter
    """
    return open_version(vault, household_id, who=who, reason=reason, now=now, shelter_ids=shelter_ids)[0]


def open_version(
    vault: Vault,
    household_id: str,
    *,
    who: Account,
    reason: str,
    now: datetime,
    shelter_ids: Collection[str] | None = None,
) -> tuple[Household, int]:
    """Open a file as `open_file` does; return it with the number of its version."""
    if not FIELDS[Role(who.role)]:
        raise NotAllowed(f"A {who.role} opens no files; that is for: {', '.join(_openers())}.")
    household, version = vault.open_version(household_id, who=who.account_id, reason=reason, at=now)
    if not _may_open(who, household):
        raise NotAllowed(_restricted(household))
    if who.role == Role.SHELTER_DESK and who.scope not in (shelter_ids or ()):
        raise NotAllowed(
            f"This household is not expected at shelter {who.scope!r}. If it is here, write down that it "
            "arrived; then its file opens."
        )
    return seen_by(Role(who.role), household), version


def _restricted(household: Household) -> str:
    may = ", ".join(sorted(MAY_OPEN[household.restricted]))
    return f"This file is restricted; that is for: {may}."


def open_whole(vault: Vault, household_id: str, *, who: Account, reason: str, now: datetime) -> Household:
    """Open a file to compare it with others; what is compared is not shown."""
    household = vault.open(household_id, who=who.account_id, reason=reason, at=now)
    if not _may_open(who, household):
        raise NotAllowed(_restricted(household))
    return household


def shelters_of_household(store: Store, journal_id: str, household_id: str, now: datetime) -> set[str]:
    """Return where a household belongs, as known now."""
    at = store.card(journal_id).time(now)
    return shelters_of(store.known(journal_id, at)[0], household_id, at)


@dataclass(frozen=True)
class Sought:
    """What a search found: one household, none, or several; which several is never said."""

    household_id: str | None
    several: bool = False


def seek(
    vault: Vault,
    *,
    name: str,
    birth_year: int | None,
    phone: str,
    paper_number: str,
    who: Account,
    reason: str,
    now: datetime,
) -> Sought:
    """Find the one file that a full name and a birth year, telephone or form number together mean.

    Files that the asker may not open are not found: not even that they are there.
    """
    if len(name_words(name)) < 2 or not (birth_year or phone_key(phone) or paper_number):
        what = "a full name and a birth year, a telephone or a form number are needed together"
        raise InputError([Problem("search", what, "Give them; there are no lists to look through")])
    found = []
    for household_id in vault.find(name_terms(name_words(name))):
        file = vault.open(household_id, who=who.account_id, reason=reason, at=now)
        meant = is_meant(file, name=name, birth_year=birth_year, phone=phone, paper_number=paper_number)
        if meant and _may_open(who, file):
            found.append(household_id)
    return Sought(found[0] if len(found) == 1 else None, len(found) > 1)


def _may_open(who: Account, household: Household) -> bool:
    return Role(who.role) in MAY_OPEN[household.restricted]


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


def correct(
    vault: Vault,
    household: Household,
    *,
    who: Account,
    now: datetime,
    only_if_version: int | None = None,
) -> int:
    """Keep a new version of a file; only by somebody who sees all of it, so that nothing is lost."""
    if FIELDS[Role(who.role)] != _ALL:
        raise NotAllowed(f"A {who.role} does not see the whole file and cannot write it anew.")
    before = vault.open(household.household_id, who=who.account_id, reason="correcting it", at=now)
    if not _may_open(who, before):
        raise NotAllowed(_restricted(before))
    return vault.keep(household, who=who.account_id, at=now, only_if_version=only_if_version)


def merge(
    store: Store,
    journal_id: str,
    household_id: str,
    into: str,
    *,
    who: Account,
    now: datetime,
    idempotency_key: str | None = None,
) -> Line:
    """Say that two files are one household; both stay, the counts count once, and undoing parts them."""
    if household_id == into:
        raise Conflict("A household cannot be merged into itself.")
    event_id = named(who.account_id, idempotency_key, 0)
    at = store.card(journal_id).time(now)
    before = _told_before(store, journal_id, event_id)
    event = HouseholdsMerged(
        event_id=event_id,
        who=who.account_id,
        happened_at=before.event.happened_at if before else at,
        learnt_at=before.event.learnt_at if before else at,
        household_id=household_id,
        into_household_id=into,
    )
    return store.journal(journal_id).append([event])[0]


def forget(
    store: Store, vault: Vault, journal_id: str, household_id: str, *, who: Account, now: datetime
) -> Line | None:
    """Destroy a household's key, and those of the files merged with it; the counts stay true.

    The journal says that it was done. None if it was done before.
    """
    if Role(who.role) not in MAY_FORGET:
        raise NotAllowed(f"A {who.role} may not forget a household; that is for: duty_officer.")
    known = store.known(journal_id, store.card(journal_id).time(now))[0]
    for other_id in sorted(same_household(known, household_id) - {household_id}):
        _forget(store, vault, journal_id, other_id, who.account_id, now)
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
