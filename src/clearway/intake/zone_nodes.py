"""Where a zone's vehicles enter the network: a few ordinary streets spread over it."""

import numpy as np
import shapely
from scipy.spatial import cKDTree

from clearway.city import Network
from clearway.city.arrays import Bools, Floats, Ints, Ragged
from clearway.city.geo import Plane
from clearway.intake.connected import largest_part
from clearway.intake.zone_cells import Geometries

PEOPLE_PER_NODE = 500  # about 200 vehicles: half an hour of one residential street at base capacity
NODES_AT_MOST = 6
NO_ENTRY = frozenset({"motorway", "motorway_link", "trunk", "trunk_link"})  # nobody lives on a slip road
OUTLINE_M = 500.0  # homes stand beside the outermost road as well
FARM_TRACK_M = 2000.0  # from the last house to the first junction that is kept
_LLOYD_ROUNDS = 10


def street_nodes(network: Network) -> Ints:
    """Return the nodes where people can drive off (and come back): rows, rising.

    A node counts if an open link other than a motorway or trunk road leaves it, and if it lies in the
    largest part of the network from whose every node one can drive to every other. Where that part
    holds less than half of the nodes, all count; where there are only motorways, these count.
    """
    open_link = network.capacity_vph > 0
    kinds = np.array(network.facility_types, object)
    ordinary = open_link & ~np.isin(kinds, list(NO_ENTRY))
    leaving = ordinary if ordinary.any() else open_link
    usable = np.zeros(network.n_nodes, bool)
    usable[network.tail_ix[leaving]] = True
    usable &= connected_nodes(network)
    return np.flatnonzero(usable if usable.any() else np.ones(network.n_nodes, bool)).astype(np.int32)


def connected_nodes(network: Network) -> Bools:
    """Return the nodes from each of which one can drive to every other, if half of all are so; else all."""
    open_link = network.capacity_vph > 0
    part = largest_part(
        network.tail_ix[open_link], network.head_ix[open_link], network.n_nodes, network.length_m[open_link]
    )
    return part if part.sum() >= network.n_nodes / 2 else np.ones(network.n_nodes, bool)


def near_network(points: Floats, network: Network, plane: Plane) -> Bools:
    """Return which points (n, 2, metres) lie in the area of a network.

    A map file may show more than was imported of it (`--bbox`): who lives out there has no road here.
    """
    nodes = plane.to_metres(np.column_stack([network.lon, network.lat]))
    if len(points) == 0 or len(nodes) == 0:
        return np.zeros(len(points), bool)
    outline = shapely.buffer(shapely.convex_hull(shapely.multipoints(nodes)), OUTLINE_M)
    shapely.prepare(outline)
    away_m, _ = cKDTree(nodes).query(points, distance_upper_bound=FARM_TRACK_M)
    return np.asarray(shapely.intersects_xy(outline, points[:, 0], points[:, 1]) & np.isfinite(away_m))


def loading_nodes(network: Network, cells: Geometries, people: Floats, plane: Plane) -> tuple[Ragged, Floats]:
    """Return each cell's loading nodes, and how many metres away they lie (0: inside).

    One node for every 500 people, at least one and at most six, spread over the cell's street nodes;
    where a cell has none, the street node nearest to its middle.

    Parameters
    ----------
    cells : (n,) polygons or points in metres
    people : (n,) float
    """
    candidates = street_nodes(network)
    points = plane.to_metres(np.column_stack([network.lon, network.lat])[candidates])
    tree = cKDTree(points)
    index = shapely.STRtree(shapely.points(points))
    rows, away_m = [], np.zeros(len(cells))
    for ix, cell in enumerate(cells):
        inside = np.sort(index.query(cell, predicate="intersects"))
        if len(inside) == 0:
            middle = shapely.get_coordinates(shapely.point_on_surface(cell))
            distance, nearest = tree.query(middle[0])
            away_m[ix] = distance
            inside = np.array([nearest])
        wanted = int(np.clip(np.ceil(people[ix] / PEOPLE_PER_NODE), 1, NODES_AT_MOST))
        rows.append(candidates[inside[spread_out(points[inside], wanted)]])
    return Ragged.of(rows, np.int32), away_m


def spread_out(points: Floats, wanted: int) -> Ints:
    """Choose points that stand for all: one in the midst of each of so many groups.

    Groups grow from the point nearest to the middle and those farthest from the chosen (Gonzalez 1985),
    then settle (Lloyd 1982). The same points give the same choice.
    """
    if len(points) <= wanted:
        return np.arange(len(points), dtype=np.int32)
    chosen = [int(_square(points, points.mean(axis=0)).argmin())]
    while len(chosen) < wanted:
        nearest = np.min([_square(points, points[row]) for row in chosen], axis=0)
        chosen.append(int(nearest.argmax()))
    middles = points[chosen]
    for _ in range(_LLOYD_ROUNDS):
        group = np.argmin([_square(points, middle) for middle in middles], axis=0)
        middles = np.array(
            [points[group == g].mean(axis=0) if (group == g).any() else middles[g] for g in range(wanted)]
        )
    rows = [int(_square(points, middle).argmin()) for middle in middles]
    return np.array(sorted(set(rows)), np.int32)


def _square(points: Floats, middle: Floats) -> Floats:
    off: Floats = ((points - middle) ** 2).sum(axis=1)
    return off
