"""Write down what we were told, and take it back."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid4, uuid5

from clearway.errors import Conflict, NotFound, Problem, raise_if_any
from clearway.operations.cities import Cities
from clearway.situation.events import Event
from clearway.situation.records import check_record, event_of
from clearway.store import Journal, Line, Store

MOST_AT_ONCE = 5_000


def tell(
    store: Store,
    cities: Cities,
    journal_id: str,
    records: Sequence[Mapping[str, Any]],
    *,
    who: str,
    now: datetime,
    idempotency_key: str | None = None,
    only_if_head: int | None = None,
) -> list[Line]:
    """Write events down, all or none; every problem of all of them is said together.

    Who tells and when we learnt it are ours to say. An event without an id gets one: from the
    idempotency key where there is one, so that the same request twice is once.
    """
    filled = checked(store, cities, journal_id, records, who=who, now=now, idempotency_key=idempotency_key)
    journal = store.journal(journal_id)
    try:
        return journal.append(list(map(_event, filled)), only_if_head=only_if_head)
    except Conflict:
        before = _when_told_before(journal, records, filled)
        if not before:
            raise
        again = [record | before.get(record["event_id"], {}) for record in filled]
        return journal.append(list(map(_event, again)), only_if_head=only_if_head)


def checked(
    store: Store,
    cities: Cities,
    journal_id: str,
    records: Sequence[Mapping[str, Any]],
    *,
    who: str,
    now: datetime,
    idempotency_key: str | None = None,
) -> list[dict[str, Any]]:
    """Return records as they would be written, or raise every problem of them; writes nothing."""
    learnt_at = store.card(journal_id).time(now).isoformat()
    filled = [
        {
            "event_id": named(who, idempotency_key, ix),
            "happened_at": learnt_at,
            **{name: value for name, value in record.items() if value is not None},
            "who": who,
            "learnt_at": learnt_at,
        }
        for ix, record in enumerate(records)
    ]
    raise_if_any(_problems(store, cities, journal_id, filled))
    return filled


def _event(record: Mapping[str, Any]) -> Event:
    return event_of({name: value for name, value in record.items() if value is not None})


def _when_told_before(
    journal: Journal, records: Sequence[Mapping[str, Any]], filled: Sequence[Mapping[str, Any]]
) -> dict[str, dict[str, str]]:
    """Return the instants of events that were told before and left it to us to say when they happened.

    Told again, they happened when they did, not now; everything else must still be the same.
    """
    found = {}
    for record, whole in zip(records, filled, strict=True):
        if record.get("happened_at") is None:
            with suppress(NotFound):
                event = journal.line(whole["event_id"]).event
                found[event.event_id] = {"happened_at": event.happened_at.isoformat()}
    return found


def named(who: str, idempotency_key: str | None, ix: int) -> str:
    """Return an event id: new, or always the same for the same key of the same account."""
    if idempotency_key is None:
        return str(uuid4())
    return str(uuid5(NAMESPACE_URL, f"clearway:{who}:{idempotency_key}:{ix}"))


def _problems(
    store: Store, cities: Cities, journal_id: str, records: Sequence[Mapping[str, Any]]
) -> list[Problem]:
    if len(records) > MOST_AT_ONCE:
        what = f"{len(records):,} events are too many for one request"
        return [Problem("events", what, f"Send at most {MOST_AT_ONCE:,} at a time")]
    places = cities.places(store, journal_id)
    found = []
    for row, record in enumerate(records, start=1):
        wrong = check_record(record, where="events", row=row)
        found += wrong
        if not wrong and places is not None:
            found += places.check(dict(record), where="events", row=row)
    return found


def undo(
    store: Store,
    journal_id: str,
    event_id: str,
    *,
    who: str,
    now: datetime,
    reason: str = "",
    idempotency_key: str | None = None,
) -> Line:
    """Take an event back by a new event; the old line stays."""
    journal = store.journal(journal_id)
    journal.line(event_id)
    at = store.card(journal_id).time(now)
    record = {
        "kind": "Undone",
        "event_id": named(who, idempotency_key, 0),
        "who": who,
        "happened_at": at.isoformat(),
        "learnt_at": at.isoformat(),
        "undoes": event_id,
        "reason": reason,
    }
    raise_if_any(check_record(record, where="undoing"))
    try:
        return journal.append([_event(record)])[0]
    except Conflict:
        before = _when_told_before(journal, [{}], [record])
        return journal.append([_event(record | before.get(record["event_id"], {}))])[0]
