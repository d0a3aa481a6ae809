"""From buildings and landuse on a map to where people live: the floor area of homes."""

from pathlib import Path
from types import MappingProxyType

import numpy as np
import shapely

from clearway.city.arrays import Bools, Floats
from clearway.city.geo import Plane
from clearway.intake.osm_places import Buildings, Places, read_places
from clearway.intake.zone_cells import Geometries
from clearway.intake.zone_weights import Homes, cells_of

SHED_BELOW_M2 = 25.0  # a garage or shed that nobody tagged as one
UNTOLD_HOME_AT_MOST_M2 = 1000.0  # a larger "building=yes" is a home only on residential land
# Floors where the map tells none (assumed; only their ratio matters, for people are shared out by them).
LEVELS = MappingProxyType(
    {"tower_block": 8.0, "apartments": 4.0, "dormitory": 4.0, "residential": 3.0, "bungalow": 1.0,
     "static_caravan": 1.0, "cabin": 1.0, "houseboat": 1.0}
)  # fmt: skip
LEVELS_ELSE = 2.0


def read_homes(path: Path, plane: Plane) -> Homes:
    """Read the homes of an OpenStreetMap file, in metres of a plane.

    Raises
    ------
    InputError
        Where the file is no whole OpenStreetMap file.
    """
    return homes_of(read_places(path), plane)


def homes_of(places: Places, plane: Plane) -> Homes:
    """Return where people live, and on how much floor."""
    buildings = places.buildings
    points = plane.to_metres(np.column_stack([buildings.lon, buildings.lat]))
    landuse = np.asarray(shapely.transform(places.residential, plane.to_metres), object)
    lived_in = _lived_in(buildings, points, landuse)
    floors = np.array([LEVELS.get(kind, LEVELS_ELSE) for kind in buildings.kinds])
    levels = np.where(np.isnan(buildings.levels), floors, buildings.levels)
    return Homes(points[lived_in], (buildings.footprint_m2 * levels)[lived_in], landuse)


def _lived_in(buildings: Buildings, points: Floats, landuse: Geometries) -> Bools:
    untold = np.array([kind == "yes" for kind in buildings.kinds], bool)
    too_large = untold & (buildings.footprint_m2 > UNTOLD_HOME_AT_MOST_M2) & (cells_of(landuse, points) < 0)
    lived_in: Bools = buildings.homes & (buildings.footprint_m2 >= SHED_BELOW_M2) & ~too_large
    return lived_in
