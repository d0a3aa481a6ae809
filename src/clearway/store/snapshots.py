"""Snapshots: what the first lines of a journal add up to, so that nobody folds a million twice.

A snapshot is only ever a shorter way to the same answer. It serves where the question is later than
everything in it and nothing in it was taken back since; else an older one, or none.
"""

import gc
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

import sqlalchemy as sa

from clearway.situation.events import Event, Undone
from clearway.situation.fold import add_to, taken_back
from clearway.situation.known import Known
from clearway.situation.waiting import without_spent_holds
from clearway.store.database import Database
from clearway.store.journal import Journal
from clearway.store.packed import pack, unpack
from clearway.store.tables import instant, micros, snapshots

ALWAYS = datetime(9000, 1, 1, tzinfo=UTC)  # later than anything that can be told
LINES_BETWEEN = 20_000
KEPT = 4


def known_at(
    database: Database, journal: Journal, at: datetime, *, told_by: datetime | None = None
) -> tuple[Known, int]:
    """Return what is known of `at` by those who knew what was learnt by `told_by`, and up to which line."""
    learnt_by = at if told_by is None else told_by
    with database.read() as connection:
        until = journal.last_known(connection, learnt_by)
        undoings = journal.undoings(connection, until=until)
        seq, _, start = _best(connection, journal, micros(at), until, undoings)
        events = journal.events_in(connection, after=seq, until=until)
        with _no_collector():
            known = _add_up(start, events, at, learnt_by, undoings)
    return known, until


def _add_up(
    start: Known | None,
    events: Iterator[Event],
    at: datetime,
    learnt_by: datetime,
    undoings: list[tuple[int, Undone]],
) -> Known:
    """Fold on from a snapshot that was read for this alone."""
    undone = taken_back([e for _, e in undoings], learnt_by)
    return add_to(Known() if start is None else start, events, at, learnt_by, undone)


def known_in(connection: sa.Connection, journal: Journal, until: int) -> Known:
    """Return what everything up to a line adds up to, inside a read that is open already."""
    undoings = journal.undoings(connection, until=until)
    seq, _, start = _best(connection, journal, micros(ALWAYS), until, undoings)
    events = journal.events_in(connection, after=seq, until=until)
    with _no_collector():
        return _add_up(start, events, ALWAYS, ALWAYS, undoings)


def take_snapshot(database: Database, journal: Journal, *, lines_between: int = LINES_BETWEEN) -> int:
    """Keep a snapshot of the whole journal if enough came since the last; return its line number or 0."""
    with database.read() as connection:
        until = journal.head_in(connection)
        undoings = journal.undoings(connection, until=until)
        newest, _ = next(_usable(connection, journal, until, undoings), (0, 0))
        if until - newest < lines_between:
            return 0
        seq, last_us, start = _best(connection, journal, micros(ALWAYS), until, undoings)
        latest = [instant(last_us)]
        events = _watch(journal.events_in(connection, after=seq, until=until), latest)
        with _no_collector():
            whole = _add_up(start, events, ALWAYS, ALWAYS, undoings)
            packed = pack(without_spent_holds(whole))
    row = {"journal_id": journal.journal_id, "seq": until, "known": packed}
    with database.write() as connection:
        mine = snapshots.c.journal_id == journal.journal_id
        connection.execute(sa.delete(snapshots).where(mine, snapshots.c.seq == until))
        connection.execute(sa.insert(snapshots).values(row | {"last_happened_us": micros(latest[0])}))
        kept = sa.select(snapshots.c.seq).where(mine).order_by(snapshots.c.seq.desc()).limit(KEPT)
        oldest = min(connection.execute(kept).scalars())
        connection.execute(sa.delete(snapshots).where(mine, snapshots.c.seq < oldest))
    return until


def _watch(events: Iterator[Event], latest: list[datetime]) -> Iterator[Event]:
    """Hand events through and remember the latest instant at which one happened."""
    for event in events:
        if event.happened_at > latest[0]:
            latest[0] = event.happened_at
        yield event


def _usable(
    connection: sa.Connection, journal: Journal, until: int, undoings: list[tuple[int, Undone]]
) -> Iterator[tuple[int, int]]:
    """Yield (line number, last instant) of snapshots up to a line, newest first.

    Only those of which nothing was taken back after them.
    """
    undone_seqs = journal.seqs_of(connection, [e.undoes for _, e in undoings])
    asked = (
        sa.select(snapshots.c.seq, snapshots.c.last_happened_us)
        .where(snapshots.c.journal_id == journal.journal_id, snapshots.c.seq <= until)
        .order_by(snapshots.c.seq.desc())
    )
    for seq, last_us in connection.execute(asked).all():
        if not any(undo_seq > seq and undone_seqs.get(e.undoes, seq + 1) <= seq for undo_seq, e in undoings):
            yield seq, last_us


def _best(
    connection: sa.Connection,
    journal: Journal,
    at_us: int,
    until: int,
    undoings: list[tuple[int, Undone]],
) -> tuple[int, int, Known | None]:
    """Return the newest snapshot that serves: line number, last instant, registers; (0, 0, None) if none."""
    for seq, last_us in _usable(connection, journal, until, undoings):
        if last_us <= at_us:
            mine = (snapshots.c.journal_id == journal.journal_id) & (snapshots.c.seq == seq)
            packed = connection.execute(sa.select(snapshots.c.known).where(mine)).scalar_one()
            with _no_collector(), suppress(ValueError, KeyError, zlib.error):  # damaged: fold without it
                return seq, last_us, unpack(packed)
    return 0, 0, None


@contextmanager
def _no_collector() -> Iterator[None]:
    """Build a million small tuples without the cycle collector looking through them again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
