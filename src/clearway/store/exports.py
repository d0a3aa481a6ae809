"""Exports of many files: asked for, made by another, fetched sealed, gone after a day."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from clearway.errors import Conflict, NotFound
from clearway.store.database import Database
from clearway.store.tables import exports, instant, micros


@dataclass(frozen=True)
class Export:
    """One export; `sealed` is "" until another person made it."""

    export_id: str
    asked_at: datetime
    asked_by: str
    reason: str
    approved_by: str
    sealed: str


class Exports:
    """The exports of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ask(self, export_id: str, *, who: str, reason: str, at: datetime) -> Export:
        """Keep that somebody asks for an export; asked twice with one id is once."""
        row = {"export_id": export_id, "asked_us": micros(at), "asked_by": who, "reason": reason}
        with self._database.write() as connection:
            same = sa.select(exports.c.export_id).where(exports.c.export_id == export_id)
            if connection.execute(same).first() is None:
                connection.execute(sa.insert(exports).values(row | {"approved_by": "", "sealed": ""}))
        return self.one(export_id)

    def one(self, export_id: str) -> Export:
        """Return an export."""
        with self._database.read() as connection:
            row = connection.execute(sa.select(exports).where(exports.c.export_id == export_id)).first()
        if row is None:
            raise NotFound("There is no such export, or its day is over.")
        return Export(
            row.export_id, instant(row.asked_us), row.asked_by, row.reason, row.approved_by, row.sealed
        )

    def waiting(self) -> list[Export]:
        """Return the exports that nobody made yet, the oldest first."""
        asked = sa.select(exports.c.export_id).where(exports.c.sealed == "").order_by(exports.c.asked_us)
        with self._database.read() as connection:
            ids = connection.execute(asked).scalars().all()
        return [self.one(export_id) for export_id in ids]

    def made(self, export_id: str, *, by: str, sealed: str) -> None:
        """Keep a sealed export, if nobody made it meanwhile; else `Conflict`."""
        same = (exports.c.export_id == export_id) & (exports.c.sealed == "")
        with self._database.write() as connection:
            done = connection.execute(sa.update(exports).where(same).values(approved_by=by, sealed=sealed))
        if done.rowcount != 1:
            raise Conflict("This export was made already; its key was shown once.")

    def remove_before(self, instant: datetime) -> int:
        """Remove the exports that were asked for before an instant; return how many."""
        with self._database.write() as connection:
            old = sa.delete(exports).where(exports.c.asked_us < micros(instant))
            return connection.execute(old).rowcount
