"""Distances on the earth between points in WGS84 degrees."""

import numpy as np
from numpy.typing import ArrayLike

from clearway.city.arrays import Floats

EARTH_RADIUS_M = 6_371_008.8  # mean radius, IUGG


def distance_m(lon_a: ArrayLike, lat_a: ArrayLike, lon_b: ArrayLike, lat_b: ArrayLike) -> Floats:
    """Return metres between points in degrees, along a great circle (haversine); shapes broadcast."""
    phi_a, phi_b = np.radians(lat_a), np.radians(lat_b)
    lambda_ba = np.radians(np.subtract(lon_b, lon_a))
    half = np.sin((phi_b - phi_a) / 2) ** 2 + np.cos(phi_a) * np.cos(phi_b) * np.sin(lambda_ba / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(half)))
