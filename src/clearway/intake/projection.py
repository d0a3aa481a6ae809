"""Coordinates in any reference system to WGS84 degrees."""

import numpy as np
import pyproj

from clearway.city.arrays import Floats
from clearway.errors import InputError, Problem

CRS_REMEDY = "Name the system of the coordinates, such as --crs EPSG:32754 (epsg.io finds it)."


def to_degrees(x: Floats, y: Floats, crs: str | None, file: str) -> tuple[Floats, Floats]:
    """Return longitude and latitude.

    Parameters
    ----------
    x, y : (n,) easting and northing, or longitude and latitude
    crs : "EPSG:32754" or anything PROJ knows; None: they must be degrees already
    file : for the sentence

    Raises
    ------
    InputError
        Where the system is not known, or is not given and the numbers are no degrees, or where
        points do not lie in it.
    """
    if crs is None:
        if len(x) and (np.abs(x).max() > 180 or np.abs(y).max() > 90):
            what = f"{x[0]:g}, {y[0]:g} is not in degrees, and the file does not say in what"
            raise InputError([Problem(file, what, CRS_REMEDY)])
        return x, y
    try:
        transformer = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    except pyproj.exceptions.CRSError as error:
        raise InputError([Problem("--crs", f"{crs} is not a reference system", CRS_REMEDY)]) from error
    lon, lat = transformer.transform(x, y)
    outside = ~(np.isfinite(lon) & np.isfinite(lat))
    if outside.any():
        row = int(np.flatnonzero(outside)[0])
        raise InputError([Problem(file, f"{x[row]:g}, {y[row]:g} does not lie in {crs}", CRS_REMEDY)])
    # 7 decimals are a centimetre, and what OpenStreetMap keeps.
    return np.round(np.asarray(lon), 7), np.round(np.asarray(lat), 7)
