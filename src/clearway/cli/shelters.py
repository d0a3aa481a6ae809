"""`clearway shelters`: where people can go, taken in, proposed from the map, or ways out of the area."""

from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.table import Table

from clearway.city import Shelters
from clearway.cli.console import out
from clearway.cli.zones import fields_of
from clearway.errors import InputError, Problem
from clearway.intake.folders import replace_files
from clearway.intake.scenario import read_scenario, refuse_if_there
from clearway.intake.shelters_proposed import FILE as PROPOSED_FILE
from clearway.intake.shelters_proposed import (
    Proposal,
    confirm,
    proposals_bytes,
    propose_shelters,
    read_proposals,
)
from clearway.intake.shelters_table import FILE as SHELTERS_FILE
from clearway.intake.shelters_table import shelters_bytes
from clearway.intake.shelters_taken import joined, take_shelters, without
from clearway.intake.tables import table_of
from clearway.intake.ways_out import ID_PREFIX, ways_out
from clearway.intake.zones_made import plane_of
from clearway.situation import Situation


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
    confirm_: Annotated[
        list[str] | None,
        typer.Option("--confirm", metavar="ID|all", help="Make a proposal a shelter; repeat."),
    ] = None,
    ways_out_: Annotated[
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
    if table is None and from_map is None and not confirm_ and ways_out_ is None:
        remedy = "Give --table FILE, --from-map FILE, --confirm ID or --ways-out N."
        raise InputError([Problem("clearway shelters", "it is not said what to do", remedy)])
    situation = _scenario_in_the_making(scenario, anew=table is not None, force=force)
    network, found = situation.network, situation.shelters
    files: dict[str, bytes | None] = {}
    if table is not None:
        found, away_m = take_shelters(table, network, fields=fields_of(field or []), encoding=encoding)
        far = f"{away_m.max(initial=0):,.0f} m"
        out.print(f"{len(found)} shelters taken in; the farthest lies {far} from its street.")
    if ways_out_ is not None:
        found = _with_ways_out(found, situation, ways_out_, force=force)
    if from_map is not None:
        files[PROPOSED_FILE] = _proposed(from_map, scenario, situation, force=force)
    if confirm_:
        fresh = files.get(PROPOSED_FILE)
        proposed = (
            read_proposals(scenario) if fresh is None else table_of(fresh.decode("utf-8"), PROPOSED_FILE)
        )
        confirmed, files[PROPOSED_FILE] = confirm(proposed, confirm_, found.shelter_ids, network)
        found = joined(found, confirmed)
    if found is not situation.shelters:
        files[SHELTERS_FILE] = shelters_bytes(found, network)
        _say(found)
    replace_files(scenario, files)


def _scenario_in_the_making(folder: Path, *, anew: bool, force: bool) -> Situation:
    if anew and force:
        return read_scenario(folder, whole=False, without=frozenset({SHELTERS_FILE}))
    if anew:
        refuse_if_there(folder, SHELTERS_FILE)
    return read_scenario(folder, whole=False)


def _with_ways_out(found: Shelters, situation: Situation, wanted: int, *, force: bool) -> Shelters:
    there = {own_id for own_id in found.shelter_ids if own_id.startswith(ID_PREFIX)}
    if there and not force:
        what = f"there are ways out already: {', '.join(sorted(there))}"
        raise InputError([Problem(SHELTERS_FILE, what, "Say --force to choose them anew.")])
    chosen = ways_out(situation.network, wanted, plane_of(situation.network))
    if len(chosen) < wanted:
        out.print(f"The map has {len(chosen)} roads out in as many directions, not {wanted}.")
    return joined(without(found, there), chosen)


def _proposed(from_map: Path, folder: Path, situation: Situation, *, force: bool) -> bytes:
    from clearway.intake.osm_places import read_places

    if not force:
        refuse_if_there(folder, PROPOSED_FILE)
    plane = plane_of(situation.network)
    proposals = propose_shelters(read_places(from_map).sites, situation.network, plane)
    _say_proposals(proposals)
    return proposals_bytes(proposals)


def _say_proposals(proposals: list[Proposal]) -> None:
    beds = np.nansum([row.beds for row in proposals])
    shown = Table(title=f"{len(proposals)} proposals, {beds:,.0f} beds as estimated", title_justify="left")
    for column in ("id", "name", "kind"):
        shown.add_column(column)
    shown.add_column("beds", justify="right")
    for row in proposals[:20]:
        shown.add_row(row.shelter_id, row.name, row.kind, "?" if np.isnan(row.beds) else f"{row.beds:,.0f}")
    out.print(shown)
    if len(proposals) > 20:
        out.print(f"and {len(proposals) - 20} more in {PROPOSED_FILE}")
    out.print("No plan sees them yet. Ask who runs them, correct their beds in the table, then --confirm ID.")


def _say(found: Shelters) -> None:
    limited = np.isfinite(found.beds)
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
