"""`clearway shelters`: where people can go, taken in, proposed from the map, or ways out of the area."""

from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from clearway.cli.console import err, out
from clearway.cli.zones import fields_of

if TYPE_CHECKING:
    from clearway.city import Shelters
    from clearway.intake.shelters_proposed import Proposal

SHOWN_AT_MOST = 20


def shelters(
    scenario: Annotated[Path, typer.Argument(help="The scenario folder.", show_default=False)],
    table: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Take in shelters with their beds: CSV or GeoJSON.")
    ] = None,
    field: Annotated[
        list[str] | None,
        typer.Option(metavar="OURS=THEIRS", help="Column names in the table, beds=PLACES; repeat."),
    ] = None,
    encoding: Annotated[str, typer.Option(metavar="NAME", help="Of the table, such as cp1251.")] = "utf-8",
    from_map: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Propose schools, halls, hotels of an OpenStreetMap file."),
    ] = None,
    confirm: Annotated[
        list[str] | None,
        typer.Option("--confirm", metavar="ID|all", help="Make a proposal a shelter; repeat."),
    ] = None,
    ways_out: Annotated[
        int | None,
        typer.Option("--ways-out", metavar="N", min=1, help="Add roads out of the area, without limit."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
) -> None:
    """Say where people can go. Writes shelters.csv into SCENARIO, and proposals into
    shelters_proposed.csv, which no plan sees until a person confirms them.

      clearway shelters out/town --from-map town.osm.pbf --ways-out 6

      clearway shelters out/town --confirm way/23456 --confirm way/34567

      clearway shelters out/town --table halls.csv --field beds=PLACES --encoding cp1251

    Exit: 0 written, 2 bad input. Next: clearway check SCENARIO, clearway plan SCENARIO --out PLAN
    """
    from clearway.intake.folders import replace_files
    from clearway.intake.shelters_found import Wanted, find_shelters

    wanted = Wanted(
        table=table,
        fields=fields_of(field or []),
        encoding=encoding,
        from_map=from_map,
        confirmed=tuple(confirm or ()),
        n_ways_out=ways_out or 0,
        force=force,
    )
    with err.status("Looking for shelters"):
        found = find_shelters(scenario, wanted)
    replace_files(scenario, found.files)
    for note in found.notes:
        out.print(note, markup=False)
    if found.proposals is not None:
        _say_proposals(found.proposals)
    if found.shelters is not None:
        _say(found.shelters)


def _say_proposals(proposals: "list[Proposal]") -> None:
    beds = sum(row.beds for row in proposals if not isnan(row.beds))
    shown = Table(title=f"{len(proposals)} proposals, {beds:,.0f} beds as estimated", title_justify="left")
    for column in ("id", "name", "kind"):
        shown.add_column(column)
    shown.add_column("beds", justify="right")
    for row in proposals[:SHOWN_AT_MOST]:
        shown.add_row(row.shelter_id, row.name, row.kind, "?" if isnan(row.beds) else f"{row.beds:,.0f}")
    out.print(shown)
    if len(proposals) > SHOWN_AT_MOST:
        out.print(f"and {len(proposals) - SHOWN_AT_MOST} more in shelters_proposed.csv")
    out.print("No plan sees them yet. Ask who runs them, correct their beds in the table, then --confirm ID.")


def _say(found: "Shelters") -> None:
    limited = found.beds < float("inf")
    beds = f"{found.beds[limited].sum():,.0f} beds in {limited.sum()} shelters"
    shown = Table(title=f"{beds}, {(~limited).sum()} ways out", title_justify="left")
    for column in ("shelter", "name"):
        shown.add_column(column)
    shown.add_column("beds", justify="right")
    shown.add_column("source")
    for ix, own_id in enumerate(found.shelter_ids):
        shown.add_row(
            own_id,
            found.names[ix],
            f"{found.beds[ix]:,.0f}" if limited[ix] else "no limit",
            found.sources[ix],
        )
    out.print(shown)
