"""Whether two reports may tell of one event where a date is missing: what was hit, what grew, when published.

News says "Shells hit the market" on the day and leaves the day out. Such a claim is taken to tell of the two
days before its report was published, and joins what another report tells of the same place only with
evidence: the same target or disaster, a figure that both give, or a count that is said to have grown.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache

from clearway.reading.claims import Claim
from clearway.reading.numerals import numerals
from clearway.reading.times import TimeMention
from clearway.reading.wordlists import sections_of

_LISTED = sections_of("events.txt")
_MARKS = [
    (key, re.compile("|".join(rf"\b(?:{line})" for line in lines)))
    for key, lines in _LISTED.items()
    if key not in ("grew", "period")
]
_GREW = re.compile("|".join(rf"\b(?:{line})" for line in _LISTED["grew"]))
_PERIOD = re.compile("|".join(rf"\b(?:{line})" for line in _LISTED["period"]))
_MOST = re.compile(r"\b(?:\w{4,}est|worst|most|first|самы[йе]|самая|най\w+|перв\w+)\b")
_FRESH = timedelta(days=2)  # what a report without a date tells of
_APART = timedelta(hours=36)  # two undated reports of one event
_TELLING = 2  # a figure both reports give; "one killed" is too common to tell


@lru_cache(maxsize=20_000)
def marks_of(sentence: str) -> frozenset[str]:
    """Return what was hit and what kind of disaster it was, as far as a sentence says."""
    text = sentence.lower()
    return frozenset(key for key, pattern in _MARKS if pattern.search(text))


def is_of_a_period(claim: Claim) -> bool:
    """Say whether a claim counts over months, years or a whole war, not at one event."""
    text = claim.text.lower()
    period = _PERIOD.search(text) if claim.figures else None
    if period is None:
        return False
    is_compared = (
        _MOST.search(text[: period.start()]) is not None
    )  # "killed 25, the deadliest attack since 2014"
    return not is_compared or bool(numerals(text, period.end()))


def times_may_agree(
    first: TimeMention | None,
    first_published: datetime | None,
    second: TimeMention | None,
    second_published: datetime | None,
) -> bool:
    """Say whether two claims of different reports can be of one time; what has no date is fresh news."""
    a, b = _window(first, first_published), _window(second, second_published)
    if a is None or b is None:
        return False
    if _is_dated(first) or _is_dated(second):
        return a[0] < b[1] and b[0] < a[1]
    return abs(a[1] - b[1]) <= _APART


def _is_dated(time: TimeMention | None) -> bool:
    return time is not None and time.from_at is not None and time.until_at is not None


def _window(time: TimeMention | None, published: datetime | None) -> tuple[datetime, datetime] | None:
    if time is not None and time.from_at is not None and time.until_at is not None:
        return time.from_at, time.until_at
    return (published - _FRESH, published) if published is not None else None


def has_grown(claim: Claim) -> bool:
    """Say whether a claim counts anew what was counted before: "the toll has risen to nine overnight"."""
    return bool(claim.figures) and _GREW.search(claim.text.lower()) is not None


def is_evidence(claim: Claim, marks: frozenset[str], told: Mapping[tuple[str, float], int]) -> bool:
    """Say whether a claim shows that it tells of an event whose marks and figures are known.

    told : (role, value) of the figures of the event -> how many claims give it
    """
    if marks & marks_of(claim.text):
        return True
    figures = [(f.role, f.value) for f in claim.figures if f.value is not None and f.role != "including"]
    if any(value >= _TELLING and (role, value) in told for role, value in figures):
        return True
    return has_grown(claim) and any(
        role == known and value >= least for role, value in figures for known, least in told
    )
