"""A recipe: how a scenario is made from a map, in one small file that anybody can read and change.

    name = "Bad Hersfeld"
    map = "map.osm.gz"                    # beside the recipe
    start = "2024-02-10T18:00:00+01:00"
    population = 30000
    population_source = "the town's own figure, rounded"
    no_car_share = 0.15
    ways_out = 6
    shelters = ["way/127563873"]          # proposals that somebody confirmed; or "all"

The same as `clearway import`, `zones` and `shelters` one after the other.
"""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from clearway.city import Network, Shelters
from clearway.city.geo import Plane
from clearway.errors import InputError, Problem, raise_if_any
from clearway.intake.homes import homes_of
from clearway.intake.imported import ImportedMap
from clearway.intake.map_files import read_map
from clearway.intake.osm_places import Places, read_places
from clearway.intake.settings import HORIZON_H, PEOPLE_PER_VEHICLE
from clearway.intake.shelters_proposed import FILE as PROPOSED_FILE
from clearway.intake.shelters_proposed import confirm, proposals_bytes, propose_shelters
from clearway.intake.shelters_table import no_shelters
from clearway.intake.shelters_taken import joined
from clearway.intake.tables import table_of
from clearway.intake.ways_out import ways_out
from clearway.intake.zones_made import MadeZones, Population, make_zones, plane_of
from clearway.situation import Situation

_TEXTS = ("name", "map", "start", "population_source")
_NUMBERS = {"no_car_share": 0.0, "people_per_vehicle": PEOPLE_PER_VEHICLE, "horizon_h": HORIZON_H}


@dataclass(frozen=True)
class Recipe:
    """What a recipe says.

    map_path : the map file
    width_m : of the hexagons; None: a round width that makes some 60 of them
    shelters : ids of proposals that are confirmed; ("all",) for all of them
    """

    name: str
    map_path: Path
    start_at: datetime
    population: Population
    horizon_s: float
    width_m: float | None
    ways_out: int
    shelters: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class FromRecipe:
    """A scenario made by a recipe.

    proposals : shelters_proposed.csv with the confirmed ones marked
    """

    situation: Situation
    imported: ImportedMap
    made: MadeZones
    proposals: bytes


def read_recipe(path: Path) -> Recipe:
    """Read a recipe.

    Raises
    ------
    InputError
        With every problem of the file.
    """
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        what = f"the recipe cannot be read ({error})"
        raise InputError([Problem(path.name, what, "See examples/bad-hersfeld/recipe.toml.")]) from error
    raise_if_any(_problems(given, path))
    numbers = {key: float(given.get(key, default)) for key, default in _NUMBERS.items()}
    population = Population(
        given["population"],
        given["population_source"],
        numbers["no_car_share"],
        numbers["people_per_vehicle"],
    )
    shelters = given.get("shelters", [])
    return Recipe(
        name=given["name"],
        map_path=path.parent / given["map"],
        start_at=datetime.fromisoformat(given["start"]),
        population=population,
        horizon_s=numbers["horizon_h"] * 3600,
        width_m=given.get("hexagons_m"),
        ways_out=int(given.get("ways_out", 0)),
        shelters=(shelters,) if isinstance(shelters, str) else tuple(shelters),
    )


def follow(recipe: Recipe) -> FromRecipe:
    """Make the scenario of a recipe; nothing is written.

    Raises
    ------
    InputError
        Where the map cannot be used, or a shelter is not proposed by it.
    """
    imported = read_map(recipe.map_path, keep_ends=True)
    network, plane = imported.network, plane_of(imported.network)
    places = read_places(recipe.map_path)
    made = make_zones(
        network, recipe.population, homes=homes_of(places, plane), width_m=recipe.width_m, plane=plane
    )
    shelters, proposals = _shelters(recipe, network, places, plane)
    situation = Situation(
        name=recipe.name,
        start_at=recipe.start_at,
        horizon_s=recipe.horizon_s,
        people_per_vehicle=recipe.population.people_per_vehicle,
        network=network,
        zones=made.zones,
        shelters=shelters,
        attribution=imported.attribution,
    )
    return FromRecipe(situation, imported, made, proposals)


def _shelters(recipe: Recipe, network: Network, places: Places, plane: Plane) -> tuple[Shelters, bytes]:
    proposals = proposals_bytes(propose_shelters(places.sites, network, plane))
    shelters = no_shelters()
    if recipe.shelters:
        table = table_of(proposals.decode("utf-8"), PROPOSED_FILE)
        shelters, proposals = confirm(table, recipe.shelters, (), network)
    if recipe.ways_out:
        shelters = joined(shelters, ways_out(network, recipe.ways_out, plane))
    return shelters, proposals


def _problems(given: dict[str, Any], path: Path) -> list[Problem]:
    problems = []
    for key in _TEXTS:
        if not isinstance(given.get(key), str) or not given[key].strip():
            problems.append(Problem(path.name, f"{key} is missing", f'Write {key} = "..."', column=key))
    if not isinstance(given.get("population"), int):
        problems.append(
            Problem(path.name, "population is missing", "Write a whole number.", column="population")
        )
    for key in (*_NUMBERS, "hexagons_m", "ways_out"):
        if key in given and (isinstance(given[key], bool) or not isinstance(given[key], int | float)):
            problems.append(Problem(path.name, f"{given[key]!r} is not a number", "Give one.", column=key))
    try:
        if isinstance(given.get("start"), str) and datetime.fromisoformat(given["start"]).tzinfo is None:
            raise ValueError
    except ValueError:
        what = f"{given['start']} is not an instant with its offset"
        problems.append(Problem(path.name, what, 'Write "2024-02-10T18:00:00+01:00".', column="start"))
    return problems
