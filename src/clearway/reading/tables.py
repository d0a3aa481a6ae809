"""Tables written out in a text: a line of headings, then lines of as many cells with a number under each.

    District | Dead | Injured | Missing
    Alver | 12 | 40 | 3

A heading that says what happened to people ("Dead", "Поранено") gives its column the role; the other columns
count nothing. The cells are divided by "|", a tab or a semicolon; a line that fits no more ends the table.
"""

import re
from collections.abc import Iterator

from clearway.reading.figures import CASUALTY_ROLES, Figure
from clearway.reading.numerals import numerals
from clearway.reading.roles import right_role

_DIVIDER = re.compile(r"[|\t;]")
_FEWEST_CELLS = 3
_LONGEST_CELL = 40  # characters; what is longer is prose with semicolons
_ROLES = CASUALTY_ROLES | {"evacuated", "displaced"}
_LINE = re.compile(r"[^\n\r]+")


def table_figures(plain: str) -> list[Figure]:
    """Return the figures of every table of a plain text, in order."""
    found: list[Figure] = []
    roles: list[str | None] = []
    for line in _LINE.finditer(plain):
        if _DIVIDER.search(line.group()) is None:
            roles = []
            continue
        cells = list(_cells(line))
        if len(cells) < _FEWEST_CELLS or any(end - start > _LONGEST_CELL for start, end in cells):
            roles = []
        elif len(cells) == len(roles):
            found += _of_row(plain, cells, roles)
        else:
            headings = [right_role(plain[start:end].lower()) for start, end in cells]
            has_roles = sum(role in _ROLES for role in headings) >= 2
            roles = [role if role in _ROLES else None for role in headings] if has_roles else []
    return found


def _cells(line: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Yield where the cells of a line stand, dividers at its ends left out."""
    text, at = line.group(), 0
    for part in _DIVIDER.split(text):
        if part.strip() or 0 < at < len(text):
            start = line.start() + at + len(part) - len(part.lstrip())
            yield start, start + len(part.strip())
        at += len(part) + 1


def _of_row(plain: str, cells: list[tuple[int, int]], roles: list[str | None]) -> Iterator[Figure]:
    for (start, end), role in zip(cells, roles, strict=True):
        read = numerals(plain.lower(), start, end) if role and end - start < _LONGEST_CELL else []
        if role is None or len(read) != 1 or (read[0].start, read[0].end) != (start, end):
            continue
        n = read[0]
        if n.value == 0:
            yield Figure(start, end, role, None, None, None, "none_reported", "people")
        else:
            yield Figure(start, end, role, n.value, n.low, n.high, n.qualifier, "people")
