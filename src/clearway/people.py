"""People: households with names, needs and contacts; the only records that say who somebody is.

Nothing here reaches a situation, a plan, a map or a warning: the journal and the planner know a household
by its id and its counts. A file is kept sealed under a key of its own, so that forgetting somebody is
destroying a key while the counts stay true.

Two files may be one household. `duplicate_reasons` says why it looks so; a person decides, and a merge
can be undone. Names are compared by sound across alphabets (`letters.py`), never by dropping letters: a
comparison that keeps only a to z makes all Cyrillic names equal.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from clearway.letters import keys, readings, same_word

SHORTEST_PHONE = 7
PHONE_TAIL = 9  # figures that stay when a country code or a leading 0 comes and goes
OLDEST_BIRTH_YEAR = 1900


class Need(StrEnum):
    """What somebody needs that a bed or a seat must have."""

    WHEELCHAIR = "wheelchair"
    STRETCHER = "stretcher"
    OXYGEN = "oxygen"
    INSULIN = "insulin"
    DIALYSIS = "dialysis"
    PREGNANT = "pregnant"
    INFANT = "infant"
    BLIND = "blind"
    DEAF = "deaf"
    DEMENTIA = "dementia"
    OTHER = "other"


class Came(StrEnum):
    """By which way a household came to be known."""

    APPEAL = "appeal"
    PHONE = "phone"
    DESK = "desk"
    PAPER = "paper"
    SOMEBODY_ELSE = "somebody else"


class Restricted(StrEnum):
    """Why only a few may open a file; NO is everybody whose task it is."""

    NO = ""
    VIOLENCE = "violence"
    WITNESS = "witness"
    CHILD_ALONE = "child alone"


@dataclass(frozen=True, kw_only=True)
class Person:
    """One member of a household.

    name : as it was told, in its own alphabet; "" where it is not known
    birth_year : None where it is not known
    """

    name: str = ""
    birth_year: int | None = None
    needs: tuple[Need, ...] = ()
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Household:
    """One version of a household's file; a change is a new version, the old ones are kept.

    household_id : the id in the journal; says nothing about who they are
    people : the first is the one to talk to
    phones, emails : as they were told
    languages : BCP 47 codes, the one they speak best first
    pets : kind to number, such as {"dog": 1}
    linked_ids : households they belong with: grandparents next door, a child elsewhere
    paper_number : the number on the form that was filled in by hand
    author : who told of them and how to reach that person, where it is somebody else; never searched by
    """

    household_id: str
    people: tuple[Person, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    address: str = ""
    languages: tuple[str, ...] = ()
    pets: tuple[tuple[str, int], ...] = ()
    linked_ids: tuple[str, ...] = ()
    came: Came = Came.APPEAL
    paper_number: str = ""
    restricted: Restricted = Restricted.NO
    note: str = ""
    author: str = ""


def name_words(name: str) -> list[str]:
    """Return the words of a name that have letters; initials count as words."""
    return [word for word in re.split(r"[\s.,]+", name) if readings(word)]


def same_name(one: str, other: str) -> bool:
    """Return whether two names can be one person's, in any alphabet, spelling and order of words.

    Every word of the shorter name must be a word of the other, at least two of them; a single word is
    a match only with a single word. An initial is a match with a word that begins with its sound.
    """
    short, long = sorted((name_words(one), name_words(other)), key=lambda words: (len(words), words))
    if not short or (len(short) == 1 and len(long) > 1):
        return False
    left = list(long)
    whole = 0
    for word in sorted(short, key=len, reverse=True):
        found = next((w for w in left if same_word(word, w)), None)
        if found is None:
            found = next((w for w in left if _initial_of(word, w)), None)
        else:
            whole += 1
        if found is None:
            return False
        left.remove(found)
    return whole >= 1


def _initial_of(one: str, other: str) -> bool:
    """Return whether one of two words is the first letter of the other, by sound."""
    short, long = sorted((one, other), key=len)
    return len(short) == 1 and any(r.startswith(s) for r in readings(long) for s in readings(short))


def phone_key(phone: str) -> str:
    """Return the figures by which a phone number is found again, however it was written; "" if too few."""
    figures = "".join(c for c in phone if c.isdigit())
    return figures[-PHONE_TAIL:] if len(figures) >= SHORTEST_PHONE else ""


def address_key(address: str) -> frozenset[str]:
    """Return the words of an address by sound, its numbers as they are."""
    words = re.findall(r"[^\W_]+", address)
    return frozenset(reading for word in words for reading in (readings(word)[:1] or (word,)))


@dataclass(frozen=True)
class Suggestion:
    """Two files that look like one household, and why; a person decides."""

    household_id: str
    other_id: str
    reasons: tuple[str, ...]


def duplicate_reasons(one: Household, other: Household) -> tuple[str, ...]:
    """Return why two files look like one household, in sentences; none if they do not.

    A shared phone or paper number is enough. A name is only a reason with a birth year or an address
    beside it: two families may be called the same.
    """
    reasons = []
    phones = {phone_key(p) for p in one.phones} & {phone_key(p) for p in other.phones} - {""}
    if phones:
        reasons.append(f"the same telephone, ending in {min(phones)[-3:]}")
    if one.paper_number and one.paper_number == other.paper_number:
        reasons.append(f"the same paper form, {one.paper_number}")
    names = [
        (a, b)
        for a in one.people
        for b in other.people
        if same_name(a.name, b.name) and not _different_years(a, b)
    ]
    born = [(a, b) for a, b in names if a.birth_year is not None and a.birth_year == b.birth_year]
    if born:
        reasons.append(f"{_people(len(born))} with the same name and birth year")
    at_home = address_key(one.address) == address_key(other.address) and one.address.strip() != ""
    if names and at_home:
        reasons.append(f"{_people(len(names))} with the same name at the same address")
    if len(names) >= 2 and len(born) < len(names):
        reasons.append(f"{_people(len(names))} with the same names together")
    return tuple(reasons)


def _different_years(one: Person, other: Person) -> bool:
    return None not in (one.birth_year, other.birth_year) and one.birth_year != other.birth_year


def _people(number: int) -> str:
    return "one person" if number == 1 else f"{number} people"


def suggest_duplicates(household: Household, others: Iterable[Household]) -> list[Suggestion]:
    """Return the files that look like this household, those with the most reasons first."""
    found = [
        Suggestion(household.household_id, other.household_id, reasons)
        for other in others
        if other.household_id != household.household_id and (reasons := duplicate_reasons(household, other))
    ]
    return sorted(found, key=lambda s: (-len(s.reasons), s.other_id))


def is_meant(
    household: Household, *, name: str, birth_year: int | None, phone: str, paper_number: str
) -> bool:
    """Return whether somebody in a file is meant: by name, and birth year, telephone or form number.

    A birth year that is told must be that person's, or not known; it alone does for one that is known.
    """
    phones = {phone_key(p) for p in household.phones} - {""}
    beside = phone_key(phone) in phones or (paper_number != "" and paper_number == household.paper_number)
    asked = Person(name=name, birth_year=birth_year)
    return any(
        same_name(person.name, name)
        and not _different_years(person, asked)
        and (beside or (birth_year is not None and person.birth_year == birth_year))
        for person in household.people
    )


def search_terms(household: Household) -> frozenset[str]:
    """Return the terms under which a file is found; the store keeps only keyed hashes of them.

    A name is found by each pair of its words in any order and alphabet, never by one word alone: a list
    of everybody called Oksana is nobody's business.
    """
    terms = {f"phone:{phone_key(phone)}" for phone in household.phones if phone_key(phone)}
    terms |= {f"email:{email.strip().casefold()}" for email in household.emails if email.strip()}
    if household.paper_number:
        terms.add(f"paper:{household.paper_number}")
    for person in household.people:
        terms |= name_terms(name_words(person.name))
    return frozenset(terms)


def name_terms(words: Sequence[str]) -> frozenset[str]:
    """Return the terms of a name: each pair of words by each of their readings, in one order."""
    sounds = [sorted(keys(word)) for word in words]
    return frozenset(
        "name:" + " ".join(sorted((a, b)))
        for ix, first in enumerate(sounds)
        for second in sounds[ix + 1 :]
        for a in first
        for b in second
    )
