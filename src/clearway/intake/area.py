"""The area of an import: a box or polygons; what lies outside is cut.

Polygons come as an Osmosis `.poly` file (as Geofabrik and osmium use) or as GeoJSON.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from clearway.city.arrays import Bools, Floats
from clearway.errors import InputError, Problem

POLY_REMEDY = "Give an Osmosis .poly file or a GeoJSON polygon in WGS84 degrees."


@dataclass(frozen=True, eq=False)
class Area:
    """A polygon or several, in WGS84 degrees."""

    polygon: Any  # shapely Polygon or MultiPolygon

    def contains(self, lon: Floats, lat: Floats) -> Bools:
        """Return which points lie in the area; a point on its edge does."""
        west, south, east, north = shapely.bounds(self.polygon)
        inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        if not shapely.equals(self.polygon, shapely.box(west, south, east, north)):
            rows = np.flatnonzero(inside)
            shapely.prepare(self.polygon)
            inside[rows] = shapely.intersects_xy(self.polygon, lon[rows], lat[rows])
        return np.asarray(inside)


def area_of_bbox(text: str) -> Area:
    """Return the area of "W,S,E,N" in degrees.

    Raises
    ------
    InputError
        Where it is not four numbers, west of east and south of north.
    """
    remedy = "Give west,south,east,north in degrees, such as 36.4,50.5,36.8,50.7."
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        raise InputError([Problem("--bbox", f"{text} is not four numbers", remedy)]) from error
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise InputError([Problem("--bbox", f"{text} is not a box", remedy)])
    return Area(shapely.box(west, south, east, north))


def read_area(path: Path) -> Area:
    """Read an Osmosis `.poly` file or GeoJSON (any polygons of it, together).

    Raises
    ------
    InputError
        Where the file is missing, or holds no polygon.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError([Problem(path.name, "the file cannot be read as text", POLY_REMEDY)]) from error
    polygon = _of_geojson(text, path.name) if text.lstrip().startswith("{") else _of_poly(text, path.name)
    if shapely.is_empty(polygon) or shapely.area(polygon) == 0:
        raise InputError([Problem(path.name, "there is no polygon in it", POLY_REMEDY)])
    west, south, east, north = shapely.bounds(polygon)
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise InputError([Problem(path.name, f"{west:g}, {south:g} is not in degrees", POLY_REMEDY)])
    return Area(polygon)


def _of_geojson(text: str, name: str) -> Any:
    try:
        data = json.loads(text)
        parts = data["features"] if data.get("type") == "FeatureCollection" else [data]
        shapes = [shapely.from_geojson(json.dumps(part.get("geometry") or part)) for part in parts]
    except (ValueError, KeyError, TypeError, AttributeError, shapely.GEOSException) as error:
        raise InputError([Problem(name, "this is not GeoJSON", POLY_REMEDY)]) from error
    areal = {shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON}
    return shapely.make_valid(shapely.union_all([s for s in shapes if shapely.get_type_id(s) in areal]))


def _of_poly(text: str, name: str) -> Any:
    """Read rings: a line with the ring's name ("!" before it is a hole), points, END."""
    area: Any = shapely.Polygon()
    ring: list[tuple[float, float]] | None = None
    hole = False
    for row, line in enumerate(text.splitlines()[1:], start=2):
        words = line.split()
        if not words:
            continue
        if words[0] == "END":
            if ring is not None:
                area = _with_ring(area, ring, hole, name, row)
            ring = None
        elif ring is None:
            ring, hole = [], words[0].startswith("!")
        else:
            try:
                ring.append((float(words[0]), float(words[1])))
            except (ValueError, IndexError) as error:
                raise InputError(
                    [Problem(name, f"{line.strip()} is not a point", POLY_REMEDY, row=row)]
                ) from error
    if ring is not None:
        raise InputError([Problem(name, "the last ring has no END; the file is cut short", POLY_REMEDY)])
    return area


def _with_ring(area: Any, ring: list[tuple[float, float]], hole: bool, name: str, row: int) -> Any:
    if len(ring) < 3:
        what = f"a ring of {len(ring)} points is no polygon"
        raise InputError([Problem(name, what, POLY_REMEDY, row=row)])
    polygon = shapely.make_valid(shapely.Polygon(ring))
    return shapely.difference(area, polygon) if hole else shapely.union(area, polygon)
