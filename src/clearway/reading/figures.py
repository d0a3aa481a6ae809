"""What a number in a sentence counts: people killed, injured, missing, evacuated; houses, drones, beds.

The numbers are found in `numerals.py`, those that count nothing (ages, dates, distances) are left out in
`counts.py`, people without a number are found in `persons.py`, and what happened to them in `roles.py`. Here
they become figures: parts of a whole (`parts.py`), roles shared along "two men and a woman", and "no
casualties reported", which is a figure of its own (`none_reported`, no value): it is not zero.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from clearway.reading import parts
from clearway.reading.counts import counts_in
from clearway.reading.figure import CASUALTY_ROLES, Figure, made, unit_named
from clearway.reading.numerals import Numeral, numerals
from clearway.reading.persons import Person, people_in
from clearway.reading.roles import (
    ANY_ROLE,
    AREAS,
    LISTED,
    PEOPLE,
    is_loss,
    listed,
    people_role,
    right_role,
    thing_role,
)
from clearway.reading.sharing import share_roles

__all__ = ["AREAS", "CASUALTY_ROLES", "Figure", "figures"]

_NONE = [(key.split()[1], re.compile(listed(key))) for key in LISTED if key.startswith("none ")]
_ASIDE = re.compile(
    r",\s(?:(?:по|за|according|as|including|включая|включно|зокрема|в том числе|[ув] тому числі|among|aged|"
    r"who|whose|котор\w+|як(?:ий|а|е|і|их|им|ого|ому|ою|у))\b[^,.;]{0,80}|"
    r"[\w-]+ (?:of (?:them|whom)|(?:из|із|з) (?:них|которых|яких)) [^,.;]{1,60}|"
    r"(?:aged )?\d{1,2}(?:,? (?:and|и|та|і) \d{1,2})?(?: (?:years?(?: old)?|лет|років|года|"
    r"роки))?),|\([^)]{0,80}\)"
)
_ROSE = re.compile(
    r"(?:rise|rose|risen|climb\w*|grew|grown|increas\w+|up|went|gone|raised|вырос\w*|увелич\w*|возрос\w*|"
    r"зросл\w*|збільш\w*|drop\w*|fell|fallen|reduc\w+|revis\w+|lower\w+|снизил\w*|уменьш\w*|зменш\w*)"
    r"(?: \w+){0,2} $|(?:raised|revised|lowered) [^.;,\d]{0,80}$"
)
_GREW_TO = re.compile(
    r"^[^;]{0,300}(?:вырос|увелич|возрос|зросл|збільш|достиг|сягну|rose|risen|climbed|grew|increased)"
)
_OF_PLACES = re.compile(r"\b(?:of|in|from|at|near|across|on|aboard|из|в|во|со|у|з|зі|із|по) $")
_ELIMINATED = re.compile(r"\b(?:eliminat|neutrali[sz]|уничтож|ликвидир|знищ|ліквід)\w*[^.;]{0,60}$")
_WHERE = re.compile(r"\b(?:in|from|across|on|aboard|в|во|на) $")
_NUMBER_HINT = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|dozen|hundred|thousand|million|several|multiple)|"
    r"\b(?:дв|тр|четыр|чотир|пят|п'ят|дес|сот|тыс|тис|нескольк|кільк|один|одн|шест|шіст|сем|сім|вос|віс)"
)
_ONE_CYRILLIC = re.compile(
    r"(?:один|одна|одного|одной|одній|одному|одном|одну|одним|однієї)(?= [а-яіїєґ])"
    rf"(?! (?:{ANY_ROLE.pattern}))(?! (?:в|во|на|от|из|с|у|з|із|при|від|до|по|и|та|і|й|а|но)\b)"
)
# "могут погибнуть 200 человек", "simulated a quake with 500 dead": it has not happened.
_ONLY_THOUGHT = re.compile(
    r"\b(?:могут|может|могли бы|можуть|може|могли б) (?:[а-яіїєґ]+ )?(?:погибнуть|пострадать|умереть|"
    r"загинути|"
    r"постраждати|померти)\b|\b(?:simulat(?:ed|es|ing)|drill scenario|mock) [^.;]{0,120}|"
    r"(?:условн|умовн)\w+ (?:эвакуир|евакуй|погиб|загиб|пострада|постражда|ранен|поранен)\w*"
)
_MOST = 40  # numbers of one sentence; what has more is a table


def figures(plain: str, start: int, end: int) -> list[Figure]:
    """Return the figures of one sentence of a plain text, in order."""
    original = plain[start:end].replace("\n", " ").replace("\r", " ")
    text = original.lower()
    if len(text) != len(original):
        text = "".join(c.lower() if len(c.lower()) == 1 else c for c in original)
    found = [*_none_reported(text), *_counted(text, original)]
    return [
        replace(f, start=f.start + start, end=f.end + start) for f in sorted(found, key=lambda f: f.start)
    ]


def _none_reported(text: str) -> Iterable[Figure]:
    found = [(match.span(), role) for role, pattern in _NONE for match in pattern.finditer(text)]
    for (start, end), role in found:
        if not any(a <= start and end <= b and (a, b) != (start, end) for (a, b), _ in found):
            yield Figure(start, end, role, None, None, None, "none_reported", "people")


def _counted(text: str, original: str) -> list[Figure]:
    text = _ONLY_THOUGHT.sub(lambda match: "-" * len(match.group()), text)
    if (
        not ANY_ROLE.search(text)
        and not any(char.isdigit() for char in text)
        and not _NUMBER_HINT.search(text)
    ):
        return []
    quiet = _ASIDE.sub(lambda match: " " * len(match.group()), text)
    numbers = [_grown(text, n) for n in counts_in(text)]
    counted = sorted([*numbers, *people_in(text, original, quiet, numbers)], key=lambda n: n.start)[:_MOST]
    counted = [n for n in counted if not parts.is_spelled_out(text, n, counted)]
    found: list[Figure | None] = []
    for i in range(len(counted)):
        figure = _figure(text, quiet, counted, i) or _critical(text, counted, i, found)
        has_whole = any(found) or parts.names_whole(text, counted[i])
        found.append(figure if figure and (has_whole or figure.role != "including") else None)
    share_roles(text, counted, found)
    for i, numeral in enumerate(counted):
        if found[i] is None and parts.follows_whole(text, numeral):
            found[i] = made(numeral, "including", unit_named(text, numeral))
    return [figure for figure in found if figure is not None]


def _grown(text: str, numeral: Numeral) -> Numeral:
    """Read "rose to 12" (in Russian "выросло до 12") as 12, not as up to 12."""
    if numeral.qualifier == "range" and _ROSE.search(text[: numeral.start]):
        last = numerals(text, numeral.start + text[numeral.start : numeral.end].rfind(" ") + 1, numeral.end)
        if last and last[-1].value == numeral.high:
            return replace(last[-1], start=numeral.start)
    if numeral.qualifier == "up_to" and _GREW_TO.search(text[: numeral.start]):
        return replace(numeral, qualifier="exact", low=numeral.value, high=numeral.value)
    return numeral


def _figure(text: str, quiet: str, counted: list[Numeral], i: int) -> Figure | None:
    numeral = counted[i]
    unit = unit_named(text, numeral)
    if isinstance(numeral, Person) and numeral.befell:
        return made(numeral, numeral.befell, unit)
    if parts.is_only_part(text, numeral, counted):
        return made(numeral, "including", unit)
    left_end, right_end = _neighbours(text, quiet, counted, i)
    if parts.is_whole(text, numeral):
        role = _told_of_whole(text, numeral, right_end)
        return made(numeral, role, unit) if role else None
    if is_loss(text, quiet[left_end : numeral.start], unit):
        return made(numeral, "lost", unit)
    role = _role(text, quiet, numeral, unit, left_end, right_end)
    if i and parts.is_kind_of_part(text, numeral):
        role = "including"
    if role not in CASUALTY_ROLES and parts.is_part(text, numeral, counted):
        role = "including"
    return made(numeral, role, unit) if role else None


def _told_of_whole(text: str, numeral: Numeral, right_end: int) -> str | None:
    """Return what happened to a whole, up to its comma: "Of the 52 people taken to hospital, 30"."""
    comma = text.find(",", numeral.end, right_end)
    return right_role(text[numeral.end : comma]) if comma > 0 else None


def _role(text: str, quiet: str, numeral: Numeral, unit: str, left_end: int, right_end: int) -> str | None:
    before = text[max(0, numeral.start - 80) : numeral.start]
    if unit == "fighters" and _ELIMINATED.search(before):
        return "killed"
    if unit == "" and (_WHERE.search(before) or _ONE_CYRILLIC.match(text, numeral.core[0])):
        return None  # "in 11 countries", "в результате одного инцидента"
    if unit in PEOPLE:
        is_aside = quiet[numeral.core[0]] == " "  # what is told of it stands in the aside
        role = people_role(text, text if is_aside else quiet, numeral, left_end, right_end)
        return None if numeral.value is not None and numeral.value % 1 else role
    role = thing_role(text, unit)
    is_where = unit == "settlements" and _OF_PLACES.search(before) is not None
    return None if is_where and role != "attacked" else role


_CRITICAL = re.compile(rf"[^,.;]{{0,40}}(?:{listed('critical')})")


def _critical(text: str, counted: list[Numeral], i: int, found: list[Figure | None]) -> Figure | None:
    """Read "two are in a critical condition": a part of the injured told before, else injured."""
    if unit_named(text, counted[i]) not in PEOPLE or not _CRITICAL.match(text, counted[i].end):
        return None
    is_part = any(f is not None and f.role in ("injured", "hospitalised") for f in found)
    return made(counted[i], "including" if is_part else "injured", "people")


def _neighbours(text: str, quiet: str, counted: list[Numeral], i: int) -> tuple[int, int]:
    """Return where the number before ends and the number after begins; those in asides do not count."""
    numeral = counted[i]
    shown = [n for n in counted if quiet[n.core[0]] != " "]
    later = (
        n.start
        for n in shown
        if n.start > numeral.start and not _OF_PLACES.search(text[max(0, n.start - 12) : n.start])
    )
    before = max([n.end for n in shown if n.end <= numeral.start], default=0)
    return before, min(later, default=len(text))
