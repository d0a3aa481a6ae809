"""Ways out: where the best roads leave the area, proposed in all directions.

A map is cut somewhere, and the roads that cross the cut end there. Those ends, near the rim of the
network, are where people have left the area. A one-way carriageway that leaves the map has no way
back, so an import drops its last piece unless it is told to keep it (`--keep-ends`): it then ends at its
last junction, which may lie farther inside.
"""

import math
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import shapely

from clearway.city import Network, Shelters
from clearway.city.arrays import Bools, Floats, Ints, Ragged
from clearway.city.geo import Plane
from clearway.intake.connected import reachable
from clearway.intake.zone_nodes import connected_nodes

RANK = {
    "motorway": 6, "trunk": 5, "primary": 4, "secondary": 3, "tertiary": 2, "unclassified": 1,
}  # fmt: skip
RIM = 0.15  # a road's end counts as a way out in this outer share of the network's depth
RIM_OF_FAST_ROADS = 0.5  # and the last junction of a motorway or trunk road in this share
COMPASS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")
ID_PREFIX = "out-"
SOURCE = "assumed: no limit beyond the edge of the map"


@dataclass(frozen=True, eq=False)
class _Ends:
    """Where roads end at the rim: node rows, class rank, capacity, bearing (radians from north), metres."""

    node_ix: Ints
    link_ix: Ints
    rank: Floats
    capacity_vph: Floats
    bearing: Floats
    points: Floats


def ways_out(network: Network, wanted: int, plane: Plane) -> Shelters:
    """Return at most so many ways out: the best roads that end at the rim, apart in direction.

    The best road first (by class, then by capacity); each next one at least half a sector of the compass
    away from those chosen, where `wanted` sectors make the full circle. Fewer are returned where the map
    has fewer.
    """
    ends = _ends(network, plane)
    order = np.lexsort((ends.node_ix, -ends.capacity_vph, -ends.rank))
    apart = math.pi / max(wanted, 1)
    chosen: list[int] = []
    for row in order.tolist():
        turns = np.abs(_turn(ends.bearing[row] - ends.bearing[chosen]))
        if len(chosen) < wanted and (len(chosen) == 0 or turns.min() >= apart):
            chosen.append(row)
    chosen.sort(key=lambda row: float(ends.bearing[row]) % (2 * math.pi))
    return _shelters(network, ends, chosen)


def _shelters(network: Network, ends: _Ends, chosen: list[int]) -> Shelters:
    directions = [_direction(float(ends.bearing[row])) for row in chosen]
    ids, names = [], []
    for place, (row, direction) in enumerate(zip(chosen, directions, strict=True)):
        number = directions[: place + 1].count(direction)
        again = f"-{number}" if directions.count(direction) > 1 else ""
        ids.append(f"{ID_PREFIX}{direction}{again}")
        names.append(f"Way out {direction}{again.replace('-', ' ')}: {network.label(int(ends.link_ix[row]))}")
    return Shelters(
        shelter_ids=tuple(ids),
        names=tuple(names),
        nodes=Ragged.of([[int(ends.node_ix[row])] for row in chosen], np.int32),
        beds=np.full(len(chosen), np.inf),
        opens_s=np.zeros(len(chosen)),
        sources=(SOURCE,) * len(chosen),
    )


def _ends(network: Network, plane: Plane) -> _Ends:
    """Return the ends of roads at the rim, one row for each node, with its best road."""
    points = plane.to_metres(np.column_stack([network.lon, network.lat]))
    middle = np.median(points, axis=0)
    depth = _depth(points)
    rank = np.array([RANK.get(kind.removesuffix("_link"), 0.5) for kind in network.facility_types])
    usable = (network.capacity_vph > 0) & reachable(network, connected_nodes(network))[network.head_ix]
    outward = _outward(network, points, middle)
    fast = (
        (rank >= RANK["trunk"])
        & _goes_no_farther(network, rank)
        & (depth[network.head_ix] <= RIM_OF_FAST_ROADS)
    )
    dead_end = _neighbours(network)[network.head_ix] == 1
    road = rank >= min(1.0, rank.max(initial=0.0))  # where no class is known, any link is a road
    at_rim = road & dead_end & (depth[network.head_ix] <= RIM)
    rows = np.flatnonzero(usable & outward & (fast | at_rim))
    if len(rows) == 0:  # no road is cut: the outermost nodes themselves
        rows = np.flatnonzero(usable & outward & (depth[network.head_ix] <= RIM))
    best = np.lexsort((-network.capacity_vph[rows], -rank[rows], network.head_ix[rows]))
    rows = rows[best][np.unique(network.head_ix[rows][best], return_index=True)[1]]
    nodes = np.asarray(network.head_ix[rows], np.int32)
    off = points[nodes] - middle
    return _Ends(
        nodes,
        rows.astype(np.int32),
        rank[rows],
        network.capacity_vph[rows],
        np.arctan2(off[:, 0], off[:, 1]),
        points[nodes],
    )


def _depth(points: Floats) -> Floats:
    """Return how deep each node lies within the network's outline: 0 at the rim, 1 at the deepest."""
    hull = shapely.MultiPoint(points).convex_hull
    away: Floats = shapely.distance(shapely.points(points), shapely.boundary(hull))
    return away / max(float(away.max(initial=0.0)), 1e-9)


def _outward(network: Network, points: Floats, middle: Floats) -> Bools:
    """Return which links lead away from the middle of the network."""
    heading = points[network.head_ix] - points[network.tail_ix]
    off = points[network.head_ix] - middle
    away: Bools = (heading * off).sum(axis=1) >= 0
    return away


def _neighbours(network: Network) -> Ints:
    """Return how many different nodes each node has a link to or from."""
    ends = np.column_stack([network.tail_ix, network.head_ix])
    both = np.unique(np.sort(ends[ends[:, 0] != ends[:, 1]], axis=1), axis=0)
    return np.bincount(both.ravel(), minlength=network.n_nodes).astype(np.int32)


def _goes_no_farther(network: Network, rank: Floats) -> Bools:
    """Return which links, slip roads apart, end where no link of their class goes on but the way back."""
    slip = np.array([kind.endswith("_link") for kind in network.facility_types], bool)
    tails, heads, ranks = network.tail_ix.tolist(), network.head_ix.tolist(), rank.tolist()
    on: defaultdict[tuple[int, float], set[int]] = defaultdict(set)
    for tail, head, own, is_slip in zip(tails, heads, ranks, slip.tolist(), strict=True):
        if not is_slip:
            on[tail, own].add(head)
    ends = [not on[head, own] - {tail} for tail, head, own in zip(tails, heads, ranks, strict=True)]
    return np.asarray(np.array(ends, bool) & ~slip)


def _turn(angle: Floats) -> Floats:
    turn: Floats = (angle + math.pi) % (2 * math.pi) - math.pi
    return turn


def _direction(bearing: float) -> str:
    return COMPASS[round(bearing / (math.pi / 4)) % 8]
