"""The errors a person can meet.

    ClearwayError          anything Clearway says no to; one sentence or several, never a traceback
    ├─ InputError          what was handed in cannot be used; every problem of it, together (exit 2)
    ├─ NotAllowed          this person may not do this; says which role may
    ├─ NotFound            no such thing is known here
    ├─ Conflict            somebody else was first, or the same thing was said twice in two ways
    └─ Unavailable         what keeps the records cannot be reached or written now; try again

A `Problem` is one sentence of an `InputError`: where it is, what is wrong (with the value), what to do.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with an input, said so that its owner can mend it.

    `row` counts as a spreadsheet does: the header is row 1. `what` starts with the value
    where there is one ("-900 is not a capacity"); `remedy` is a sentence of its own.
    """

    file: str
    what: str
    remedy: str
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        where = [self.file]
        if self.row is not None:
            where.append(f"row {self.row}")
        if self.column is not None:
            where.append(self.column)
        return f"{', '.join(where)}: {self.what}. {self.remedy}"


class ClearwayError(Exception):
    """Anything Clearway says no to, in a sentence that the person in front of it understands."""


class InputError(ClearwayError):
    """What was handed in cannot be used; `problems` holds every reason, not just the first."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class NotAllowed(ClearwayError):
    """This person may not do this; the sentence says which role may."""


class NotFound(ClearwayError):
    """No such thing is known here."""


class Conflict(ClearwayError):
    """Somebody else was first, or the same thing was said twice in two ways."""


def raise_if_any(problems: Iterable[Problem]) -> None:
    """Raise one `InputError` with all problems; do nothing where there are none."""
    if found := tuple(problems):
        raise InputError(found)


class Unavailable(ClearwayError):
    """What keeps the records cannot be reached or written now; nothing of this was kept, so try again."""
