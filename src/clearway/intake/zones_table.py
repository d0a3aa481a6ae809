"""zones.csv and zones.geojson: who leaves from where, read and written."""

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from clearway.city import Network, Zones
from clearway.city.arrays import Floats, Ragged
from clearway.errors import Problem
from clearway.intake.tables import Table, cell_of, read_table

FILE = "zones.csv"
POLYGONS_FILE = "zones.geojson"
HEADER = (
    "zone_id", "name", "nodes", "people", "no_car_people", "vehicles", "people_per_vehicle",
    "ready_s", "deadline_s", "weight", "coverage", "source",
)  # fmt: skip
REQUIRED = ("zone_id", "nodes", "people")
_MISSING = "Make it with `clearway zones SCENARIO --population N --population-source TEXT`."
_SECONDS = "Give seconds after the start, 0 or more; the start is in scenario.toml."
_NODES = "Name a node of network/node.csv; `clearway zones SCENARIO --table FILE` finds them from places."

_PEOPLE = {"least": 0.0, "is_not": "a number of people", "remedy": "Give 0 or more."}
# What each column of numbers may hold: the arguments of `Table.numbers`.
_NUMBERS: Mapping[str, dict[str, Any]] = {
    "people": _PEOPLE,
    "no_car_people": {"empty": 0.0, **_PEOPLE},
    "people_per_vehicle": {
        "empty": math.nan,
        "above": 0.0,
        "is_not": "a number of people in a vehicle",
        "remedy": "Give a number above 0, or leave it empty.",
    },
    "vehicles": {
        "empty": math.nan,
        "least": 0.0,
        "is_not": "a number of vehicles",
        "remedy": "Give 0 or more, or leave it empty.",
    },
    "ready_s": {"empty": 0.0, "least": 0.0, "is_not": "a time at or after the start", "remedy": _SECONDS},
    "deadline_s": {
        "empty": math.inf,
        "least": 0.0,
        "is_not": "a deadline at or after the start",
        "remedy": _SECONDS,
    },
    "weight": {
        "empty": 1.0,
        "above": 0.0,
        "is_not": "a weight",
        "remedy": "Give a number above 0; 1 is usual.",
    },
    "coverage": {
        "empty": math.nan,
        "least": 0.0,
        "is_not": "a share",
        "remedy": "Give a share from 0 to 1.",
    },
}


def vehicles_needed(car_people: Floats, people_per_vehicle: Floats | float) -> Floats:
    """Return the vehicles in which so many people leave, rounded up as FORMATS.md has it.

    The billionth keeps 10.000000000001 from becoming 11 (0.3 / 0.1 is no whole number in a computer).
    """
    vehicles: Floats = np.ceil(np.asarray(car_people) / people_per_vehicle - 1e-9)
    return vehicles


def no_zones() -> Zones:
    """Return zones of a city where nobody was counted yet."""
    none = np.empty(0)
    return Zones((), (), Ragged.of([], np.int32), none, none, none, none, none)


def read_zones(
    folder: Path, node_ix_by_id: Mapping[str, int] | None, people_per_vehicle: float
) -> tuple[Zones, list[Problem]]:
    """Read a scenario folder's zones; problems are returned, not raised.

    Parameters
    ----------
    node_ix_by_id : rows of the network's nodes; None where the network could not be read, then the
        nodes of zones are not looked up
    people_per_vehicle : for zones that give neither vehicles nor their own number
    """
    table = read_table(folder / FILE, required=REQUIRED, if_missing=_MISSING)
    nodes = node_rows(table, node_ix_by_id)
    zone_ids = table.text("zone_id")
    polygons, problems = _read_polygons(folder, zone_ids)
    zones = zones_of(table, nodes, people_per_vehicle, polygons)
    return zones, table.problems + problems


def zones_of(
    table: Table,
    nodes: Ragged,
    people_per_vehicle: float,
    polygons: tuple[dict[str, Any] | None, ...] = (),
) -> Zones:
    """Return the zones of a table; where it has problems they stand in it, and there are no zones.

    nodes, polygons : those of each row
    """
    zone_ids = table.ids("zone_id", "zone")
    given = {column: table.numbers(column, **rule) for column, rule in _NUMBERS.items()}
    people, no_car = given["people"], given["no_car_people"]
    for row in np.flatnonzero(no_car > people).tolist():
        what = f"{cell_of(no_car[row])} people without a car are more than the zone's {cell_of(people[row])}"
        table.problem(row, "no_car_people", what, "They are counted among the people of the zone.")
    if not len(table) and not table.problems:
        table.problems.append(Problem(table.file, "there is no zone, so nobody to bring to safety", _MISSING))
    if table.problems:
        return no_zones()
    own = given["people_per_vehicle"]
    needed = vehicles_needed(people - no_car, np.where(np.isnan(own), people_per_vehicle, own))
    return Zones(
        zone_ids=tuple(zone_ids),
        names=names_or_ids(table, zone_ids),
        nodes=nodes,
        people=people,
        no_car_people=no_car,
        vehicles=np.where(np.isnan(given["vehicles"]), needed, given["vehicles"]),
        ready_s=given["ready_s"],
        deadline_s=given["deadline_s"],
        weight=given["weight"],
        polygons=polygons,
        coverage=given["coverage"],
        sources=tuple(table.text("source")),
    )


def zones_rows(
    zones: Zones, network: Network, people_per_vehicle: float, own: float | None = None
) -> list[tuple[str, ...]]:
    """Return the rows of zones.csv under `HEADER`.

    Vehicles are left empty where they follow from the people and the people in a vehicle, so that
    whoever overwrites the people need not think of them.

    Parameters
    ----------
    people_per_vehicle : the scenario's
    own : these zones' own people in a vehicle, written into each row; None: the scenario's holds
    """
    usual = vehicles_needed(zones.car_people, own or people_per_vehicle)
    return [
        (
            zone_id,
            zones.names[ix],
            " ".join(network.node_ids[node] for node in zones.nodes[ix]),
            cell_of(zones.people[ix], None),
            cell_of(zones.no_car_people[ix], None),
            "" if zones.vehicles[ix] == usual[ix] else cell_of(zones.vehicles[ix], None),
            "" if own is None else cell_of(own),
            cell_of(zones.ready_s[ix], None),
            cell_of(zones.deadline_s[ix], None),
            cell_of(zones.weight[ix], None),
            cell_of(zones.coverage[ix], None),
            zones.sources[ix],
        )
        for ix, zone_id in enumerate(zones.zone_ids)
    ]


def polygons_text(zones: Zones) -> str | None:
    """Return zones.geojson, or None where no zone has a polygon."""
    features = [
        {
            "type": "Feature",
            "properties": {"zone_id": zone_id, "name": zones.names[ix], "people": float(zones.people[ix])},
            "geometry": zones.polygons[ix],
        }
        for ix, zone_id in enumerate(zones.zone_ids)
        if zones.polygons[ix] is not None
    ]
    if not features:
        return None
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False) + "\n"


def node_rows(table: Table, node_ix_by_id: Mapping[str, int] | None) -> Ragged:
    """Return the node rows of a table's `nodes` column; an empty or unknown one is a problem."""
    rows = []
    for row_ix, cell in enumerate(table.text("nodes")):
        named = list(dict.fromkeys(cell.split()))
        if not named and "nodes" in table:
            table.problem(row_ix, "nodes", "the cell is empty", _NODES)
        if node_ix_by_id is None:
            rows.append([0] * len(named))
            continue
        for node_id in named:
            if node_id not in node_ix_by_id:
                table.problem(row_ix, "nodes", f"{node_id} is not a node of the network", _NODES)
        rows.append([node_ix_by_id.get(node_id, 0) for node_id in named])
    return Ragged.of(rows, np.int32)


def names_or_ids(table: Table, ids: Sequence[str]) -> tuple[str, ...]:
    """Return the `name` column, the id where a cell is empty."""
    return tuple(name or own_id for name, own_id in zip(table.text("name"), ids, strict=True))


def read_geojson(path: Path, file: str) -> tuple[list[dict[str, Any]], list[Problem]]:
    """Return the features of a GeoJSON FeatureCollection; problems are returned, not raised."""
    remedy = "Give a GeoJSON FeatureCollection in WGS84 degrees."
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return [], [Problem(file, "the file is missing", remedy)]
    except UnicodeDecodeError:
        return [], [Problem(file, "the file is not UTF-8 text", "Save it as UTF-8.")]
    except OSError as error:
        return [], [Problem(file, f"the file cannot be read ({error})", remedy)]
    except json.JSONDecodeError as error:
        what = f"the file is no GeoJSON or is cut short (line {error.lineno}: {error.msg})"
        return [], [Problem(file, what, remedy)]
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        return [], [Problem(file, "the file holds no list of features", remedy)]
    return features, []


def _read_polygons(
    folder: Path, zone_ids: Sequence[str]
) -> tuple[tuple[dict[str, Any] | None, ...], list[Problem]]:
    if not (folder / POLYGONS_FILE).exists():
        return (), []
    features, problems = read_geojson(folder / POLYGONS_FILE, POLYGONS_FILE)
    known, found = set(zone_ids), {}
    for number, feature in enumerate(features, start=1):
        zone_id = str((feature.get("properties") or {}).get("zone_id", ""))
        geometry = feature.get("geometry")
        where = f"feature {number}"
        if zone_id not in known:
            what = f"{where}: zone_id {zone_id or '(none)'} is not a zone of {FILE}"
            problems.append(Problem(POLYGONS_FILE, what, "Give it the zone_id of a zone, or remove it."))
        elif zone_id in found:
            what = f"{where}: zone {zone_id} has a polygon already"
            problems.append(Problem(POLYGONS_FILE, what, "Keep one feature for each zone."))
        elif geometry is not None and geometry.get("type") not in ("Polygon", "MultiPolygon"):
            what = f"{where}: the geometry of zone {zone_id} is no polygon"
            problems.append(Problem(POLYGONS_FILE, what, "Give a Polygon or a MultiPolygon."))
        else:
            found[zone_id] = geometry
    return tuple(found.get(zone_id) for zone_id in zone_ids), problems
