"""Hexagons over an area: the cells over which people are spread where nobody drew zones."""

import math
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from clearway.city.arrays import Floats
from clearway.errors import InputError, Problem

Geometries = NDArray[Any]  # (n,) object, shapely geometries, in metres of a `Plane`
CELLS_AT_MOST = 200_000
_STRIDE = 2**31
CELLS_WANTED = 80  # of which those with few people are joined
ROUND_WIDTHS_M = (250, 300, 400, 500, 600, 800, 1000, 1200, 1500, 2000, 2500, 3000, 4000, 5000, 8000, 10_000)


def hexagons(points: Floats, width_m: float) -> Geometries:
    """Return the hexagons, side by side, that hold at least one of the points.

    Parameters
    ----------
    points : (n, 2) float, metres
    width_m : from one side to the opposite one, which is also how far neighbours' middles are apart

    Raises
    ------
    InputError
        Where so small hexagons would be too many to plan with.
    """
    if len(points) == 0:
        return np.empty(0, object)
    if not width_m > 0:
        raise InputError([Problem("--hexagons", f"{width_m:g} is not a width in metres", "Give 500, say.")])
    middles = _middles(points, width_m)
    if len(middles) > CELLS_AT_MOST:
        what = f"hexagons of {width_m:g} m would be {len(middles):,} zones"
        raise InputError([Problem("--hexagons", what, "Give a larger width in metres.")])
    angles = np.radians(np.arange(30, 390, 60))
    corners = width_m / math.sqrt(3) * np.column_stack([np.cos(angles), np.sin(angles)])
    return np.asarray(shapely.polygons(middles[:, None, :] + corners[None, :, :]), object)


def width_for(points: Floats) -> float:
    """Return a round width with which the points fall into at most 80 hexagons."""
    for width_m in ROUND_WIDTHS_M:
        if len(_middles(points, width_m)) <= CELLS_WANTED:
            return float(width_m)
    return float(ROUND_WIDTHS_M[-1])


def _middles(points: Floats, width_m: float) -> Floats:
    """Return the middles of the hexagons that points fall into, south to north, west to east.

    Axial coordinates rounded in cubes (Red Blob Games, Hexagonal Grids, "Rounding to nearest hex").
    """
    size = width_m / math.sqrt(3)
    q = (math.sqrt(3) / 3 * points[:, 0] - points[:, 1] / 3) / size
    r = (2 / 3 * points[:, 1]) / size
    cube = np.column_stack([q, r, -q - r])
    whole = np.round(cube)
    off = np.abs(whole - cube)
    q_off = (off[:, 0] > off[:, 1]) & (off[:, 0] > off[:, 2])
    r_off = ~q_off & (off[:, 1] > off[:, 2])
    whole[q_off, 0] = -whole[q_off, 1] - whole[q_off, 2]
    whole[r_off, 1] = -whole[r_off, 0] - whole[r_off, 2]
    rows, columns = whole[:, 1].astype(np.int64), whole[:, 0].astype(np.int64)
    keys = np.unique(rows * _STRIDE + columns)  # one number a cell: ten times as fast as unique rows
    rows = (keys + _STRIDE // 2) // _STRIDE
    columns = keys - rows * _STRIDE
    return np.column_stack([width_m * (columns + rows / 2), size * 1.5 * rows])
