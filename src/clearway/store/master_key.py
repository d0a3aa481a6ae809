"""The master key of a database: does this one open everything, was a copy of it tried, a new one for all.

Four kinds of secrets are sealed under it. A rotation seals all of them anew in one transaction; whoever
adds a fifth kind adds it to `SEALED`, and a test that looks for sealed columns fails until then.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from clearway.errors import InputError, Problem
from clearway.store.database import Database
from clearway.store.sealed import KEY_BYTES, Sealer
from clearway.store.tables import (
    accounts,
    household_keys,
    instant,
    key_copies,
    micros,
    questions,
    vault_keys,
)


@dataclass(frozen=True)
class Kind:
    """One kind of secret: the purpose it is sealed for, and where it is kept."""

    purpose: str
    words: str
    table: sa.Table
    about: str
    sealed: str


SEALED = (
    Kind("household keys", "keys of households", household_keys, "household_id", "wrapped"),
    Kind("household keys", "keys of the vault", vault_keys, "name", "wrapped"),
    Kind("second factors", "second factors", accounts, "account_id", "totp"),
    Kind("relatives' questions", "relatives' questions", questions, "question_id", "sealed"),
)


@dataclass(frozen=True)
class Opened:
    """How many secrets of a kind a key opened, and how many it did not."""

    words: str
    opened: int
    closed: int


def fingerprint(master_key: bytes) -> str:
    """Return what names a key without saying anything of it."""
    return HKDF(SHA256(), KEY_BYTES, None, b"clearway fingerprint").derive(master_key).hex()[:16]


def try_master_key(database: Database, master_key: bytes) -> list[Opened]:
    """Try a key on everything that is sealed; changes nothing."""
    found = []
    with database.read() as connection:
        for kind in SEALED:
            sealer = Sealer(master_key, kind.purpose)
            tried = [_opens(sealer, row) for row in _rows(connection, kind)]
            found.append(Opened(kind.words, tried.count(True), tried.count(False)))
    return found


def check_master_key(database: Database, master_key: bytes, *, where: str) -> None:
    """Raise `InputError` if this is another database's key: said at the start, not at the first file.

    One secret of each kind is tried, so that the start stays quick.
    """
    with database.read() as connection:
        for kind in SEALED:
            row = next(iter(_rows(connection, kind, limit=1)), None)
            if row is not None and not _opens(Sealer(master_key, kind.purpose), row):
                what = f"this key does not open the {kind.words} of this database"
                remedy = "Give the key that belongs to it, or its copy; nothing was changed"
                raise InputError([Problem(where, what, remedy)])


def _rows(connection: sa.Connection, kind: Kind, limit: int | None = None) -> list[Any]:
    sealed = kind.table.c[kind.sealed]
    asked = sa.select(kind.table.c[kind.about].label("about"), sealed.label("sealed"))
    return list(connection.execute(asked.where(sealed.is_not(None), sealed != "").limit(limit)))


def _opens(sealer: Sealer, row: Any) -> bool:
    try:
        sealer.open(row.sealed, about=row.about)
    except (InputError, ValueError):
        return False
    return True


def rotate_master_key(database: Database, old: bytes, new: bytes) -> int:
    """Seal everything under a new key, all or nothing; return how many secrets.

    Stop the service and the workers first: what they still hold is the old key.
    """
    done = 0
    with database.write() as connection:
        for kind in SEALED:
            if not database.is_sqlite:
                connection.exec_driver_sql(f"LOCK TABLE {kind.table.name} IN EXCLUSIVE MODE")
            before, after = Sealer(old, kind.purpose), Sealer(new, kind.purpose)
            for row in _rows(connection, kind):
                sealed = after.seal(before.open(row.sealed, about=row.about), about=row.about)
                same = kind.table.c[kind.about] == row.about
                connection.execute(sa.update(kind.table).where(same).values({kind.sealed: sealed}))
                done += 1
    for kind in SEALED:
        database.scrub(kind.table.name)
    return done


def note_copy(database: Database, master_key: bytes, *, at: datetime) -> None:
    """Note that a copy of this key was tried and is good."""
    same = key_copies.c.fingerprint == fingerprint(master_key)
    with database.write() as connection:
        connection.execute(sa.delete(key_copies).where(same))
        row = {"fingerprint": fingerprint(master_key), "tried_us": micros(at)}
        connection.execute(sa.insert(key_copies).values(row))


def copy_tried_at(database: Database, master_key: bytes) -> datetime | None:
    """Return when a copy of this key was last tried and good; None if never."""
    same = key_copies.c.fingerprint == fingerprint(master_key)
    with database.read() as connection:
        tried = connection.execute(sa.select(key_copies.c.tried_us).where(same)).scalar()
    return None if tried is None else instant(tried)
