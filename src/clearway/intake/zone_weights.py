"""Where people live, as far as a map tells: the weights by which a stated total is spread over cells.

Three layers, the best one that covers the area well enough is used (docs/scenario-howto.md):

1. the floor area of homes; a residential street without a building beside it is filled up with the
   floor area that a metre of the other streets has, so that a hole in the map is not a hole in the town;
2. the area of residential landuse;
3. the length of residential streets.

How well a layer covers is measured on the streets: the share of residential street metres that have a
home within 75 m, or lie in residential landuse. A map tells where people live, never how many.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.spatial import cKDTree

from clearway.city import Network
from clearway.city.arrays import Bools, Floats, Ints
from clearway.city.geo import Plane
from clearway.intake.zone_cells import Geometries

SAMPLE_M = 50.0  # streets are looked at every so many metres
BESIDE_M = 75.0  # a home this near to a street belongs to it
COVERS_FROM = 0.5  # a layer is used from this share of street metres on
HOME_STREETS = frozenset({"residential", "living_street"})
THROUGH_ROADS = frozenset(
    {"motorway", "motorway_link", "trunk", "trunk_link", "primary", "primary_link", "secondary_link"}
)

BY_FLOOR_AREA = "building floor area"
BY_LANDUSE = "residential landuse area"
BY_STREETS = "residential street length"


@dataclass(frozen=True, eq=False)
class Streets:
    """Residential streets as pieces of at most 50 m.

    points : (n, 2), their middles, in metres of a `Plane`
    length_m : (n,), half of it where the other direction is a link of its own
    link_ix : (n,), the link that each is a piece of
    """

    points: Floats
    length_m: Floats
    link_ix: Ints


@dataclass(frozen=True, eq=False)
class Homes:
    """What a map knows of homes, in metres of a `Plane`; all may be empty.

    points : (n, 2), the middles of residential buildings; floor_m2 : (n,), all their floors
    landuse : polygons of residential landuse
    """

    points: Floats
    floor_m2: Floats
    landuse: Geometries


NO_HOMES = Homes(np.empty((0, 2)), np.empty(0), np.empty(0, object))


@dataclass(frozen=True, eq=False)
class Weights:
    """How people spread: weight >= 0 and coverage in 0..1 for each cell, and by what.

    area_coverage : of the whole area, by the layer that was used
    """

    weight: Floats
    coverage: Floats
    method: str
    area_coverage: float


def streets_of(network: Network, plane: Plane) -> Streets:
    """Return the streets along which people live: residential ones, else all but through roads."""
    kinds = np.array(network.facility_types, object)
    chosen = np.isin(kinds, list(HOME_STREETS))
    if not chosen.any():
        chosen = ~np.isin(kinds, list(THROUGH_ROADS))
    rows = np.flatnonzero(chosen)
    if len(rows) == 0:
        return Streets(np.empty((0, 2)), np.empty(0), np.empty(0, np.int32))
    both_ways = set(zip(network.tail_ix[rows].tolist(), network.head_ix[rows].tolist(), strict=True))
    parts, shares = [], []
    for row in rows.tolist():
        parts.append(network.points(row))
        tail, head = int(network.tail_ix[row]), int(network.head_ix[row])
        shares.append(0.5 if (head, tail) in both_ways else 1.0)
    counts = np.array([len(part) for part in parts])
    middle, length_m, line = _pieces(plane.to_metres(np.concatenate(parts)), counts)
    return Streets(middle, length_m * np.array(shares)[line], rows[line].astype(np.int32))


def weights_of(cells: Geometries, streets: Streets, homes: Homes) -> Weights:
    """Return how people spread over cells, by the best layer that covers the area.

    Parameters
    ----------
    cells : (n_cells,) polygons in metres; where two overlap, the first counts
    """
    cell_of_street = cells_of(cells, streets.points)
    near, inside = _beside_a_home(streets, homes), _in_landuse(streets, homes)
    metres = _sum(cell_of_street, streets.length_m, len(cells))
    total_m = max(float(streets.length_m.sum()), 1e-9)
    by_homes = (
        float(streets.length_m[near].sum()) / total_m if len(streets.points) else float(len(homes.points) > 0)
    )
    by_landuse = (
        float(streets.length_m[inside].sum()) / total_m
        if len(streets.points)
        else float(len(homes.landuse) > 0)
    )
    if by_homes >= COVERS_FROM and homes.floor_m2.sum() > 0:
        floor_m2 = _sum(cells_of(cells, homes.points), homes.floor_m2, len(cells))
        bare_m = _sum(cell_of_street[~near], streets.length_m[~near], len(cells))
        floor_of_a_metre = homes.floor_m2.sum() / max(float(streets.length_m[near].sum()), 1e-9)
        weight = floor_m2 + (bare_m * floor_of_a_metre if len(streets.points) else 0.0)
        coverage = np.divide(floor_m2, weight, out=np.zeros(len(cells)), where=weight > 0)
        return Weights(weight, coverage, BY_FLOOR_AREA, by_homes)
    if by_landuse >= COVERS_FROM:
        covered = _sum(cell_of_street[inside], streets.length_m[inside], len(cells))
        coverage = np.divide(covered, metres, out=np.ones(len(cells)), where=metres > 0)
        return Weights(_areas(cells, homes.landuse), coverage, BY_LANDUSE, by_landuse)
    return Weights(metres, np.zeros(len(cells)), BY_STREETS, 0.0)


def spread(total: int, weight: Floats) -> Ints:
    """Share out whole people by weight so that they sum to the total exactly.

    Largest remainders (Hamilton's method): nobody's share is off by one person or more; of equal
    remainders the earlier row gets the person.

    Parameters
    ----------
    weight : (n,) float, >= 0, not all 0
    """
    exact = total * weight / weight.sum()
    shares = np.floor(exact).astype(np.int64)
    missing = int(total - shares.sum())
    largest = np.argsort(-(exact - shares), kind="stable")[:missing]
    shares[largest] += 1
    whole: Ints = shares.astype(np.int32)
    return whole


def cells_of(cells: Geometries, points: Floats) -> Ints:
    """Return the first cell that holds each point, -1 where none does."""
    found = np.full(len(points), -1, np.int32)
    if len(points) and len(cells):
        rows, hits = shapely.STRtree(cells).query(shapely.points(points), predicate="intersects")
        order = np.argsort(-hits, kind="stable")
        found[rows[order]] = hits[order]
    return found


def _pieces(points: Floats, counts: Ints) -> tuple[Floats, Floats, Ints]:
    """Cut lines, given as points and how many each has, into pieces of at most 50 m.

    Returns the middle, the length and the line of each piece.
    """
    line = np.repeat(np.arange(len(counts)), counts)
    starts = np.flatnonzero(line[1:] == line[:-1])
    step = points[starts + 1] - points[starts]
    length_m = np.hypot(step[:, 0], step[:, 1])
    n_pieces = np.maximum(1, np.ceil(length_m / SAMPLE_M)).astype(np.int64)
    segment = np.repeat(np.arange(len(starts)), n_pieces)
    number = np.arange(len(segment)) - np.repeat(np.cumsum(n_pieces) - n_pieces, n_pieces)
    along = (number + 0.5) / n_pieces[segment]
    middle = points[starts[segment]] + along[:, None] * step[segment]
    return middle, length_m[segment] / n_pieces[segment], line[starts][segment].astype(np.int32)


def _beside_a_home(streets: Streets, homes: Homes) -> Bools:
    if len(homes.points) == 0 or len(streets.points) == 0:
        return np.zeros(len(streets.points), bool)
    away_m, _ = cKDTree(homes.points).query(streets.points, distance_upper_bound=BESIDE_M)
    near: Bools = np.isfinite(away_m)
    return near


def _in_landuse(streets: Streets, homes: Homes) -> Bools:
    inside: Bools = cells_of(homes.landuse, streets.points) >= 0
    return inside


def _areas(cells: Geometries, landuse: Geometries) -> Floats:
    """Return the m² of landuse in each cell; landuse drawn twice counts once."""
    area = shapely.union_all(shapely.make_valid(landuse))
    shapely.prepare(area)
    found: Floats = shapely.area(shapely.intersection(cells, area))
    return found


def _sum(cell: Ints, amount: Floats, n_cells: int) -> Floats:
    known = cell >= 0
    return np.bincount(cell[known], amount[known], minlength=n_cells).astype(np.float64)
