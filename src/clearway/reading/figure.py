"""A figure: a number with what it counts, as `figures.py` finds it."""

from dataclasses import dataclass

from clearway.reading.numerals import Numeral
from clearway.reading.persons import Person
from clearway.reading.roles import PEOPLE, unit_of

CASUALTY_ROLES = frozenset(["killed", "injured", "missing", "hospitalised", "casualties"])


@dataclass(frozen=True)
class Figure:
    """A number with what it counts.

    start, end : plain offsets of the number with its qualifier
    role : killed, injured, missing, evacuated, damaged, shot_down, ...; "including" is part of another figure
    value, low, high : None where the words do not say; never 0 for "none reported"
    qualifier : exact, at_least, more_than, up_to, less_than, nearly, about, range, several, none_reported
    unit : people, fighters, families, homes, drones, square_miles, ...
    is_known : "the woman died": the report may have told of her before (`claims.py` looks)
    """

    start: int
    end: int
    role: str
    value: float | None
    low: float | None
    high: float | None
    qualifier: str
    unit: str
    is_known: bool = False


def made(numeral: Numeral, role: str, unit: str) -> Figure:
    """Return a number as a figure; an explicit 0 of people is "none reported"."""
    if numeral.value == 0 and unit in PEOPLE:  # "Missing: 0"
        return Figure(numeral.start, numeral.end, role, None, None, None, "none_reported", "people")
    is_known = isinstance(numeral, Person) and numeral.is_known
    return Figure(
        numeral.start,
        numeral.end,
        role,
        numeral.value,
        numeral.low,
        numeral.high,
        numeral.qualifier,
        unit or "people",
        is_known,
    )


def unit_named(text: str, numeral: Numeral) -> str:
    """Return what kind of thing is counted: people, drones, ...; "" where no known noun follows."""
    return "people" if isinstance(numeral, Person) else unit_of(text, numeral)
