"""A flat plane for a city: metres east and north of its middle, true within some tens of kilometres."""

from dataclasses import dataclass

import numpy as np

from clearway.city.arrays import Floats
from clearway.city.distance import EARTH_RADIUS_M

METRES_PER_DEGREE = np.pi * EARTH_RADIUS_M / 180  # along a great circle


@dataclass(frozen=True)
class Plane:
    """Metres east and north of a middle in WGS84 degrees; true within a city."""

    lon: float
    lat: float

    @classmethod
    def around(cls, lon: Floats, lat: Floats) -> "Plane":
        """Return the plane in the middle of some points."""
        return cls(float(np.min(lon) + np.max(lon)) / 2, float(np.min(lat) + np.max(lat)) / 2)

    def to_metres(self, points: Floats) -> Floats:
        """Return (n, 2) lon/lat points in metres."""
        scale = np.array([METRES_PER_DEGREE * np.cos(np.radians(self.lat)), METRES_PER_DEGREE])
        return np.asarray((np.asarray(points) - [self.lon, self.lat]) * scale)

    def to_degrees(self, points: Floats) -> Floats:
        """Return (n, 2) points in metres as lon/lat."""
        scale = np.array([METRES_PER_DEGREE * np.cos(np.radians(self.lat)), METRES_PER_DEGREE])
        return np.asarray(np.asarray(points) / scale + [self.lon, self.lat])
