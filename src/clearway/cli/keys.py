"""`clearway keys`: is the master key right, is its copy good, and a new one in its place."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from clearway.cli.console import err, out
from clearway.cli.settings import Database, KeyFile, database_of, key_file_of
from clearway.errors import InputError, Problem

if TYPE_CHECKING:
    from clearway.store import Store

keys = typer.Typer(no_args_is_help=True, help="The master key: check it and its copy, rotate it.")


@keys.command("check")
def check(
    database: Database = "",
    key_file: KeyFile = None,
    copy: Annotated[
        Path | None,
        typer.Option("--copy", metavar="FILE", help="A copy kept elsewhere to try.", show_default=False),
    ] = None,
) -> None:
    """Try the master key, or a copy of it, on everything that is sealed. Changes nothing.

      clearway keys check --copy /media/safe/master.key

    Whoever loses the key loses people's files and second factors for good: try the copy before you
    need it. `clearway serve` says so until a copy was tried.

    Exit: 0 the key opens everything, 2 it does not. Next: clearway keys rotate
    """
    from clearway.operations.clock import Clock
    from clearway.store import Store
    from clearway.store.master_key import note_copy
    from clearway.store.sealed import read_master_key

    tried = copy or key_file_of(key_file)
    with Store(database_of(database, must_exist=True)) as store:
        if copy is not None and copy.exists() and _same_file(copy, key_file_of(key_file)):
            remedy = "Give the copy that lies in another place"
            raise InputError([Problem(str(copy), "this is the key file itself, not a copy", remedy)])
        key = read_master_key(tried)
        _say_what_opens(store, key, tried)
        if copy is not None:
            note_copy(store.database, key, at=Clock().now())
            out.print("This copy opens everything.")


def _same_file(one: Path, other: Path) -> bool:
    return other.exists() and one.samefile(other)


def _say_what_opens(store: "Store", key: bytes, where: Path) -> None:
    """Print what a key opens, or raise with what it does not."""
    from clearway.store.master_key import try_master_key

    table = Table("sealed", "opened", "not opened")
    found = try_master_key(store.database, key)
    for kind in found:
        table.add_row(kind.words, f"{kind.opened:,}", f"{kind.closed:,}")
    out.print(table)
    if closed := sum(kind.closed for kind in found):
        remedy = "Give the key of this database, or its copy; clearway keys check tries another with --copy"
        raise InputError([Problem(str(where), f"this key does not open {closed:,} secrets", remedy)])


@keys.command("rotate")
def rotate(database: Database = "", key_file: KeyFile = None) -> None:
    """Put a new master key in place of the old. Stop the service and every worker first.

      clearway keys rotate

    Everything is sealed anew in one transaction; files are not touched. Interrupted at any moment, run it
    again. The old key stays beside the new one as KEY.before-…: backups made until now need it.

    Exit: 0 rotated, 2 bad input. Next: clearway backup, clearway keys check --copy FILE
    """
    from clearway.store import Store
    from clearway.store.master_key import fingerprint, rotate_master_key
    from clearway.store.sealed import make_master_key, read_master_key

    place = key_file_of(key_file)
    old = read_master_key(place)
    fresh = place.with_name(f"{place.name}.new")
    before = place.with_name(f"{place.name}.before-{fingerprint(old)}")
    with Store(database_of(database, must_exist=True)) as store:
        if not fresh.exists():
            make_master_key(fresh)
        new = read_master_key(fresh)
        done = 0 if _rotated_already(store, old, new) else rotate_master_key(store.database, old, new)
    shutil.copy2(place, before)
    fresh.replace(place)
    out.print(f"{done:,} secrets are sealed under the new key in {place}.", markup=False, soft_wrap=True)
    err.print(
        f"Copy it to another place now. {before} opens the backups made until now: keep it apart from "
        "them, and destroy it with the last of them.",
        markup=False,
        soft_wrap=True,
    )


def _rotated_already(store: "Store", old: bytes, new: bytes) -> bool:
    """Return whether an interrupted run got as far as the database."""
    from clearway.store.master_key import try_master_key

    def opens(key: bytes) -> bool:
        return not any(kind.closed for kind in try_master_key(store.database, key))

    return opens(new) and not opens(old)
