"""Bring a database up to date: each step of `migrations/` in one transaction, by one process at a time."""

from pathlib import Path

import sqlalchemy as sa

from clearway.errors import ClearwayError
from clearway.store.database import Database

HERE = Path(__file__).parent / "migrations"
NEWEST = "0004"  # the last step in migrations/versions; a test holds the two together
LOCK = 0x636C6561  # any number, the same for every Clearway


def bring_up_to_date(database: Database) -> None:
    """Build or change the tables as this version needs them; do nothing if they are so already.

    Interrupted at any moment, the database is as before: both databases change tables inside a
    transaction. A database from a newer version is refused and stays as it is.
    """
    if revision(database) == NEWEST:
        return
    from alembic import command  # loaded only where there is something to do
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", HERE.as_posix())
    with database.write() as connection:
        if not database.is_sqlite:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        found = _revision(connection)
        steps = {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}
        if found is not None and found not in steps:
            raise ClearwayError(
                f"{database.place} was written by a newer Clearway (step {found}; this one knows up to "
                f"{NEWEST}). Install that version or a newer one; nothing was changed."
            )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def revision(database: Database) -> str | None:
    """Return the step that a database is at; None if it is empty."""
    with database.read() as connection:
        return _revision(connection)


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
