"""Options that several commands of the service share, and where the service keeps its things."""

from pathlib import Path
from typing import Annotated

import typer

from clearway.errors import InputError, Problem

DATA = Path("clearway-data")

Database = Annotated[
    str,
    typer.Option(
        "--database",
        envvar="CLEARWAY_DATABASE",
        help="A path for SQLite, or postgresql://user@host/database.",
        show_default=str(DATA / "clearway.db"),
    ),
]
KeyFile = Annotated[
    Path | None,
    typer.Option(
        "--key-file",
        envvar="CLEARWAY_KEY_FILE",
        help="The master key; never in the database. Keep a copy elsewhere.",
        show_default=str(DATA / "keys" / "master.key"),
    ),
]
JournalOption = Annotated[str, typer.Option("--journal", help="Which journal: live, or an exercise.")]


def database_of(given: str, *, must_exist: bool = False) -> str:
    """Return the database that is meant; by default a file under `clearway-data`."""
    database = given or str(DATA / "clearway.db")
    if "://" not in database:
        if must_exist and not Path(database).is_file():
            remedy = "Start one with clearway serve, or name another with --database"
            raise InputError([Problem(database, "there is no database here", remedy)])
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    return database


def key_file_of(given: Path | None) -> Path:
    """Return where the master key is."""
    return given or DATA / "keys" / "master.key"
