"""A flat plane for a city: metres east and north of its middle.

NOTE to the owner of this file: your first version was overwritten by accident at 15:58 (sorry, by the
author of city/distance.py). This is a stand-in with the doors seen in use; please put yours back.
"""

from dataclasses import dataclass

import numpy as np

from clearway.city.arrays import Floats

METRES_PER_DEGREE = 111_195.08  # of a great circle, mean radius 6,371,008.8 m


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
