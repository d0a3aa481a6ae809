"""One journal: append, read, and the head of its chain.

Appending is idempotent by event id. Many callers at once share one commit: each puts its events into
a queue, and whoever gets the pen writes everybody's, so the disk is asked once for all of them.

`learnt_at` never falls along the journal: where a caller's clock runs behind, its event is learnt at
the instant of the line before. So what was known at an instant, once asked, never changes.
"""

import json
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import sqlalchemy as sa

from clearway.errors import Conflict, NotFound
from clearway.situation.events import Event, Undone
from clearway.situation.records import event_of, record_of
from clearway.store.chain import line_of, next_hash
from clearway.store.database import Database
from clearway.store.tables import instant, journals, lines, micros

_Row = tuple[str, int, str, str, int, str, str]  # one row of journal_lines

CHUNK_LINES = 5_000
MOST_IN_ONE_COMMIT = 5_000


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a journal; `new` is False where the event was already there."""

    seq: int
    event: Event
    hash: str
    new: bool = True


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a journal: its last line's number, hash and instant. A journal starts at 0."""

    seq: int
    hash: str
    learnt_at: datetime


@dataclass(slots=True)
class _Ticket:
    """One caller's events, waiting to be written; `turn` opens when they are, or when it shall write."""

    events: Sequence[Event]
    only_if_head: int | None
    turn: threading.Lock
    lines: list[Line] = field(default_factory=list)
    error: Exception | None = None
    done: bool = False


class Journal:
    """A journal of one database; safe to use from many threads, many processes and many machines."""

    def __init__(self, database: Database, journal_id: str) -> None:
        self._database = database
        self.journal_id = journal_id
        self._queue: deque[_Ticket] = deque()
        self._desk = threading.Lock()
        self._somebody_writes = False
        self._sql = _Statements.of(database)

    def append(self, events: Sequence[Event], *, only_if_head: int | None = None) -> list[Line]:
        """Write events down, all or none; they are on disk when this returns.

        An event that is there already comes back as its old line. The same id with other content is
        a `Conflict`, and so is a head that moved where the caller gave `only_if_head`.
        """
        ticket = _Ticket(events, only_if_head, threading.Lock())
        ticket.turn.acquire()
        with self._desk:
            self._queue.append(ticket)
            i_write, self._somebody_writes = not self._somebody_writes, True
        if not i_write:
            ticket.turn.acquire()
        if not ticket.done:
            self._write_queue()
        if ticket.error is not None:
            raise ticket.error
        return ticket.lines

    def _write_queue(self) -> None:
        """Write what waits, in one transaction, then hand the pen on; an error is everybody's error."""
        tickets: list[_Ticket] = []
        waiting = 0
        with self._desk:
            while self._queue and (not tickets or waiting + len(self._queue[0].events) <= MOST_IN_ONE_COMMIT):
                tickets.append(self._queue.popleft())
                waiting += len(tickets[-1].events)
        try:
            self._write(tickets)
        except Exception as error:
            for ticket in tickets:
                ticket.error = error
        finally:
            with self._desk:
                following = self._queue[0] if self._queue else None
                self._somebody_writes = following is not None
            for ticket in [*([following] if following else []), *tickets]:
                ticket.done = ticket is not following
                ticket.turn.release()

    def _write(self, tickets: list[_Ticket]) -> None:
        """Write without looking whether an event is there already; look only if the database says so."""
        try:
            with self._database.write() as connection:
                self._write_in(connection, tickets, look_first=False)
        except sa.exc.IntegrityError:
            for ticket in tickets:
                ticket.lines, ticket.error = [], None
            with self._database.write() as connection:
                self._write_in(connection, tickets, look_first=True)

    def _write_in(self, connection: sa.Connection, tickets: list[_Ticket], *, look_first: bool) -> None:
        head = self._locked_head(connection)
        ids = [event.event_id for ticket in tickets for event in ticket.events]
        known = self._lines_by_event(connection, ids) if look_first else {}
        rows: list[_Row] = []
        for ticket in tickets:
            try:
                head = self._write_ticket(ticket, head, known, rows)
            except Conflict as error:
                ticket.error = error
        if rows:
            set_head = (head.seq, head.hash, micros(head.learnt_at), self.journal_id)
            self._sql.insert(connection, rows, set_head)

    def _write_ticket(
        self,
        ticket: _Ticket,
        head: Head,
        known: dict[str, Line],
        rows: list[_Row],
    ) -> Head:
        """Number and hash one caller's events; on a conflict nothing of it is left behind."""
        if ticket.only_if_head is not None and ticket.only_if_head != head.seq:
            raise Conflict(
                f"The journal has moved on: it is at line {head.seq:,}, not {ticket.only_if_head:,}. "
                "Read it and try again."
            )
        fresh: dict[str, Line] = {}
        new_rows = []
        for event in ticket.events:
            before = known.get(event.event_id) or fresh.get(event.event_id)
            if before is not None:
                _same_or_conflict(before, event)
                ticket.lines.append(replace(before, new=False))
                continue
            event = event if event.learnt_at >= head.learnt_at else replace(event, learnt_at=head.learnt_at)
            text, seq = line_of(event), head.seq + 1
            head = Head(seq, next_hash(head.hash, seq, text), event.learnt_at)
            fresh[event.event_id] = line = Line(seq, event, head.hash)
            ticket.lines.append(line)
            kind = type(event).__name__
            new_rows.append(
                (self.journal_id, seq, event.event_id, kind, micros(event.learnt_at), text, head.hash)
            )
        known.update(fresh)
        rows.extend(new_rows)
        return head

    def _locked_head(self, connection: sa.Connection) -> Head:
        row = connection.exec_driver_sql(self._sql.lock_head, (self.journal_id,)).first()
        if row is None:
            raise NotFound(f"There is no journal {self.journal_id!r} here.")
        return Head(row[0], row[1], instant(row[2]))

    def _lines_by_event(self, connection: sa.Connection, event_ids: list[str]) -> dict[str, Line]:
        found: dict[str, Line] = {}
        if not event_ids:
            return found
        asked = (self.journal_id, json.dumps(event_ids))
        for seq, event_id, text, hashed in connection.exec_driver_sql(self._sql.find, asked):
            found[event_id] = Line(seq, event_of(json.loads(text)), hashed)
        return found

    # Reading

    def head(self) -> Head:
        """Return the end of the journal."""
        with self._database.read() as connection:
            row = connection.execute(
                sa.select(journals.c.head_seq, journals.c.head_hash, journals.c.head_learnt_us).where(
                    journals.c.journal_id == self.journal_id
                )
            ).first()
        if row is None:
            raise NotFound(f"There is no journal {self.journal_id!r} here.")
        return Head(row[0], row[1], instant(row[2]))

    def lines(self, *, after: int = 0, limit: int = 100) -> list[Line]:
        """Return up to `limit` lines after line number `after`."""
        with self._database.read() as connection:
            rows = connection.execute(
                sa.select(lines.c.seq, lines.c.line, lines.c.hash)
                .where(lines.c.journal_id == self.journal_id, lines.c.seq > after)
                .order_by(lines.c.seq)
                .limit(limit)
            ).all()
        return [Line(seq, event_of(json.loads(text)), hashed) for seq, text, hashed in rows]

    def line(self, event_id: str) -> Line:
        """Return the line of one event."""
        with self._database.read() as connection:
            found = self._lines_by_event(connection, [event_id])
        if event_id not in found:
            raise NotFound(f"There is no event {event_id!r} in this journal.")
        return found[event_id]

    def events(self, *, after: int = 0, until: int | None = None) -> Iterator[Event]:
        """Yield the events of lines after `after` up to `until`; reads in chunks, as one moment."""
        with self._database.read() as connection:
            yield from self.events_in(connection, after=after, until=until)

    def events_in(self, connection: sa.Connection, *, after: int, until: int | None) -> Iterator[Event]:
        """Yield events inside a read that is open already."""
        for chunk in self.chunks_in(connection, after=after, until=until):
            yield from map(event_of, json.loads(chunk))

    def chunks_in(self, connection: sa.Connection, *, after: int, until: int | None) -> Iterator[str]:
        """Yield lines as JSON arrays of many: the database joins them, so Python fetches few rows."""
        last = until if until is not None else self.head_in(connection)
        for start in range(after, last, CHUNK_LINES):
            asked = (self.journal_id, start, min(start + CHUNK_LINES, last))
            text = connection.exec_driver_sql(self._sql.chunk, asked).scalar()
            if text:
                yield f"[{text}]"

    def head_in(self, connection: sa.Connection) -> int:
        """Return the number of the last line, inside a read that is open already."""
        asked = sa.select(journals.c.head_seq).where(journals.c.journal_id == self.journal_id)
        return int(connection.execute(asked).scalar_one())

    def last_known(self, connection: sa.Connection, known_at: datetime) -> int:
        """Return the number of the last line learnt by an instant; 0 if there is none."""
        asked = sa.select(sa.func.max(lines.c.seq)).where(
            lines.c.journal_id == self.journal_id, lines.c.learnt_us <= micros(known_at)
        )
        return connection.execute(asked).scalar() or 0

    def undoings(self, connection: sa.Connection, *, until: int) -> list[tuple[int, Undone]]:
        """Return every `Undone` up to a line, with its line number."""
        asked = (
            sa.select(lines.c.seq, lines.c.line)
            .where(lines.c.journal_id == self.journal_id, lines.c.kind == "Undone", lines.c.seq <= until)
            .order_by(lines.c.seq)
        )
        found = [(seq, event_of(json.loads(text))) for seq, text in connection.execute(asked)]
        return [(seq, event) for seq, event in found if isinstance(event, Undone)]

    def seqs_of(self, connection: sa.Connection, event_ids: list[str]) -> dict[str, int]:
        """Return the line numbers of events, as far as they are there."""
        return {event_id: line.seq for event_id, line in self._lines_by_event(connection, event_ids).items()}

    def knows_more(self, than: int, kinds: Iterable[str]) -> bool:
        """Return whether there is a line of one of these kinds after line `than`."""
        asked = (
            sa.select(lines.c.seq)
            .where(lines.c.journal_id == self.journal_id, lines.c.seq > than, lines.c.kind.in_(sorted(kinds)))
            .limit(1)
        )
        with self._database.read() as connection:
            return connection.execute(asked).first() is not None


def _same_or_conflict(line: Line, event: Event) -> None:
    """Accept the same event told again; when we learnt it is ours, and no part of what was told."""
    told = replace(event, learnt_at=line.event.learnt_at)
    if told != line.event:
        before, now = record_of(line.event), record_of(told)
        differ = sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))
        raise Conflict(
            f"Event {event.event_id!r} is line {line.seq:,} already, with another {', '.join(differ)}. "
            "Give a new event its own id; to correct the old one, undo it."
        )


@dataclass(frozen=True)
class _Statements:
    """The few statements that every event passes, in the database's own SQL.

    Many values travel as one JSON text: one round trip, taken apart by the database. `|| ''` keeps
    PostgreSQL from looking through a whole journal that its statistics believe to be short.
    """

    lock_head: str
    find: str
    chunk: str
    insert: Callable[[sa.Connection, list[_Row], tuple[int, str, int, str]], None]

    @classmethod
    def of(cls, database: Database) -> "_Statements":
        if database.is_sqlite:
            mark, ids, lock = "?", "IN (SELECT value FROM json_each(?))", ""
            joined, insert = "group_concat(line, ',')", _insert_into_sqlite
        else:
            mark, ids, lock = "%s", "= ANY(ARRAY(SELECT json_array_elements_text(%s::json)))", " FOR UPDATE"
            joined, insert = "string_agg(line, ',')", _insert_into_postgresql
        return cls(
            lock_head="SELECT head_seq, head_hash, head_learnt_us FROM journals"
            f" WHERE journal_id = {mark}{lock}",
            find="SELECT seq, event_id, line, hash FROM journal_lines"
            f" WHERE journal_id || '' = {mark} AND event_id {ids}",
            chunk=f"SELECT {joined} FROM (SELECT line FROM journal_lines"
            f" WHERE journal_id = {mark} AND seq > {mark} AND seq <= {mark} ORDER BY seq) AS page",
            insert=insert,
        )


_COLUMNS = "journal_id, seq, event_id, kind, learnt_us, line, hash"
_INTO_SQLITE = f"INSERT INTO journal_lines ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)"
_INTO_POSTGRESQL = (
    f"INSERT INTO journal_lines ({_COLUMNS})"
    " SELECT r->>0, (r->>1)::bigint, r->>2, r->>3, (r->>4)::bigint, r->>5, r->>6"
    " FROM json_array_elements(%s::json) AS r"
)


def bring_back(database: Database, connection: sa.Connection, rows: list[_Row]) -> None:
    """Put lines back as they were, from a backup; the head is brought back beside them."""
    if database.is_sqlite:
        connection.exec_driver_sql(_INTO_SQLITE, rows)
    else:
        connection.exec_driver_sql(_INTO_POSTGRESQL, (json.dumps(rows, ensure_ascii=False),))


def _insert_into_sqlite(
    connection: sa.Connection, rows: list[_Row], set_head: tuple[int, str, int, str]
) -> None:
    connection.exec_driver_sql(_INTO_SQLITE, rows)
    connection.exec_driver_sql(
        "UPDATE journals SET head_seq = ?, head_hash = ?, head_learnt_us = ? WHERE journal_id = ?", set_head
    )


def _insert_into_postgresql(
    connection: sa.Connection, rows: list[_Row], set_head: tuple[int, str, int, str]
) -> None:
    """Insert and move the head in one statement: one round trip for both."""
    connection.exec_driver_sql(
        f"WITH told AS ({_INTO_POSTGRESQL})"
        " UPDATE journals SET head_seq = %s, head_hash = %s, head_learnt_us = %s WHERE journal_id = %s",
        (json.dumps(rows, ensure_ascii=False), *set_head),
    )
