"""The vault: people's files, each sealed under a key of its own; found by keyed hashes; forgotten for good.

The master key wraps the households' keys and the index key, and is never in the database: a stolen
database or backup shows how many files there are and when they changed, and not a letter of them.
Forgetting destroys the household's key and removes its files and terms; hashes of its terms stay, so
that a re-import does not bring the person back. Every opening is written down before the file is read.
"""

import hmac
import json
import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from clearway.errors import Conflict, InputError, NotFound
from clearway.people import Came, Household, Need, Person, Restricted, search_terms
from clearway.store.chain import first_hash, next_hash
from clearway.store.database import Database
from clearway.store.sealed import KEY_BYTES, Sealer
from clearway.store.tables import (
    file_reads,
    file_terms,
    forgotten_terms,
    household_files,
    household_keys,
    micros,
    questions,
    vault_keys,
)

READS = "file reads"
FORGOTTEN = "(forgotten with the file)"


@dataclass(frozen=True)
class Read:
    """One opening of a file, as it was written down."""

    seq: int
    household_id: str
    who: str
    reason: str
    at: datetime


class Vault:
    """The files of one database, opened with the master key."""

    def __init__(self, database: Database, master_key: bytes) -> None:
        self._database = database
        self._wrapper = Sealer(master_key, "household keys")
        self._index_key: bytes | None = None

    # Keeping

    def keep(
        self,
        household: Household,
        *,
        who: str,
        at: datetime,
        asked_again: bool = False,
        only_if_version: int | None = None,
    ) -> int:
        """Keep a version of a file; return its number, from 1.

        `Conflict` where the household was forgotten, or somebody in it was; `asked_again` says that the
        person came by themselves. `only_if_version` refuses where somebody wrote since that version.
        """
        hashes = self._hashes(search_terms(household))
        with self._database.write() as connection:
            key = self._key_to_write(connection, household.household_id, at)
            if not asked_again:
                _refuse_forgotten(connection, hashes)
            versions = household_files.c.household_id == household.household_id
            newest = sa.select(sa.func.max(household_files.c.version)).where(versions)
            version = (connection.execute(newest).scalar() or 0) + 1
            if only_if_version not in (None, version - 1):
                raise Conflict("Somebody else changed this file since you opened it. Open it again first.")
            sealed = Sealer(key, "file").seal(
                _written(household), about=f"{household.household_id} {version}"
            )
            row = {"household_id": household.household_id, "version": version, "sealed": sealed}
            connection.execute(sa.insert(household_files).values(row | {"kept_us": micros(at), "who": who}))
            self._set_terms(connection, household.household_id, hashes)
        return version

    def _key_to_write(self, connection: sa.Connection, household_id: str, at: datetime) -> bytes:
        """Return a household's key, made new for a new household; and note that it was touched."""
        same = household_keys.c.household_id == household_id
        row = connection.execute(sa.select(household_keys).where(same)).first()
        if row is None:
            key = secrets.token_bytes(KEY_BYTES)
            new = {"household_id": household_id, "wrapped": self._wrapper.seal(key, about=household_id)}
            connection.execute(sa.insert(household_keys).values(new | {"touched_us": micros(at)}))
            return key
        if row.wrapped is None:
            raise Conflict(f"Household {household_id} was forgotten; begin a new file if they come again.")
        connection.execute(sa.update(household_keys).where(same).values(touched_us=micros(at)))
        return self._wrapper.open(row.wrapped, about=household_id)

    def _set_terms(self, connection: sa.Connection, household_id: str, hashes: set[str]) -> None:
        mine = file_terms.c.household_id == household_id
        connection.execute(sa.delete(file_terms).where(mine))
        for term_hash in sorted(hashes):
            row = {"term_hash": term_hash, "household_id": household_id}
            connection.execute(sa.insert(file_terms).values(row))

    # Opening and finding

    def open(
        self, household_id: str, *, who: str, reason: str, at: datetime, version: int | None = None
    ) -> Household:
        """Open a file, the newest version or an older one; who and why are on disk before it is read."""
        return self.open_version(household_id, who=who, reason=reason, at=at, version=version)[0]

    def open_version(
        self, household_id: str, *, who: str, reason: str, at: datetime, version: int | None = None
    ) -> tuple[Household, int]:
        """Open a file as `open` does; return it with the number of its version."""
        if not reason.strip():
            raise Conflict("Say why you open this file; the reason is kept.")
        self._index()  # made before the list is locked
        with self._database.write() as connection:
            self._write_down(connection, household_id, who, reason, at)
        with self._database.read() as connection:
            return self._read(connection, household_id, version)

    def _read(
        self, connection: sa.Connection, household_id: str, version: int | None
    ) -> tuple[Household, int]:
        key = self._key_to_read(connection, household_id)
        files = household_files.c
        asked = sa.select(files.version, files.sealed).where(files.household_id == household_id)
        if version is not None:
            asked = asked.where(files.version == version)
        row = connection.execute(asked.order_by(files.version.desc()).limit(1)).first()
        if row is None:
            raise NotFound(f"There is no such version of the file of household {household_id}.")
        written = Sealer(key, "file").open(row.sealed, about=f"{household_id} {row.version}")
        return _household(written), row.version

    def ids(self) -> list[str]:
        """Return the households that have a file."""
        keys = household_keys.c
        asked = sa.select(keys.household_id).where(keys.wrapped.is_not(None)).order_by(keys.household_id)
        with self._database.read() as connection:
            return list(connection.execute(asked).scalars())

    def _key_to_read(self, connection: sa.Connection, household_id: str) -> bytes:
        same = household_keys.c.household_id == household_id
        wrapped = connection.execute(sa.select(household_keys.c.wrapped).where(same)).scalar()
        if wrapped is None:
            raise NotFound(f"There is no file of household {household_id}, or it was forgotten.")
        return self._wrapper.open(wrapped, about=household_id)

    def find(self, terms: Iterable[str]) -> list[str]:
        """Return the households whose files have any of these terms (`people.search_terms`)."""
        hashes = sorted(self._hashes(terms))
        asked = sa.select(file_terms.c.household_id).where(file_terms.c.term_hash.in_(hashes)).distinct()
        with self._database.read() as connection:
            return sorted(connection.execute(asked).scalars())

    # Forgetting

    def forget(self, household_id: str, *, at: datetime) -> bool:
        """Destroy a household's key; remove its files, terms and questions; False if that was done before."""
        mine = file_terms.c.household_id == household_id
        same = household_keys.c.household_id == household_id
        with self._database.write() as connection:
            there = sa.update(household_keys).where(same, household_keys.c.wrapped.is_not(None))
            done = connection.execute(there.values(wrapped=None, forgotten_us=micros(at)))
            if done.rowcount != 1:
                return False
            for term_hash in (
                connection.execute(sa.select(file_terms.c.term_hash).where(mine)).scalars().all()
            ):
                known = sa.select(forgotten_terms).where(forgotten_terms.c.term_hash == term_hash)
                if connection.execute(known).first() is None:
                    connection.execute(sa.insert(forgotten_terms).values(term_hash=term_hash))
            connection.execute(sa.delete(file_terms).where(mine))
            connection.execute(sa.delete(questions).where(questions.c.household_id == household_id))
            connection.execute(
                sa.delete(household_files).where(household_files.c.household_id == household_id)
            )
        self._database.scrub("household_keys")
        return True

    def untouched_since(self, instant: datetime) -> list[str]:
        """Return the households whose files nobody changed since an instant, for the retention clock."""
        keys = household_keys.c
        asked = sa.select(keys.household_id).where(
            keys.wrapped.is_not(None), keys.touched_us < micros(instant)
        )
        with self._database.read() as connection:
            return sorted(connection.execute(asked).scalars())

    # Keys

    def _hashes(self, terms: Iterable[str]) -> set[str]:
        """Return the keyed hashes of terms; the same term has the same hash in this database only."""
        key = self._index()
        return {hmac.new(key, term.encode(), sha256).hexdigest() for term in terms}

    def _index(self) -> bytes:
        if self._index_key is None:
            same = vault_keys.c.name == "index"
            with self._database.write() as connection:
                wrapped = connection.execute(sa.select(vault_keys.c.wrapped).where(same)).scalar()
                if wrapped is None:
                    key = secrets.token_bytes(KEY_BYTES)
                    wrapped = self._wrapper.seal(key, about="index")
                    connection.execute(sa.insert(vault_keys).values(name="index", wrapped=wrapped))
            self._index_key = self._wrapper.open(wrapped, about="index")
        return self._index_key

    # Words beside the files

    def seal_words(self, words: str, *, about: str) -> str:
        """Return words that somebody typed, sealed: they may name somebody."""
        return Sealer(self._index(), "words").seal(words.encode(), about=about)

    def open_words(self, sealed: str, *, about: str) -> str:
        """Return words that were sealed here."""
        return Sealer(self._index(), "words").open(sealed, about=about).decode()

    # Who read what

    def _write_down(
        self, connection: sa.Connection, household_id: str, who: str, reason: str, at: datetime
    ) -> None:
        if not self._database.is_sqlite:
            connection.exec_driver_sql("LOCK TABLE file_reads IN SHARE ROW EXCLUSIVE MODE")
        last = connection.execute(
            sa.select(file_reads.c.seq, file_reads.c.hash).order_by(file_reads.c.seq.desc()).limit(1)
        ).first()
        seq, before = (last.seq + 1, last.hash) if last else (1, first_hash(READS))
        sealed = Sealer(self._key_of_reasons(connection, household_id), "reason").seal(
            reason.encode(), about=f"{household_id} {seq}"
        )
        line = json.dumps({"household_id": household_id, "who": who, "reason": sealed, "at": at.isoformat()})
        row = {"seq": seq, "line": line, "hash": next_hash(before, seq, line)}
        connection.execute(sa.insert(file_reads).values(row))

    def _key_of_reasons(self, connection: sa.Connection, household_id: str) -> bytes:
        """Return the key of what was said about a household: its own, so that both are forgotten together.

        A try at a file that is not there is kept under the index key.
        """
        same = household_keys.c.household_id == household_id
        wrapped = connection.execute(sa.select(household_keys.c.wrapped).where(same)).scalar()
        return self._index() if wrapped is None else self._wrapper.open(wrapped, about=household_id)

    def reads(
        self, household_id: str | None = None, *, after: int = 0, limit: int | None = None
    ) -> list[Read]:
        """Return who opened which file when and why; `Conflict` where the list itself was changed."""
        found: list[Read] = []
        before = first_hash(READS)
        with self._database.read() as connection:
            for number, row in enumerate(
                connection.execute(sa.select(file_reads).order_by(file_reads.c.seq)), start=1
            ):
                if row.seq != number or next_hash(before, row.seq, row.line) != row.hash:
                    raise Conflict(f"The list of readings was changed at line {number}.")
                before, said = row.hash, json.loads(row.line)
                wanted = row.seq > after and household_id in (None, said["household_id"])
                if wanted and (limit is None or len(found) < limit):
                    found.append(self._read_of(row.seq, said))
        keys: dict[str, list[bytes]] = {}
        return [replace(read, reason=self._reason(read, keys)) for read in found]

    def _read_of(self, seq: int, said: dict[str, str]) -> Read:
        at = datetime.fromisoformat(said["at"])
        return Read(seq, said["household_id"], said["who"], said["reason"], at)

    def _reason(self, read: Read, keys: dict[str, list[bytes]]) -> str:
        """Return a reason in words; a forgotten household's went with its key."""
        if read.household_id not in keys:
            try:
                with self._database.read() as connection:
                    own = [self._key_to_read(connection, read.household_id)]
            except NotFound:
                own = []
            keys[read.household_id] = [*own, self._index()]
        for key in keys[read.household_id]:
            with suppress(InputError):
                return (
                    Sealer(key, "reason").open(read.reason, about=f"{read.household_id} {read.seq}").decode()
                )
        return FORGOTTEN


def _refuse_forgotten(connection: sa.Connection, hashes: set[str]) -> None:
    asked = sa.select(forgotten_terms.c.term_hash).where(forgotten_terms.c.term_hash.in_(sorted(hashes)))
    if connection.execute(asked.limit(1)).first() is not None:
        raise Conflict(
            "Somebody in this file asked to be forgotten, or their time was over. Nothing was kept; "
            "if they came by themselves, say so."
        )


def _written(household: Household) -> bytes:
    return json.dumps(asdict(household), ensure_ascii=False).encode()


def _household(raw: bytes) -> Household:
    values: dict[str, Any] = json.loads(raw)
    people = tuple(
        Person(**person | {"needs": tuple(map(Need, person["needs"]))}) for person in values.pop("people")
    )
    values["pets"] = tuple((kind, number) for kind, number in values["pets"])
    for name in ("phones", "emails", "languages", "linked_ids"):
        values[name] = tuple(values[name])
    values |= {"came": Came(values["came"]), "restricted": Restricted(values["restricted"])}
    return Household(people=people, **values)
