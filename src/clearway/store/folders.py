"""Scenario and plan folders, packed into one value and kept under the hash of their bytes."""

import io
import zipfile
from hashlib import sha256
from pathlib import Path

import sqlalchemy as sa

from clearway.errors import NotFound
from clearway.store.database import Database
from clearway.store.tables import folders

MOST_BYTES = 2_000_000_000
NEVER_CHANGES = (1980, 1, 1, 0, 0, 0)  # so that the same folder always has the same hash


class Folders:
    """The packed folders of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, folder: Path) -> str:
        """Pack and keep a folder; return its hash. The same folder twice is kept once."""
        packed = _pack(folder)
        folder_hash = sha256(packed).hexdigest()
        with self._database.write() as connection:
            asked = sa.select(folders.c.folder_hash).where(folders.c.folder_hash == folder_hash)
            if connection.execute(asked).first() is None:
                connection.execute(sa.insert(folders).values(folder_hash=folder_hash, packed=packed))
        return folder_hash

    def unpack(self, folder_hash: str, into: Path) -> Path:
        """Write a kept folder out under `into`, which must be empty, and return it."""
        asked = sa.select(folders.c.packed).where(folders.c.folder_hash == folder_hash)
        with self._database.read() as connection:
            packed = connection.execute(asked).scalar()
        if packed is None or sha256(packed).hexdigest() != folder_hash:
            raise NotFound(f"The folder {folder_hash[:12]}… is not in this database, or was changed there.")
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
                raise NotFound(f"The folder {folder_hash[:12]}… is larger than {MOST_BYTES:,} bytes.")
            archive.extractall(into)
        return into


def _pack(folder: Path) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), NEVER_CHANGES)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
    return buffer.getvalue()
