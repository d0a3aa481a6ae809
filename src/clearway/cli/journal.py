"""`clearway verify-journal` and `clearway known`: is the journal whole, and what did we know when."""

from datetime import datetime
from typing import Annotated

import typer
from rich.table import Table

from clearway.cli.console import err, out
from clearway.cli.settings import Database, JournalOption, database_of
from clearway.errors import InputError, Problem
from clearway.situation.overview import Overview


def verify_journal(
    database: Database = "",
    journal: Annotated[str, typer.Option("--journal", help="Only this one.", show_default="all")] = "",
    expect: Annotated[
        list[str] | None,
        typer.Option(metavar="LINE:HASH", help="A hash written down elsewhere.", show_default=False),
    ] = None,
) -> None:
    """Check every line of the journal against the chain of hashes; any change is found and named.

      clearway verify-journal --expect 1207:5e0c…

    Write down the last line's hash that this prints: with it, a chain that somebody made anew is
    found too.

    Exit: 0 whole, 1 changed, 2 bad input. Next: clearway backup
    """
    from clearway.store import Store

    noted = dict(_noted(text) for text in expect or [])
    whole = True
    with Store(database_of(database, must_exist=True)) as store:
        for journal_id in [journal] if journal else [card.journal_id for card in store.cards()]:
            verdict = store.verify(journal_id, expect=noted)
            whole &= verdict.whole
            for problem in verdict.problems:
                err.print(f"{journal_id}: {problem}", style="red", markup=False, soft_wrap=True)
            if verdict.whole:
                last = f"{verdict.head_seq}:{verdict.head_hash}"
                said = f"{journal_id}: {verdict.lines:,} lines, whole. Last: {last}"
                out.print(said, markup=False, soft_wrap=True)
    if not whole:
        raise typer.Exit(1)


def _noted(text: str) -> tuple[int, str]:
    number, _, written = text.partition(":")
    if not number.isdigit() or len(written) != 64:
        raise InputError(
            [Problem("--expect", f"{text!r} is no line and hash", "Give LINE:HASH as it was printed")]
        )
    return int(number), written


def known(
    at: Annotated[
        str,
        typer.Option(
            metavar="TIME", help="2024-01-06T14:05+03:00, or 14:05 of the last day.", show_default="now"
        ),
    ] = "",
    told_by: Annotated[
        str,
        typer.Option(metavar="TIME", help="Told by then: what we now say of it.", show_default="the same"),
    ] = "",
    database: Database = "",
    journal: JournalOption = "live",
) -> None:
    """Say what was known at an instant: who waited, which beds were free, which roads were closed.

      clearway known --at 14:05 --journal border-city

    Exit: 0 said, 2 bad input. Next: clearway verify-journal
    """
    from clearway.operations.board import Board
    from clearway.operations.cities import Cities
    from clearway.operations.clock import Clock
    from clearway.store import Store

    with Store(database_of(database, must_exist=True)) as store:
        cities = Cities()
        card = store.card(journal)
        city = cities.of(store, journal)
        last = store.journal(journal).head().learnt_at if card.head_seq else card.time(Clock().now())
        day = last.astimezone(city.start_at.tzinfo if city else None)
        instant = _instant(at, day) if at else max(day, card.time(Clock().now()).astimezone(day.tzinfo))
        by = _instant(told_by, day) if told_by else None
        look = Board(store, cities).at(journal, instant, known_at=by)
        out.print(
            f"{card.name}, {instant:%Y-%m-%d %H:%M %z}: what was known, line {look.seq:,}", markup=False
        )
        _print(look.overview)


def _instant(text: str, day: datetime) -> datetime:
    """Return an instant: in full, or a time of the journal's last day on the city's clock."""
    try:
        if len(text) <= 8:
            hours = datetime.strptime(text, "%H:%M:%S" if text.count(":") == 2 else "%H:%M")
            return day.replace(hour=hours.hour, minute=hours.minute, second=hours.second, microsecond=0)
        found = datetime.fromisoformat(text)
    except ValueError:
        found = datetime.min
    if found.utcoffset() is None:
        remedy = "Give 14:05, or an instant with its offset such as 2024-01-06T14:05+03:00"
        raise InputError([Problem("--at", f"{text!r} is no instant", remedy)])
    return found


def _print(overview: Overview) -> None:
    waiting = overview.waiting
    households = len(waiting.household_ids)
    out.print(f"Waiting for a bed: {waiting.people:,} people in {households:,} households", markup=False)
    table = Table("Shelter", "beds", "arrived", "on the way", "held", "free", title="Shelters")
    for row in overview.shelters:
        beds, free = (f"{row.beds:,.0f}" if row.beds is not None else "no limit"), row.free
        shown = "" if free is None else f"{free:,.0f}"
        name = f"{row.name} (closed)" if row.closed else row.name
        table.add_row(name, beds, f"{row.arrived:,}", f"{row.boarded:,}", f"{row.held:,}", shown)
    out.print(table)
    for closed in overview.closures:
        until = "for good" if closed.until_at is None else f"until {closed.until_at:%H:%M}"
        source = f" ({closed.source})" if closed.source else ""
        out.print(
            f"Closed: {closed.name}, from {closed.from_at:%H:%M} {until}: {closed.reason}{source}",
            markup=False,
        )
    if not overview.closures:
        out.print("No closed road was known.", markup=False)
