"""`clearway backup` and `clearway restore`: a copy while everything runs, and everything back from it."""

import time
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from clearway.cli.console import err, out
from clearway.cli.settings import Database, database_of
from clearway.errors import Unavailable

To = Annotated[
    Path, typer.Option("--to", metavar="FOLDER", help="Where the backup is, or goes.", show_default=False)
]


def backup(
    to: To,
    database: Database = "",
    every: Annotated[
        float,
        typer.Option(
            "--every", metavar="S", help="Again each S seconds, until stopped.", show_default="once"
        ),
    ] = 0,
) -> None:
    """Back the database up while it runs. After the first time only what is new is written.

      clearway backup --to /mnt/other-machine/clearway --every 60

    The master key is not in it: copy the key file by another way, once.

    Exit: 0 written, 2 bad input. Next: clearway restore FOLDER --database NEW
    """
    from clearway.operations.clock import Clock
    from clearway.store import Store
    from clearway.store.backup import back_up

    clock = Clock()
    with Store(database_of(database, must_exist=True)) as store:
        while True:
            try:
                made = back_up(store.database, to, at=clock.now())
                lines = sum(counted.lines for counted in made.journals)
                out.print(
                    f"{made.made_at:%H:%M:%S} {lines:,} lines, {made.new_lines:,} new, in {to}", markup=False
                )
            except Unavailable as error:
                if not every:
                    raise
                err.print(str(error), markup=False)
            if not every:
                return
            time.sleep(every)


def restore(
    folder: Annotated[
        Path, typer.Argument(help="The folder that clearway backup wrote.", show_default=False)
    ],
    database: Database = "",
) -> None:
    """Bring a backup back into an empty database, check every line, and count people and beds again.

      clearway restore /mnt/other-machine/clearway --database restored.db

    Exit: 0 everything is back, 1 the counts differ, 2 bad input. Next: clearway serve --database NEW
    """
    from clearway.store import Database as Place
    from clearway.store import Store
    from clearway.store.backup import count_journal
    from clearway.store.backup import restore as bring_back

    began = time.perf_counter()
    place = database_of(database)
    fresh = Place(place)
    try:
        made = bring_back(folder, fresh)
    finally:
        fresh.close()
    same = True
    table = Table("Journal", "lines", "waiting", "in shelters", "on the way", "beds held", "as it was")
    with Store(place) as store:
        for before in made.journals:
            verdict = store.verify(before.journal_id, expect={before.lines: before.head_hash})
            with store.database.read() as connection:
                now = count_journal(connection, store.journal(before.journal_id), made.made_at)
            as_it_was = verdict.whole and now == before
            same &= as_it_was
            people = (now.waiting_people, now.people_in_shelters, now.people_on_the_way, now.beds_held)
            table.add_row(
                now.journal_id, f"{now.lines:,}", *(f"{n:,}" for n in people), "yes" if as_it_was else "no"
            )
    out.print(table)
    out.print(f"Backup of {made.made_at:%Y-%m-%d %H:%M:%S %Z}, back in {time.perf_counter() - began:.1f} s.")
    if not same:
        err.print("The counts are not those of the backup; do not work with this database.", style="red")
        raise typer.Exit(1)
