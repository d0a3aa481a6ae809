"""The independent count: reads the database with its own driver and SQL, and shares no line with the store.

On purpose the one place outside `store/` that knows SQL: a store that lost an event would count wrongly
in its own favour. It also measures what the database itself can do, as the measure for ours.
"""

import json
import sqlite3
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pg8000.dbapi
import pg8000.native

MEASURE_S = 3.0
LINE = "x" * 330  # about as long as a journal line


def connect(database: str) -> Any:
    """Connect with the database's plain driver."""
    if "://" not in database:
        return sqlite3.connect(database, isolation_level=None, timeout=30)
    parts = urlsplit(database)
    return pg8000.dbapi.connect(
        user=unquote(parts.username or "postgres"),
        password=unquote(parts.password) if parts.password else None,
        host=parts.hostname or "localhost",
        port=parts.port or 5432,
        database=parts.path.lstrip("/") or None,
    )


@dataclass
class Ledger:
    """What the service acknowledged: event id -> (line it named, people told). Written by the callers."""

    told: dict[str, tuple[int, int]] = field(default_factory=dict)
    two_lines: list[str] = field(default_factory=list)

    def acknowledged(self, event_id: str, line: int, people: int) -> None:
        """Note an acknowledgement; the same event on two lines is a fault."""
        before = self.told.setdefault(event_id, (line, people))
        if before[0] != line:
            self.two_lines.append(event_id)


@dataclass(frozen=True)
class Count:
    """What the database holds against what was acknowledged."""

    acknowledged: int
    lost: int
    doubled: int
    changed: int
    lines: int

    @property
    def clean(self) -> bool:
        """Whether every acknowledged event is there, once, as it was told."""
        return self.lost == self.doubled == self.changed == 0


def count(database: str, journal_id: str, ledger: Ledger) -> Count:
    """Count a journal's lines one by one."""
    mark = "?" if "://" not in database else "%s"
    connection = connect(database)
    try:
        cursor = connection.cursor()
        cursor.execute(
            f"SELECT seq, line FROM journal_lines WHERE journal_id = {mark} ORDER BY seq", (journal_id,)
        )
        seen: Counter[str] = Counter()
        found: dict[str, tuple[int, int]] = {}
        while rows := cursor.fetchmany(5_000):
            for seq, line in rows:
                event = json.loads(line)
                seen[event["event_id"]] += 1
                found[event["event_id"]] = (seq, event.get("people", 0))
    finally:
        connection.close()
    lost = sum(1 for event_id in ledger.told if event_id not in found)
    doubled = sum(n - 1 for n in seen.values()) + len(set(ledger.two_lines))
    changed = sum(1 for event_id, told in ledger.told.items() if found.get(event_id, told) != told)
    return Count(len(ledger.told), lost, doubled, changed, sum(seen.values()))


def single_commits_per_s(database: str) -> float:
    """Return how many rows of a line's length the database itself commits in a second, one at a time.

    In the same place as the journal, durable in the same way, through a statement prepared once.
    """
    return _sqlite_limit(database) if "://" not in database else _postgresql_limit(database)


def _sqlite_limit(database: str) -> float:
    beside = Path(database).with_suffix(".limit")
    connection = sqlite3.connect(beside, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE IF NOT EXISTS limit_rows (n INTEGER PRIMARY KEY, line TEXT)")
        insert = "INSERT INTO limit_rows (line) VALUES (?)"
        return _rate(lambda: connection.execute(insert, (LINE,)))
    finally:
        connection.close()
        for path in beside.parent.glob(beside.name + "*"):
            path.unlink()


def _postgresql_limit(database: str) -> float:
    parts = urlsplit(database)
    with pg8000.native.Connection(
        unquote(parts.username or "postgres"),
        parts.hostname or "localhost",
        parts.path.lstrip("/") or None,
        parts.port or 5432,
        unquote(parts.password) if parts.password else None,
    ) as connection:
        connection.run("CREATE TABLE IF NOT EXISTS limit_rows (n bigserial PRIMARY KEY, line text)")
        connection.run("SET synchronous_commit TO on")
        prepared = connection.prepare("INSERT INTO limit_rows (line) VALUES (:line)")
        try:
            return _rate(lambda: prepared.run(line=LINE))
        finally:
            connection.run("DROP TABLE limit_rows")


def _rate(deed: Any) -> float:
    began, done = time.perf_counter(), 0
    while time.perf_counter() - began < MEASURE_S:
        deed()
        done += 1
    return done / (time.perf_counter() - began)
