"""The city as a drawing: metres on a flat map, roads drawn once, everything as short text.

Projection: Mercator, scaled so that a metre is a metre at the middle of the city; angles are kept, and
lengths are off by less than 1 % within 100 km of the middle at 50° (`page/map.js` corrects the scale bar).
Coordinates are whole units of half a metre. The two directions of a road are drawn as one line.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from clearway.city import Network
from clearway.city.arrays import Floats
from clearway.maps.packing import pack_ints, pack_steps

EARTH_RADIUS_M = 6_378_137.0
UNITS_PER_M = 2.0
SIMPLIFY_M = 1.0
CLASSES = (
    {"motorway", "motorway_link", "trunk", "trunk_link"},
    {"primary", "primary_link"},
    {"secondary", "secondary_link"},
    {"tertiary", "tertiary_link"},
)
CAPACITY_CLASSES_VPH = (3600.0, 1800.0, 1200.0, 800.0)  # for links whose class is not known


@dataclass(frozen=True)
class Projection:
    """Degrees to whole map units, x to the east and y to the south, around a middle."""

    lon: float
    lat: float

    @classmethod
    def around(cls, lon: Floats, lat: Floats) -> "Projection":
        """Centre on the nodes; a city across the date line stays in one piece."""
        if not len(lon):
            return cls(0.0, 0.0)
        unrolled = _near(lon, float(lon[0]))
        return cls(float(unrolled.min() + unrolled.max()) / 2, float(lat.min() + lat.max()) / 2)

    def units(self, lon_lat: NDArray[Any]) -> NDArray[np.int64]:
        """Return (n, 2) lon/lat degrees as (n, 2) whole map units."""
        scale = UNITS_PER_M * EARTH_RADIUS_M * np.cos(np.radians(self.lat))
        east = np.radians(_near(lon_lat[:, 0], self.lon) - self.lon)
        north = np.arcsinh(np.tan(np.radians(lon_lat[:, 1]))) - np.arcsinh(np.tan(np.radians(self.lat)))
        units: NDArray[np.int64] = np.rint(scale * np.column_stack([east, -north])).astype(np.int64)
        return units


def _near(lon: Floats, middle: float) -> Floats:
    return np.asarray((lon - middle + 180.0) % 360.0 - 180.0 + middle)


def road_ranks(network: Network) -> NDArray[Any]:
    """Return each link's rank for drawing, 0 for motorways to 4 for small streets, (n_links,)."""
    by_capacity = np.searchsorted(-np.array(CAPACITY_CLASSES_VPH), -network.capacity_vph, side="left")
    by_class = {name: rank for rank, names in enumerate(CLASSES) for name in names}
    return np.array(
        [
            by_class.get(kind, len(CLASSES)) if kind else int(rank)
            for kind, rank in zip(network.facility_types, by_capacity, strict=True)
        ],
        dtype=np.int64,
    )


def draw_roads(network: Network, projection: Projection) -> dict[str, Any]:
    """Return the roads and links as packed arrays.

    Roads (lines) come by rank, the smallest streets first, so that large roads lie on top:
    `points` (points in each), `xy` (steps from point to point), `rank`. Links come in the network's
    order: `road` (which line), `forward` (1 where the line runs the link's way), `name`, `capacity`,
    `speed`, `flags` (1 bridge, 2 tunnel, 4 capacity assumed); `names` is the list of names.
    """
    rank = road_ranks(network)
    first, road = _lines(network)
    order = np.argsort(-rank[first], kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    lines = _simplified([projection.units(network.points(int(ix))) for ix in first[order]])
    xy = np.concatenate(lines) if lines else np.empty((0, 2), np.int64)
    names, name_ix = np.unique(np.array([*network.names, ""], dtype=object).astype(str), return_inverse=True)
    return {
        "points": pack_ints([len(line) for line in lines]),
        "x": pack_steps(xy[:, 0]),
        "y": pack_steps(xy[:, 1]),
        "rank": pack_steps(rank[first[order]]),
        "road": pack_steps(place[road]),
        "forward": pack_ints(network.tail_ix == network.tail_ix[first[road]]),
        "names": names.tolist(),
        "name": pack_steps(name_ix[:-1]),
        "capacity": pack_steps(np.rint(network.capacity_vph)),
        "speed": pack_steps(np.rint(network.free_speed_kph)),
        "flags": pack_ints(network.bridge + 2 * network.tunnel + 4 * network.capacity_assumed),
    }


def _lines(network: Network) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the first link of each line, and each link's line: a road's two directions are one line.

    Two links are one line when they join the same nodes over points with the same sum.
    """
    sums = np.zeros((network.n_links, 2))
    if network.geometry is not None:
        run = np.concatenate([np.zeros((1, 2)), np.cumsum(network.geometry.flat.reshape(-1, 2), axis=0)])
        sums = run[network.geometry.ptr[1:]] - run[network.geometry.ptr[:-1]]
    ends = np.sort(np.column_stack([network.tail_ix, network.head_ix]), axis=1)
    keys = np.column_stack([ends, np.rint(sums * 1e4).astype(np.int64)])
    _, first, road = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    return first, road.ravel()


def _simplified(lines: list[NDArray[Any]]) -> list[NDArray[Any]]:
    """Leave out points that move a line by less than `SIMPLIFY_M`."""
    if not lines:
        return []
    index = np.repeat(np.arange(len(lines)), [len(line) for line in lines])
    drawn = shapely.linestrings(np.concatenate(lines).astype(float), indices=index)
    kept, index = shapely.get_coordinates(
        shapely.simplify(drawn, SIMPLIFY_M * UNITS_PER_M, preserve_topology=False), return_index=True
    )
    parts = np.split(kept, np.cumsum(np.bincount(index, minlength=len(lines)))[:-1])
    return [np.rint(part).astype(np.int64) for part in parts]
