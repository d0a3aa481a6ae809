"""Events as records: the plain names and values in which the journal, files and the web write them.

`check_record` says everything that is wrong with a record from outside, in sentences.
`event_of` trusts its record and is fast; it reads what `record_of` wrote.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from clearway.errors import InputError, Problem
from clearway.situation.events import KINDS, Event

Record = dict[str, Any]

# What each kind of text or number may be: (pattern, longest) for words, (least, most) for numbers.
OPAQUE_ID = r"[0-9A-Za-z][0-9A-Za-z:._\-]*"
LINE_OF_TEXT = r"[^\x00-\x1f\x7f\ud800-\udfff]+"
TEXTS = {"id": (LINE_OF_TEXT, 100), "opaque_id": (OPAQUE_ID, 64), "words": (LINE_OF_TEXT, 200)}
MOST_PEOPLE = 10_000_000
CLOCKS_DIFFER = timedelta(minutes=5)  # who tells us may have a watch that is fast

_HINTS = {name: get_type_hints(kind, include_extras=True) for name, kind in KINDS.items()}
_NEEDED = {
    name: [f.name for f in fields(kind) if f.default is f.default_factory] for name, kind in KINDS.items()
}
_TIMES = {name: [f for f in hints if f.endswith("_at")] for name, hints in _HINTS.items()}
_OPTIONAL_TIMES = {
    name: [f for f in times if f not in ("happened_at", "learnt_at")] for name, times in _TIMES.items()
}
_NAMES = {name: [f.name for f in fields(kind)] for name, kind in KINDS.items()}
_DEFAULTS = {name: {f.name: f.default for f in fields(kind)} for name, kind in KINDS.items()}
# A journal line is for ever: what looks like a phone number or an e-mail address is kept out of it.
_PERSONAL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+|\+?\d(?:[\s().\-]?\d){8,}")


def record_of(event: Event) -> Record:
    """Return an event as plain values, `kind` first; fields that say nothing are left out."""
    kind = type(event).__name__
    record: Record = {"kind": kind}
    defaults = _DEFAULTS[kind]
    for name in _NAMES[kind]:
        value = getattr(event, name)
        if value is not defaults[name] and value != defaults[name]:
            record[name] = value.isoformat() if isinstance(value, datetime) else value
    return record


def event_of(record: Mapping[str, Any]) -> Event:
    """Return the event that `record_of` wrote down; use `read_record` for records from outside."""
    values = dict(record)
    kind = values.pop("kind")
    try:
        make = KINDS[kind]
    except KeyError:
        raise InputError([_newer(kind)]) from None
    parse = datetime.fromisoformat
    values["happened_at"] = parse(values["happened_at"])
    values["learnt_at"] = parse(values["learnt_at"])
    for name in _OPTIONAL_TIMES[kind]:
        if name in values:
            values[name] = parse(values[name])
    return make(**values)


def read_record(record: Mapping[str, Any], *, where: str = "event") -> Event:
    """Return a record from outside as an event, or raise every problem of it."""
    problems = check_record(record, where=where)
    if problems:
        raise InputError(problems)
    values = {name: value for name, value in record.items() if value is not None or name == "kind"}
    return event_of(values)


def check_record(record: Mapping[str, Any], *, where: str = "event", row: int | None = None) -> list[Problem]:
    """Return everything that is wrong with a record; an empty list if it is an event."""
    kind = record.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        return [
            Problem(where, f"{kind!r} is no kind of event", f"Give one of {', '.join(KINDS)}", row, "kind")
        ]
    hints = _HINTS[kind]
    found = [
        Problem(where, f"{kind} has no field {name!r}", f"It has {', '.join(hints)}", row)
        for name in record
        if name not in hints and name != "kind"
    ]
    found += [
        Problem(where, f"{kind} needs {name}", "Give it", row, name)
        for name in _NEEDED[kind]
        if record.get(name) is None
    ]
    for name, value in record.items():
        if name in hints and value is not None:
            wrong = _wrong(hints[name], value)
            if wrong:
                found.append(Problem(where, *wrong, row, name))
    return found or [Problem(where, *wrong, row, name) for name, wrong in _contradictions(record)]


def _wrong(hint: Any, value: Any) -> tuple[str, str] | None:
    """Return what is wrong with one value and what to do, or None."""
    if get_origin(hint) in (Union, UnionType):
        hint = next(part for part in get_args(hint) if part is not type(None))
    if get_origin(hint) is Literal:
        allowed = get_args(hint)
        return (
            None if value in allowed else (f"{value!r} is not allowed", f"Give one of {', '.join(allowed)}")
        )
    if hint is datetime:
        return _wrong_instant(value)
    if hint is bool:
        return None if isinstance(value, bool) else (f"{value!r} is not true or false", "Give true or false")
    meaning = hint.__metadata__[0]
    if meaning == "people":
        whole = isinstance(value, int) and not isinstance(value, bool)
        if whole and 0 <= value <= MOST_PEOPLE:
            return None
        return f"{value!r} is not a number of people or beds", f"Give a whole number from 0 to {MOST_PEOPLE}"
    return _wrong_text(meaning, value)


def _wrong_text(meaning: str, value: Any) -> tuple[str, str] | None:
    pattern, longest = TEXTS[meaning]
    if not isinstance(value, str):
        return f"{value!r} is not text", "Give text"
    if value == "" and meaning == "words":
        return None
    if len(value) > longest:
        return f"{value[:20]!r}… has {len(value)} characters", f"Give at most {longest}"
    if not re.fullmatch(pattern, value):
        allowed = "letters, digits and : . _ -" if meaning == "opaque_id" else "one line of text"
        return f"{value!r} cannot be used here", f"Give {allowed}"
    if meaning == "words" and _PERSONAL.search(value):
        return (
            "this looks like a phone number or an e-mail address, and a journal line is kept for ever",
            "Write it into the household's file instead",
        )
    return None


def _wrong_instant(value: Any) -> tuple[str, str] | None:
    remedy = "Give an instant with its offset, such as 2024-01-05T14:05:00+03:00"
    if isinstance(value, datetime):
        instant = value
    else:
        try:
            instant = datetime.fromisoformat(value)
        except (TypeError, ValueError):
            return f"{value!r} is not an instant", remedy
    if instant.utcoffset() is None:
        return f"{value!r} does not say its offset from UTC", remedy
    if not 1970 < instant.year < 2200:
        return f"{value!r} lies outside the years 1971 to 2199", remedy
    return None


def _contradictions(record: Mapping[str, Any]) -> Iterable[tuple[str, tuple[str, str]]]:
    """Yield what does not fit together, once every single value is fine."""

    def at(name: str) -> datetime | None:
        value = record.get(name)
        return datetime.fromisoformat(value) if isinstance(value, str) else value

    happened_at, learnt_at = at("happened_at"), at("learnt_at")
    if happened_at is not None and learnt_at is not None and happened_at > learnt_at + CLOCKS_DIFFER:
        yield (
            "happened_at",
            (
                f"{happened_at.isoformat()} lies after we learnt it, {learnt_at.isoformat()}",
                "Say what is to come by from_at, until_at or opens_at; check the clock of whoever told us",
            ),
        )
    from_at = at("from_at") or happened_at
    until_at = at("until_at")
    if from_at is not None and until_at is not None and until_at <= from_at:
        yield (
            "until_at",
            (f"{until_at.isoformat()} is not after {from_at.isoformat()}", "Give a later instant"),
        )
    people = record.get("people")
    for part in ("no_car_people", "wheelchairs", "children"):
        if people is not None and record.get(part, 0) > people:
            yield part, (f"{record[part]} of {people} people is too many", "Give at most all of them")
    if record.get("blocked", 0) > record.get("beds", MOST_PEOPLE):
        yield (
            "blocked",
            (f"{record['blocked']} of {record['beds']} beds is too many", "Give at most all beds"),
        )
    if record["kind"] == "HouseholdsMerged" and record["household_id"] == record["into_household_id"]:
        yield "into_household_id", ("a household cannot be merged into itself", "Give the other household")
    if record["kind"] == "Undone" and record["undoes"] == record["event_id"]:
        yield "undoes", ("an event cannot take itself back", "Give the event that was wrong")


def _newer(kind: str) -> Problem:
    return Problem(
        "journal",
        f"{kind!r} is a kind of event that this version of Clearway does not know",
        "Install the version that wrote this journal, or a newer one; nothing was changed",
    )
