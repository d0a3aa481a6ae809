"""A backup while everything runs, one of a kind for both databases; and back from it.

A backup is a folder. Journal lines are written once, in pieces that never change; a backup after the
first adds only the lines that are new, so it can be made every minute. The small tables are written
whole. `manifest.json` names the pieces with their hashes and is replaced last, in one step: a backup
that was interrupted is the backup before. Everything is read as one moment of the database.

People's files and second factors are in it as they are in the database: sealed. Without the master
key, which is not in it, nobody reads them. Sessions, one-time links and exports are left out.
"""

import gzip
import json
import os
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from clearway.errors import ClearwayError, InputError, Problem
from clearway.situation.waiting import beds_taken, waiting_at
from clearway.store.database import Database
from clearway.store.journal import Journal, bring_back
from clearway.store.migrate import NEWEST, bring_up_to_date, revision
from clearway.store.snapshots import known_in
from clearway.store.tables import folders, journals, lines, metadata

LINES_A_PIECE = 20_000
MANIFEST = "manifest.json"
NOT_KEPT = {"journal_lines", "folders", "snapshots", "sessions", "one_time_links", "exports"}
FORMAT = 1


@dataclass(frozen=True)
class Counted:
    """What a restore must bring back: lines, people and beds of a journal."""

    journal_id: str
    lines: int
    head_hash: str
    waiting_people: int
    people_in_shelters: int
    people_on_the_way: int
    beds_held: int


@dataclass(frozen=True)
class Backup:
    """A backup that was made or read: when, and what is in it."""

    made_at: datetime
    journals: tuple[Counted, ...]
    new_lines: int = 0


def back_up(database: Database, folder: Path, *, at: datetime) -> Backup:
    """Write or bring up to date the backup in a folder, while others read and write the database."""
    before: dict[str, Any] = {"pieces": {}, "state": None}
    if (folder / MANIFEST).exists():
        before = _manifest(folder)
    folder.mkdir(parents=True, exist_ok=True)
    pieces: dict[str, list[dict[str, Any]]] = {}
    counted, new_lines = [], 0
    with database.read() as connection:
        for journal_id in connection.execute(sa.select(journals.c.journal_id)).scalars().all():
            journal = Journal(database, journal_id)
            kept = before["pieces"].get(journal_id, [])
            fresh = list(_new_pieces(connection, journal, folder, kept))
            pieces[journal_id] = [*kept, *fresh]
            new_lines += sum(piece["last"] - piece["first"] + 1 for piece in fresh)
            counted.append(count_journal(connection, journal, at))
        folder_hashes = _keep_folders(connection, folder)
        state = _write_piece(folder, "state", list(_rows(connection)))
    manifest = {
        "format": FORMAT,
        "revision": NEWEST,
        "made_at": at.isoformat(),
        "pieces": pieces,
        "folders": folder_hashes,
        "state": state,
        "counted": [vars(c) for c in counted],
    }
    _replace(folder / MANIFEST, json.dumps(manifest, indent=1).encode())
    if before["state"] and before["state"]["file"] != state["file"]:
        (folder / before["state"]["file"]).unlink(missing_ok=True)
    return Backup(at, tuple(counted), new_lines)


def count_journal(connection: sa.Connection, journal: Journal, at: datetime) -> Counted:
    """Count a journal's lines, people and beds, at its own last instant or now."""
    head = connection.execute(
        sa.select(journals.c.head_seq, journals.c.head_hash).where(
            journals.c.journal_id == journal.journal_id
        )
    ).one()
    known = known_in(connection, journal, head.head_seq)
    taken = beds_taken(known, at).values()
    return Counted(
        journal.journal_id,
        head.head_seq,
        head.head_hash,
        waiting_at(known, at).people,
        sum(t.arrived for t in taken),
        sum(t.boarded for t in taken),
        sum(t.held for t in taken),
    )


def _new_pieces(
    connection: sa.Connection, journal: Journal, folder: Path, kept: list[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Write the lines after the last piece; each piece is whole on disk before it is named."""
    done, last = (kept[-1]["last"] if kept else 0), journal.head_in(connection)
    while done < last:
        until = min(done + LINES_A_PIECE, last)
        asked = (
            sa.select(lines)
            .where(lines.c.journal_id == journal.journal_id, lines.c.seq > done, lines.c.seq <= until)
            .order_by(lines.c.seq)
        )
        rows = [list(row) for row in connection.execute(asked)]
        name = f"journal-{journal.journal_id}-{done + 1:012d}-{until:012d}"
        yield _write_piece(folder, name, rows) | {"first": done + 1, "last": until}
        done = until


def _keep_folders(connection: sa.Connection, folder: Path) -> list[str]:
    hashes = connection.execute(sa.select(folders.c.folder_hash)).scalars().all()
    for folder_hash in hashes:
        path = folder / f"folder-{folder_hash}.zip"
        if not path.exists():
            asked = sa.select(folders.c.packed).where(folders.c.folder_hash == folder_hash)
            _replace(path, connection.execute(asked).scalar_one())
    return list(hashes)


def _rows(connection: sa.Connection) -> Iterator[list[Any]]:
    """Yield [table, {column: value}] of every small table, whatever tables there are."""
    for table in metadata.sorted_tables:
        if table.name not in NOT_KEPT:
            for row in connection.execute(sa.select(table)).mappings():
                yield [table.name, {name: _plain(value) for name, value in row.items()}]


def _plain(value: Any) -> Any:
    return {"base64": b64encode(value).decode()} if isinstance(value, bytes | memoryview) else value


def _value(value: Any) -> Any:
    return b64decode(value["base64"]) if isinstance(value, dict) else value


def _write_piece(folder: Path, name: str, rows: list[Any]) -> dict[str, Any]:
    text = "".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)
    content = gzip.compress(text.encode(), 1, mtime=0)
    digest = sha256(content).hexdigest()
    file = f"{name}-{digest[:12]}.jsonl.gz"
    _replace(folder / file, content)
    return {"file": file, "sha256": digest}


def _replace(path: Path, content: bytes) -> None:
    """Write a file whole, on disk, under its name in one step."""
    beside = path.with_name(path.name + ".part")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# And back


def restore(folder: Path, database: Database) -> Backup:
    """Bring a backup back into an empty database; every piece is checked against its hash first."""
    manifest = _manifest(folder)
    if revision(database) is not None:
        what = "this database is not empty, and a restore never writes over one"
        raise InputError([Problem(database.place, what, "Give the path or URL of an empty database")])
    if manifest["revision"] > NEWEST:
        raise ClearwayError(f"{folder} was written by a newer Clearway; install that version, then restore.")
    bring_up_to_date(database)
    with database.write() as connection:
        for folder_hash in manifest["folders"]:
            packed = _read_checked(folder / f"folder-{folder_hash}.zip", folder_hash)
            connection.execute(sa.insert(folders).values(folder_hash=folder_hash, packed=packed))
        for name, row in _piece(folder, manifest["state"]):
            values = {column: _value(value) for column, value in row.items()}
            connection.execute(sa.insert(metadata.tables[name]).values(values))
    for pieces in manifest["pieces"].values():
        for piece in pieces:
            with database.write() as connection:
                bring_back(database, connection, list(map(tuple, _piece(folder, piece))))
    counted = tuple(Counted(**c) for c in manifest["counted"])
    return Backup(datetime.fromisoformat(manifest["made_at"]), counted)


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
        known = manifest["format"] == FORMAT
    except (OSError, ValueError, KeyError, TypeError):
        remedy = "Give the folder that clearway backup wrote"
        raise InputError([Problem(str(folder), "this is no backup", remedy)]) from None
    if not known:
        raise ClearwayError(f"{folder} was written by a newer Clearway; install that version, then restore.")
    return manifest


def _piece(folder: Path, piece: dict[str, Any]) -> Iterator[Any]:
    content = _read_checked(folder / piece["file"], piece["sha256"])
    return map(json.loads, gzip.decompress(content).decode().splitlines())


def _read_checked(path: Path, digest: str) -> bytes:
    content = path.read_bytes() if path.exists() else b""
    if sha256(content).hexdigest() != digest:
        remedy = "Take another copy of the backup; this one would not bring everything back"
        raise InputError([Problem(str(path), "missing, or not as it was written", remedy)])
    return content
