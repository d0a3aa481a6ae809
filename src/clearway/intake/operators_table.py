"""An operator's own table or GeoJSON, of zones or of shelters, brought under the names we use.

It may come with semicolons or tabs, in another encoding that is named, and under other column names
(`fields`: our name -> theirs; "FR+PR" adds two columns up). Places may be given as network nodes, as
lon/lat, or as polygons.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from clearway.city import Network
from clearway.city.arrays import Floats, Ragged
from clearway.city.geo import Plane
from clearway.errors import InputError, Problem, raise_if_any
from clearway.intake.tables import Table, cell_of, read_table, table_of_records
from clearway.intake.zone_nodes import loading_nodes
from clearway.intake.zones_table import node_rows, read_geojson

LON_LAT = (("lon", "lat"), ("longitude", "latitude"), ("x_coord", "y_coord"))
_PLACE_REMEDY = "Give nodes of the network, or lon and lat in WGS84 degrees, or GeoJSON with geometry."


@dataclass(eq=False)
class OperatorsTable:
    """A table under our column names, with a geometry for each row where it came with one.

    geometries : GeoJSON geometries or None, in degrees
    """

    table: Table
    geometries: tuple[dict[str, Any] | None, ...] = field(default=())


def read_operators_table(
    path: Path, fields: Mapping[str, str], *, id_column: str, encoding: str = "utf-8"
) -> OperatorsTable:
    """Read a CSV or GeoJSON file; rows without an id are numbered, blanks in ids become hyphens.

    Problems stay in the table, so that those of its cells are said with them; only where nothing can
    be read are they raised.

    Parameters
    ----------
    fields : our column -> theirs, or several of theirs joined by "+", which are added up
    id_column : "zone_id" or "shelter_id"
    """
    if path.suffix.lower() in (".geojson", ".json"):
        features, problems = read_geojson(path, path.name)
        raise_if_any(problems)
        records = [_texts(feature.get("properties") or {}) for feature in features]
        geometries = tuple(feature.get("geometry") for feature in features)
        table = table_of_records(records, path.name)
    else:
        table = read_table(path, foreign=True, encoding=encoding)
        if not table.columns:
            raise InputError(table.problems)
        geometries = (None,) * len(table)
    columns = dict(table.columns)
    for ours, theirs in fields.items():
        columns[ours] = _renamed(table, ours, theirs)
    ids = columns.get(id_column) or [str(number) for number in range(1, len(table) + 1)]
    columns[id_column] = ["-".join(cell.split()) for cell in ids]
    return OperatorsTable(Table(table.file, columns, table.rows, table.problems), geometries)


def places_of(given: OperatorsTable, network: Network, plane: Plane, people: Floats) -> tuple[Ragged, Floats]:
    """Return the nodes of each row, and how many metres from its place they lie (0: inside, or named).

    people : (n_rows,), which decides how many nodes a polygon gets
    """
    table = given.table
    if "nodes" in table and any(table.columns["nodes"]):
        return node_rows(table, network.node_ix_by_id), np.zeros(len(table))
    shapes = _shapes(given)
    if table.problems:
        return Ragged.of([[0]] * len(table), np.int32), np.zeros(len(table))
    return loading_nodes(network, shapely.transform(shapes, plane.to_metres), people, plane)


def _shapes(given: OperatorsTable) -> Any:
    table = given.table
    if any(given.geometries):
        return np.array([_shape(table, row, shape) for row, shape in enumerate(given.geometries)], object)
    for lon_column, lat_column in LON_LAT:
        if lon_column in table and lat_column in table:
            lon = table.numbers(
                lon_column, least=-180.0, is_not="a longitude in degrees", remedy=_PLACE_REMEDY
            )
            lat = table.numbers(lat_column, least=-90.0, is_not="a latitude in degrees", remedy=_PLACE_REMEDY)
            for row in np.flatnonzero((np.abs(lon) > 180) | (np.abs(lat) > 90)).tolist():
                what = f"{lon[row]:g}, {lat[row]:g} is not in degrees"
                table.problem(row, lon_column, what, _PLACE_REMEDY)
            return shapely.points(lon, lat)
    what = "there is nothing that says where each row lies"
    table.problems.append(Problem(table.file, what, _PLACE_REMEDY))
    return np.empty(0, object)


def _shape(table: Table, row: int, geometry: dict[str, Any] | None) -> Any:
    shape = shape_of(geometry)
    if shape is None:
        what = "the geometry is missing or is neither a polygon nor a point in degrees"
        table.problem(row, "geometry", what, _PLACE_REMEDY)
        return shapely.Point(0.0, 0.0)
    return shape


def shape_of(geometry: dict[str, Any] | None) -> Any:
    """Return a valid shapely polygon or point of a GeoJSON geometry in degrees; None where it is none."""
    try:
        shape = shapely.make_valid(shapely.geometry.shape(geometry))
    except (AttributeError, KeyError, TypeError, ValueError, IndexError, shapely.GEOSException):
        return None
    if shape.geom_type == "GeometryCollection":  # what make_valid leaves of a bow tie
        areas = [part for part in shape.geoms if part.geom_type in ("Polygon", "MultiPolygon")]
        shape = shapely.union_all(areas)
    if shape.is_empty or shape.geom_type not in ("Polygon", "MultiPolygon", "Point"):
        return None
    west, south, east, north = shape.bounds
    return shape if -180 <= west <= east <= 180 and -90 <= south <= north <= 90 else None


def _renamed(table: Table, ours: str, theirs: str) -> list[str]:
    """Return a column of theirs, or the sum of several; one that is not there is a problem."""
    parts = [part.strip() for part in theirs.split("+")]
    missing = [part for part in parts if part not in table]
    for part in missing:
        remedy = f"There are {', '.join(table.columns)}."
        table.problems.append(Problem(table.file, f"there is no column {part} to take {ours} from", remedy))
    if missing:
        return [""] * len(table)
    if len(parts) == 1:
        return table.text(parts[0])
    sums = np.sum([table.numbers(part, empty=0.0) for part in parts], axis=0)
    return [cell_of(value) for value in sums]


def _texts(properties: Mapping[str, Any]) -> dict[str, str]:
    return {name: _text(value) for name, value in properties.items()}


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float) and math.isfinite(value):
        return cell_of(value)
    return str(value)
