"""One door to the database: SQLite by a path, PostgreSQL by a URL; reads, writes, and what goes wrong.

A write is one transaction that the database has on disk before it ends. A read sees one moment of the
database, however long it takes. What the database complains of becomes `Unavailable`, in a sentence.
"""

import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url

from clearway.errors import InputError, Problem, Unavailable

BUSY_WAIT_S = 30
CONNECTIONS = 12


class Database:
    """A database that is open; close it when done."""

    def __init__(self, url: str) -> None:
        self.url = _url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._engine = _sqlite(self.url) if self.is_sqlite else _postgresql(self.url)
        self._begin_write = "BEGIN IMMEDIATE" if self.is_sqlite else None
        self._begin_read = "BEGIN" if self.is_sqlite else "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """Do everything inside or nothing; on disk when it ends without an error."""
        with self._transaction(self._begin_write) as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """See one moment of the database, whatever others write meanwhile."""
        with self._transaction(self._begin_read) as connection:
            yield connection

    @contextmanager
    def _transaction(self, first: str | None) -> Iterator[sa.Connection]:
        try:
            with self._engine.begin() as connection:
                if first:
                    connection.exec_driver_sql(first)
                yield connection
        except (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.TimeoutError) as error:
            raise Unavailable(self._sentence(error)) from error
        except sa.exc.DBAPIError as error:
            if "not a database" in str(error.orig):
                remedy = "Give the path of a Clearway database, or of a file that is not there yet"
                problem = Problem(self.place, "the file is not a database", remedy)
                raise InputError([problem]) from error
            if error.connection_invalidated or _server_refuses(error):
                raise Unavailable(self._sentence(error)) from error
            raise
        except OSError as error:  # pg8000 hands a broken socket through as it is
            raise Unavailable(self._sentence(error)) from error

    def scrub(self, table: str) -> None:
        """Leave no trace of what was just removed from a table in the database's own files.

        SQLite overwrites what it frees; its log is emptied here. PostgreSQL frees the old row. What its
        server keeps of its own log (archived WAL) is for its owner to delete.
        """
        with self._engine.connect() as connection:
            alone = connection.execution_options(isolation_level="AUTOCOMMIT")
            alone.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)" if self.is_sqlite else f"VACUUM {table}")

    def _sentence(self, error: Exception) -> str:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0][:200]
        if "malformed" in reason:
            return f"The database is damaged ({reason}). Stop, keep the file, and restore the last backup."
        if "full" in reason or "No space" in reason:
            return (
                f"The disk of the database is full ({reason}). Nothing was kept: free space, send it again."
            )
        return f"The database does not answer ({reason}). Send it again: what is there already stays once."

    @property
    def place(self) -> str:
        """Where the database is, without a password; for people to read."""
        return (
            self.url.database or "memory" if self.is_sqlite else self.url.render_as_string(hide_password=True)
        )

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()


def _server_refuses(error: sa.exc.DBAPIError) -> bool:
    """Return whether the server said: out of space (53), shutting down or not up yet (57, 58), damaged."""
    if "malformed" in str(error.orig):
        return True
    said = error.orig.args[0] if error.orig is not None and error.orig.args else {}
    return isinstance(said, dict) and str(said.get("C", "")).startswith(("53", "57", "58", "08"))


def _url(given: str) -> URL:
    """Return the URL of a database; a plain path is a SQLite file."""
    if "://" not in given:
        return URL.create("sqlite", database=str(Path(given).resolve()))
    try:
        url = make_url(given)
    except sa.exc.ArgumentError:
        url = None
    if url is None or url.get_backend_name() not in ("sqlite", "postgresql"):
        kind = given.split("://", maxsplit=1)[0]
        remedy = "Give a path for SQLite, or postgresql://user@host/database"
        raise InputError([Problem("database", f"{kind}:// is not a database Clearway can use", remedy)])
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+pg8000")
    return url.set(drivername="sqlite")


def _sqlite(url: URL) -> sa.Engine:
    engine = sa.create_engine(
        url,
        poolclass=sa.pool.QueuePool,
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=BUSY_WAIT_S,
        connect_args={"timeout": BUSY_WAIT_S, "check_same_thread": False},
    )

    @sa.event.listens_for(engine, "connect")
    def _settings(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, so that DDL is inside it too
        _begin_wal(connection)
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA secure_delete=ON")  # what is forgotten leaves no trace in free pages
        connection.execute("PRAGMA trusted_schema=OFF")

    return engine


def _begin_wal(connection: Any) -> None:
    """Turn a new database to WAL; of several openers at once SQLite refuses all but one, without waiting."""
    for _ in range(BUSY_WAIT_S * 20):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            time.sleep(0.05)
    connection.execute("PRAGMA journal_mode=WAL")


def _postgresql(url: URL) -> sa.Engine:
    # Whatever the server was told: what is acknowledged is on disk, and instants are UTC.
    session = {"options": "-c synchronous_commit=on -c TimeZone=UTC"}
    engine = sa.create_engine(
        url,
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=BUSY_WAIT_S,
        connect_args={"timeout": BUSY_WAIT_S, "startup_params": session},
    )

    @sa.event.listens_for(engine, "connect")
    def _at_once(connection: Any, _record: Any) -> None:
        """Send small packets at once; else each larger statement waits 40 ms for an acknowledgement."""
        wire = connection._usock  # pg8000 has no public name for it
        if wire.family in (socket.AF_INET, socket.AF_INET6):
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    return engine
