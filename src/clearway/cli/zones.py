"""`clearway zones`: who has to leave and from where, taken in or made from the map."""

from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from clearway.cli.console import err, out
from clearway.errors import InputError, Problem, raise_if_any

if TYPE_CHECKING:
    from clearway.city import Zones
    from clearway.city.arrays import Floats
    from clearway.intake.zones_made import MadeZones, Population
    from clearway.situation import Situation

SHOWN_AT_MOST = 20
FAR_M = 1000.0  # a zone farther than this from its loading node is worth a second look


def zones(
    scenario: Annotated[Path, typer.Argument(help="The scenario folder.", show_default=False)],
    population: Annotated[
        int | None, typer.Option(metavar="N", help="How many people there are, as somebody states it.")
    ] = None,
    population_source: Annotated[str, typer.Option(metavar="TEXT", help="Who states it, and when.")] = "",
    from_map: Annotated[
        Path | None, typer.Option(metavar="FILE", help="OpenStreetMap file with the homes; else by streets.")
    ] = None,
    hexagons: Annotated[
        float | None, typer.Option(metavar="METRES", help="Width of the hexagons; else about 60 of them.")
    ] = None,
    polygons: Annotated[
        Path | None, typer.Option(metavar="FILE", help="GeoJSON polygons instead of hexagons.")
    ] = None,
    table: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Take in zones with their people: CSV or GeoJSON.")
    ] = None,
    field: Annotated[
        list[str] | None,
        typer.Option(metavar="OURS=THEIRS", help="Column names in the table, people=POP_2021; repeat."),
    ] = None,
    encoding: Annotated[str, typer.Option(metavar="NAME", help="Of the table, such as cp1251.")] = "utf-8",
    no_car_share: Annotated[
        float, typer.Option(metavar="SHARE", help="0 to 1: people without a car; they wait for a seat.")
    ] = 0.0,
    people_per_vehicle: Annotated[
        float | None, typer.Option(metavar="N", help="Else the scenario's.", show_default=False)
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the zones that are there.")] = False,
) -> None:
    """Say who has to leave. Writes zones.csv and zones.geojson into SCENARIO; every number may be
    overwritten there afterwards.

    Either a stated number of people is spread over the map by the floor area of homes, else by
    residential landuse, else by street length; or a table with the people of each zone is taken in.

      clearway zones out/town --population 30000 --population-source "town hall, 2022" --from-map town.osm.pbf

      clearway zones out/town --table zones.geojson --field people=POP --field name=DISTRICT

    Exit: 0 written, 2 bad input. Next: clearway shelters SCENARIO, clearway check SCENARIO
    """
    from clearway.intake.scenario import write_zones
    from clearway.intake.zones_made import Population, check_riders
    from clearway.intake.zones_taken import take_zones

    if (table is None) == (population is None):
        remedy = "Give either --population N with --population-source TEXT, or --table FILE."
        raise InputError([Problem("clearway zones", "it is not said where the people come from", remedy)])
    situation = _scenario_in_the_making(scenario, force=force)
    each = situation.people_per_vehicle if people_per_vehicle is None else people_per_vehicle
    raise_if_any(check_riders(no_car_share, each))
    if table is not None:
        taken, away_m = take_zones(
            table,
            situation.network,
            fields=fields_of(field or []),
            people_per_vehicle=each,
            no_car_share=no_car_share,
            encoding=encoding,
        )
        write_zones(scenario, situation, taken, people_per_vehicle)
        _say(taken, away_m)
        return
    stated = Population(population or 0, population_source, no_car_share, each)
    made = _made(situation, stated, from_map, hexagons, polygons)
    write_zones(scenario, situation, made.zones, people_per_vehicle)
    _say(made.zones, made.away_m)
    _say_method(made)


def _scenario_in_the_making(folder: Path, *, force: bool) -> "Situation":
    from clearway.intake.scenario import read_scenario, refuse_if_there
    from clearway.intake.zones_table import FILE

    if force:
        return read_scenario(folder, whole=False, without=frozenset({FILE}))
    refuse_if_there(folder, FILE)
    return read_scenario(folder, whole=False)


def fields_of(texts: list[str]) -> dict[str, str]:
    """Return {ours: theirs} of texts like "people=POP"."""
    problems, fields = [], {}
    for text in texts:
        ours, sign, theirs = text.partition("=")
        if not (ours and sign and theirs):
            problems.append(Problem("--field", f"{text} is not OURS=THEIRS", "Write people=POP_2021, say."))
        fields[ours] = theirs
    if problems:
        raise InputError(problems)
    return fields


def _made(
    situation: "Situation",
    stated: "Population",
    from_map: Path | None,
    hexagons: float | None,
    polygons: Path | None,
) -> "MadeZones":
    from clearway.intake.zones_made import make_zones, plane_of
    from clearway.intake.zones_taken import read_drawn_zones

    if hexagons is not None and polygons is not None:
        raise InputError([Problem("--hexagons", "both hexagons and polygons are given", "Give one of them.")])
    drawn = read_drawn_zones(polygons) if polygons else None
    plane = plane_of(situation.network)
    homes = None
    if from_map is not None:
        from clearway.intake.homes import read_homes

        with err.status(f"Reading the homes of {from_map.name}"):
            homes = read_homes(from_map, plane)
    return make_zones(situation.network, stated, homes=homes, width_m=hexagons, drawn=drawn, plane=plane)


def _say(zones: "Zones", away_m: "Floats") -> None:
    largest_first = sorted(range(len(zones)), key=lambda ix: (-zones.people[ix], ix))
    shown = Table(title=f"{len(zones)} zones, {zones.people.sum():,.0f} people", title_justify="left")
    for column in ("zone", "name"):
        shown.add_column(column)
    for column in ("people", "without a car", "vehicles", "nodes", "coverage"):
        shown.add_column(column, justify="right")
    for ix in largest_first[:SHOWN_AT_MOST]:
        coverage = "" if isnan(zones.coverage[ix]) else f"{zones.coverage[ix]:.0%}"
        shown.add_row(
            zones.zone_ids[ix],
            zones.names[ix],
            f"{zones.people[ix]:,.0f}",
            f"{zones.no_car_people[ix]:,.0f}",
            f"{zones.vehicles[ix]:,.0f}",
            str(len(zones.nodes[ix])),
            coverage,
        )
    out.print(shown)
    if len(zones) > SHOWN_AT_MOST:
        out.print(f"and {len(zones) - SHOWN_AT_MOST} more in zones.csv")
    for ix in [ix for ix in largest_first if away_m[ix] > FAR_M][:SHOWN_AT_MOST]:
        away = f"{away_m[ix] / 1000:.1f} km"
        out.print(f"Zone {zones.zone_ids[ix]} lies {away} from the nearest street of the network.")


def _say_method(made: "MadeZones") -> None:
    if not isnan(made.width_m):
        out.print(f"Hexagons of {made.width_m:,.0f} m, those with few people joined to a neighbour.")
    out.print(f"People are spread by {made.method}; {_how_well(made)}")
    if made.empty:
        out.print(f"The map shows nobody in {', '.join(made.empty)}: no zone was made of them.")
    out.print("Every number is open: overwrite it in zones.csv where you know better.")


def _how_well(made: "MadeZones") -> str:
    if made.area_coverage == 0:
        return "nothing tells where homes are, so this is a rough guess. Give --from-map FILE if you can."
    return f"the map shows homes along {made.area_coverage:.0%} of the residential streets."
