"""`clearway import`: from a map file to a scenario folder with its road network."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clearway.cli.console import err, out
from clearway.errors import InputError, Problem

if TYPE_CHECKING:
    from clearway.intake.imported import ImportedMap
    from clearway.situation import Situation

NOTES_FILE = "import-notes.txt"


def import_map(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The map.", show_default=False)],
    to: Annotated[
        Path, typer.Option("--out", metavar="SCENARIO", help="Where the scenario goes.", show_default=False)
    ],
    bbox: Annotated[
        str | None, typer.Option(metavar="W,S,E,N", help="Cut to a box, in degrees.", show_default=False)
    ] = None,
    poly: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Cut to a polygon: Osmosis .poly or GeoJSON.", show_default=False),
    ] = None,
    crs: Annotated[
        str | None,
        typer.Option(metavar="EPSG:N", help="What MATSim or TNTP coordinates are in.", show_default=False),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="Shown to people; else the file's name.", show_default=False),
    ] = None,
    start: Annotated[
        str | None,
        typer.Option(
            metavar="INSTANT",
            help="When it begins, 2024-01-05T18:00+03:00; else the next full hour.",
            show_default=False,
        ),
    ] = None,
    keep_ends: Annotated[
        bool, typer.Option("--keep-ends", help="Keep motorways to where they leave the map (OpenStreetMap).")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a scenario that is there.")] = False,
) -> None:
    """Make a scenario from a map: a network that cars can use, every place of which can be reached from
    every other. Zones and shelters come next. What is left out is said, and kept in import-notes.txt.

    FILE is OpenStreetMap (.osm.pbf, .osm, .osm.gz, .osm.bz2), a GMNS folder, TNTP (_net.tntp) or MATSim
    (.xml, .xml.gz).

      clearway import examples/bad-hersfeld/map.osm.gz --out out/town --name "Bad Hersfeld"

      clearway import region.osm.pbf --bbox 36.4,50.5,36.8,50.7 --out out/city

    Exit: 0 written, 2 bad input. Next: clearway zones SCENARIO, clearway shelters SCENARIO
    """
    from clearway.intake.area import area_of_bbox, read_area
    from clearway.intake.folders import replace_files
    from clearway.intake.map_files import read_map
    from clearway.intake.scenario import write_scenario

    if bbox is not None and poly is not None:
        raise InputError([Problem("--bbox", "both --bbox and --poly are given", "Give one of them.")])
    _refuse_to_replace(to, force=force)
    start_at = _instant(start)
    area = area_of_bbox(bbox) if bbox is not None else read_area(poly) if poly is not None else None
    with err.status(f"Reading {file.name}"):
        imported = read_map(file, area=area, crs=crs, keep_ends=keep_ends)
        situation = _situation_of(imported, name or _title_of(file), start_at)
        write_scenario(situation, to)
        replace_files(to, {NOTES_FILE: _notes_text(file, imported).encode("utf-8")})
    network = imported.network
    for note in imported.notes:
        out.print(note, markup=False, soft_wrap=True)
    km = network.length_m.sum() / 1000
    out.print(
        f"{to}: {network.n_links:,} links (each one way), {network.n_nodes:,} junctions, {km:,.0f} km.",
        markup=False,
        soft_wrap=True,
    )
    if imported.attribution:
        out.print(f"Map: {imported.attribution}", markup=False, soft_wrap=True)
    out.print(f"Next: clearway zones {to}, clearway shelters {to}", markup=False, soft_wrap=True)


def _refuse_to_replace(folder: Path, *, force: bool) -> None:
    if (folder / "scenario.toml").exists() and not force:
        what = "there is a scenario already, and its zones and shelters belong to its network"
        raise InputError(
            [Problem(str(folder), what, "Name a new folder, or say --force; nothing was changed.")]
        )


def _instant(text: str | None) -> datetime:
    if text is None:
        return datetime.now().astimezone().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    remedy = "Give it with its offset from UTC, such as 2024-01-05T18:00+03:00."
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise InputError([Problem("--start", f"{text} is not an instant", remedy)]) from error
    if instant.tzinfo is None:
        raise InputError([Problem("--start", f"{text} has no offset, it could be in any time zone", remedy)])
    return instant


def _title_of(file: Path) -> str:
    return file.resolve().name.split(".")[0].replace("_", " ").strip() or "map"


def _situation_of(imported: "ImportedMap", name: str, start_at: datetime) -> "Situation":
    from clearway.intake.settings import HORIZON_H, PEOPLE_PER_VEHICLE
    from clearway.intake.shelters_table import no_shelters
    from clearway.intake.zones_table import no_zones
    from clearway.situation import Situation

    return Situation(
        name=name,
        start_at=start_at,
        horizon_s=HORIZON_H * 3600,
        people_per_vehicle=PEOPLE_PER_VEHICLE,
        network=imported.network,
        zones=no_zones(),
        shelters=no_shelters(),
        attribution=imported.attribution,
    )


def _notes_text(file: Path, imported: "ImportedMap") -> str:
    lines = [f"Imported from {file.name}.", *imported.notes]
    if imported.attribution:
        lines += [f"Map: {imported.attribution}.", "The network made from it stays under the same licence."]
    return "\n".join(lines) + "\n"
