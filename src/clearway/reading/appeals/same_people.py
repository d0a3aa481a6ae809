"""Whether a message and a household are the same people: by address, telephone and composition."""

import re
from typing import Protocol

from clearway.reading.appeals.address import Address
from clearway.reading.appeals.appeal import Appeal
from clearway.reading.appeals.city_names import nearly_same_name, same_name

_GRAVE = frozenset({"wheelchair", "bedridden", "pregnant", "blind", "deaf", "infant", "oxygen", "disability"})
# Needs that tell one household from the next in the same house; no water is the lot of all of them.
_TELLING = frozenset({"pet", "rescue", "stretcher", "medicine", "fuel", "welfare_check"})
_WORD = re.compile(r"\w+")
_FEWEST_WORDS = 6  # "3 people, Lenina 12" twice is no agreement of wording
_LONGEST_COMPARED = 2000  # characters


class Told(Protocol):
    """What is known of a household so far."""

    @property
    def address(self) -> Address:
        """Where they are."""

    @property
    def contacts(self) -> tuple[str, ...]:
        """Their telephones."""

    @property
    def people(self) -> int | None:
        """How many they are."""

    @property
    def vulnerable(self) -> frozenset[str]:
        """Who of them is vulnerable."""

    @property
    def needs(self) -> frozenset[str]:
        """What they need."""

    @property
    def wordings(self) -> set[tuple[str, ...]]:
        """The words of their messages, as `wording` gives them."""


WHOLE_ADDRESS = 4
HOUSE_ONLY = "house"  # holds only where no other household of the same house is known


def compare(appeal: Appeal, household: Told, coordinators: frozenset[str]) -> tuple[int, str, str] | None:
    """Return (strength, rule, reason) for one message and one household; strength 0 is for a person to judge.

    4: one whole address; 3: house and telephone; 2: house and composition; 1: telephone alone.
    None: nothing speaks for it.
    """
    phone = appeal.contact is not None and appeal.contact in household.contacts
    own_phone = phone and appeal.contact not in coordinators
    address = household.address
    if not appeal.address.street and not appeal.address.place:
        if own_phone:
            return 1, "phone", "the same telephone; the message gives no address"
        return (0, "phone", "the telephone of a coordinator, and no address") if phone else None
    if not address.street and not address.place:
        return (1, "phone", "the same telephone; earlier messages gave no address") if own_phone else None
    if _one_number_or_two(appeal.address, address):
        if own_phone:
            return 3, "house+phone", "the same numbers and the same telephone"
        return 0, "numbers", "the same numbers, as house and flat in one message, as one house in the other"
    if conflict(appeal.address, address):
        return _elsewhere(appeal, own_phone=own_phone)
    if not same_house(appeal.address, address):
        if same_house(appeal.address, address, any_kind=True):
            return (
                (3, "house+phone", "the same house and the same telephone")
                if own_phone
                else (
                    0,
                    "kind of street",
                    "the same house number in a street of the same name, but of another kind",
                )
            )
        if nearly_same_house(appeal.address, address):
            if own_phone:
                return 3, "house+phone", "the same house but for a slip of the pen, and the same telephone"
            return 0, "spelling", "the same house number in a street that is spelt almost alike"
        return (1, "phone", "the same telephone, and the addresses do not disagree") if own_phone else None
    return _same_house(appeal, household, own_phone=own_phone, phone=phone)


def _same_house(appeal: Appeal, household: Told, *, own_phone: bool, phone: bool) -> tuple[int, str, str]:
    flats = appeal.address.flat, household.address.flat
    if flats[0] and flats[0] == flats[1]:
        return WHOLE_ADDRESS, "address", "the same street, house and flat"
    if own_phone:
        return 3, "house+phone", "the same house and the same telephone"
    if phone and appeal.kind in ("cancel", "update"):
        return 3, "house+phone", "the same house, and the telephone of whoever speaks for it"
    if flats != (None, None):
        alike = (
            "the same house and the same people, but"
            if same_composition(appeal, household)
            else "the same house;"
        )
        return 0, "flat unknown", f"{alike} only one of the two names a flat"
    if same_composition(appeal, household):
        return 2, "house+people", "the same house, the same count and the same kind of people or need"
    if wording(appeal.message.text) in household.wordings:
        return 2, "house+words", "the same house and the same words"
    if reason := _speaks_of_it(appeal, household):
        return 2, HOUSE_ONLY, f"the same house, and {reason}"
    if appeal.people is not None and appeal.people == household.people:
        return 0, "house", "the same house, no flat, as many people; nothing else agrees"
    return 0, "house", "the same house, no flat, other people"


def _speaks_of_it(appeal: Appeal, household: Told) -> str:
    """Return in words how a message says that somebody of this house wrote before; "" where it does not."""
    if appeal.kind == "update":
        return "the message says that something changed"
    if appeal.people not in (None, household.people):
        return ""
    if appeal.kind == "cancel":
        return "nothing speaks against it"
    return "the message says that it is not the first" if appeal.wrote_before else ""


def _elsewhere(appeal: Appeal, *, own_phone: bool) -> tuple[int, str, str] | None:
    """Another address with a household's own telephone: they moved, or somebody calls for both."""
    if not own_phone:
        return None
    if appeal.moved:
        return 1, "phone", "the same telephone, and the message says that they moved"
    return 0, "phone", "the same telephone with another address"


def same_composition(appeal: Appeal, household: Told) -> bool:
    """Whether a message counts as many people as a household and names a kind or need that it names too.

    An equal count alone is no ground: two families of three in one house are common.
    """
    if appeal.people is None or appeal.people != household.people:
        return False
    a, b = frozenset(appeal.vulnerable), household.vulnerable
    if (a & _GRAVE) - b and (b & _GRAVE) - a:
        return False
    return bool(a & b) or bool(_TELLING & frozenset(appeal.needs) & household.needs)


def wording(text: str) -> tuple[str, ...]:
    """Return the words and numbers of a message in order; empty where too few to tell writers apart."""
    words = tuple(_WORD.findall(text[:_LONGEST_COMPARED].casefold()))
    return words if len(words) >= _FEWEST_WORDS else ()


def same_house(a: Address, b: Address, *, any_kind: bool = False) -> bool:
    """Whether two addresses are one street and house, or one named place.

    any_kind : also where one names a street and the other a lane or avenue of the same name
    """
    if a.street and b.street:
        if not any_kind and a.street_kind and b.street_kind and a.street_kind != b.street_kind:
            return False
        return same_name(a.street, b.street) and a.house is not None and a.house == b.house
    return bool(a.place and b.place) and same_name(str(a.place), str(b.place))


def nearly_same_house(a: Address, b: Address) -> bool:
    """Whether house (and flat) agree and the streets are one slip of the pen apart."""
    if not (a.street and b.street and a.house and a.house == b.house):
        return False
    return a.flat == b.flat and nearly_same_name(a.street, b.street)


def _one_number_or_two(a: Address, b: Address) -> bool:
    """Whether one says "5/8" where the other says house 5, flat 8."""
    if not (a.street and b.street and same_name(a.street, b.street)):
        return False
    return any(
        x.house == f"{y.house}/{y.flat}" and x.flat is None and y.flat is not None
        for x, y in ((a, b), (b, a))
    )


def conflict(a: Address, b: Address) -> bool:
    """Whether two addresses cannot be one: another street, house or flat."""
    if a.street and b.street and not same_name(a.street, b.street) and not nearly_same_house(a, b):
        return True
    if a.street and b.street and a.house and b.house and a.house != b.house:
        return True
    if a.flat and b.flat and a.flat != b.flat:
        return True
    return (
        not (a.street and b.street)
        and bool(a.place and b.place)
        and not same_name(str(a.place), str(b.place))
    )
