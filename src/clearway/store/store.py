"""The store: one database with its journals, plans, folders and accounts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from clearway.errors import Conflict, NotFound
from clearway.situation.known import Known
from clearway.store.accounts import Accounts
from clearway.store.chain import first_hash
from clearway.store.database import Database
from clearway.store.folders import Folders
from clearway.store.journal import Journal
from clearway.store.migrate import bring_up_to_date
from clearway.store.plans import Plans
from clearway.store.snapshots import known_at, take_snapshot
from clearway.store.tables import instant, journals, micros, planning
from clearway.store.verify import Verdict, verify_journal


@dataclass(frozen=True)
class JournalCard:
    """What a journal is: the live operation or an exercise, its city, and how long it is."""

    journal_id: str
    name: str
    live: bool
    scenario_hash: str | None
    opened_at: datetime
    clock_ahead: timedelta
    head_seq: int

    def time(self, now: datetime) -> datetime:
        """Return what this journal's clock shows now; only an exercise's differs from everybody's."""
        return now + self.clock_ahead


class Store:
    """Everything that is kept. Opening it brings an older database up to date."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        try:
            bring_up_to_date(self.database)
        except BaseException:
            self.database.close()
            raise
        self.plans = Plans(self.database)
        self.folders = Folders(self.database)
        self.accounts = Accounts(self.database)
        self._journals: dict[str, Journal] = {}

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    def open_journal(
        self,
        journal_id: str,
        *,
        name: str,
        live: bool,
        at: datetime,
        scenario: Path | None = None,
        clock_ahead: timedelta = timedelta(0),
    ) -> Journal:
        """Begin a journal; `Conflict` if one of this id is there.

        clock_ahead : how far an exercise's clock is ahead of everybody's; the live journal's never is
        """
        if live and clock_ahead:
            raise Conflict("The live journal runs on the time of day; only an exercise has its own.")
        scenario_hash = self.folders.keep(scenario) if scenario is not None else None
        row = {
            "journal_id": journal_id,
            "name": name,
            "live": live,
            "scenario_hash": scenario_hash,
            "opened_us": micros(at),
            "clock_ahead_us": clock_ahead // timedelta(microseconds=1),
            "head_seq": 0,
            "head_hash": first_hash(journal_id),
            "head_learnt_us": 0,
        }
        asked = sa.select(journals.c.journal_id).where(journals.c.journal_id == journal_id)
        with self.database.write() as connection:
            self._lock_journals(connection)
            if connection.execute(asked).first() is not None:
                raise Conflict(f"There is a journal {journal_id!r} already.")
            connection.execute(sa.insert(journals).values(row))
            unplanned = {"journal_id": journal_id, "planned_seq": -1, "claim": 0}
            unplanned |= {"claimed_by": "", "claimed_until_us": 0}
            connection.execute(sa.insert(planning).values(unplanned))
        return self.journal(journal_id)

    def _lock_journals(self, connection: sa.Connection) -> None:
        """Let nobody else begin a journal meanwhile; SQLite has one writer at a time anyway."""
        if not self.database.is_sqlite:
            connection.exec_driver_sql("LOCK TABLE journals IN SHARE ROW EXCLUSIVE MODE")

    def journal(self, journal_id: str) -> Journal:
        """Return a journal; the same object each time, so that its callers share commits."""
        if journal_id not in self._journals:
            self.card(journal_id)
            self._journals.setdefault(journal_id, Journal(self.database, journal_id))
        return self._journals[journal_id]

    def card(self, journal_id: str) -> JournalCard:
        """Return what a journal is."""
        for card in self._cards(journals.c.journal_id == journal_id):
            return card
        raise NotFound(f"There is no journal {journal_id!r} here.")

    def cards(self) -> list[JournalCard]:
        """Return every journal, the live one first."""
        return sorted(self._cards(sa.true()), key=lambda card: (not card.live, card.opened_at))

    def _cards(self, which: sa.ColumnElement[bool]) -> Iterator[JournalCard]:
        with self.database.read() as connection:
            rows = connection.execute(sa.select(journals).where(which)).all()
        for row in rows:
            yield JournalCard(
                row.journal_id,
                row.name,
                row.live,
                row.scenario_hash,
                instant(row.opened_us),
                timedelta(microseconds=row.clock_ahead_us),
                row.head_seq,
            )

    def known(self, journal_id: str, at: datetime, *, told_by: datetime | None = None) -> tuple[Known, int]:
        """Return what is known of `at`, by those who knew what was learnt by `told_by` (else by `at`)."""
        return known_at(self.database, self.journal(journal_id), at, told_by=told_by)

    def snapshot(self, journal_id: str) -> int:
        """Keep a snapshot if enough lines came since the last; return its line number or 0."""
        return take_snapshot(self.database, self.journal(journal_id))

    def verify(self, journal_id: str, *, expect: dict[int, str] | None = None) -> Verdict:
        """Check every line of a journal against the chain of hashes."""
        return verify_journal(self.database, self.journal(journal_id), expect=expect)
