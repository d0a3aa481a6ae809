"""Zones taken in from an operator's CSV or GeoJSON, checked and snapped to the network."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from clearway.city import Network, Zones
from clearway.city.arrays import Floats, Ragged
from clearway.errors import InputError, Problem, raise_if_any
from clearway.intake.operators_table import OperatorsTable, places_of, read_operators_table, shape_of
from clearway.intake.zone_weights import spread
from clearway.intake.zones_made import DrawnZones, plane_of
from clearway.intake.zones_table import read_geojson, vehicles_needed, zones_of


def take_zones(
    path: Path,
    network: Network,
    *,
    fields: Mapping[str, str],
    people_per_vehicle: float,
    no_car_share: float = 0.0,
    encoding: str = "utf-8",
) -> tuple[Zones, Floats]:
    """Return an operator's zones, and how many metres each lies from its loading nodes.

    Parameters
    ----------
    fields : our column -> theirs, as in `read_operators_table`
    no_car_share : for tables that do not say how many have no car

    Raises
    ------
    InputError
        With every problem of the file.
    """
    given = read_operators_table(path, fields, id_column="zone_id", encoding=encoding)
    table = given.table
    if "people" not in table:
        remedy = f"Say which column holds it, --field people=COLUMN; there are {', '.join(table.columns)}."
        table.problems.append(Problem(table.file, "there is no column people", remedy))
        raise InputError(table.problems)
    somewhere = Ragged.of([[0]] * len(table), np.int32)
    zones = zones_of(table, somewhere, people_per_vehicle, _polygons_of(given))
    people = zones.people if len(zones) else np.zeros(len(table))
    nodes, away_m = places_of(given, network, plane_of(network), people)
    raise_if_any(table.problems)
    zones = replace(zones, nodes=nodes)
    if no_car_share and "no_car_people" not in table and zones.people.sum() > 0:
        no_car = spread(round(float(zones.people.sum()) * no_car_share), zones.people)
        no_car_people = np.minimum(no_car, zones.people)
        vehicles = zones.vehicles
        if "vehicles" not in table:
            vehicles = vehicles_needed(zones.people - no_car_people, people_per_vehicle)
        zones = replace(zones, no_car_people=no_car_people, vehicles=vehicles)
    if not any(zones.sources):
        zones = replace(zones, sources=(f"taken in from {path.name}",) * len(zones))
    return zones, away_m


def _polygons_of(given: OperatorsTable) -> tuple[dict[str, Any] | None, ...]:
    return tuple(
        shape if shape and shape.get("type") in ("Polygon", "MultiPolygon") else None
        for shape in given.geometries
    )


def read_drawn_zones(path: Path) -> DrawnZones:
    """Read polygons over which people are to be spread; ids and names come from their properties.

    Raises
    ------
    InputError
        With every problem: no GeoJSON, a feature that is no polygon, an id that is there twice.
    """
    features, problems = read_geojson(path, path.name)
    polygons, ids, names = [], [], []
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") or {}
        zone_id = "-".join(str(properties.get("zone_id", f"Z{number}")).split())
        shape = shape_of(feature.get("geometry"))
        if shape is None or shape.geom_type == "Point":
            what = "the geometry is no polygon in degrees"
            problems.append(Problem(path.name, what, "Give a Polygon in WGS84 degrees.", row=number))
        if zone_id in ids:
            what = f"{zone_id} is there twice"
            problems.append(Problem(path.name, what, "Give each zone an id of its own.", row=number))
        polygons.append(shape)
        ids.append(zone_id)
        names.append(str(properties.get("name") or ""))
    if not features and not problems:
        problems.append(Problem(path.name, "there is no polygon in it", "Give one for each zone."))
    raise_if_any(problems)
    return DrawnZones(np.array(polygons, object), tuple(ids), tuple(names))
