"""Streets drawn by hand in metres, as a network around a middle."""

import math
from itertools import pairwise

import numpy as np

from clearway.city import Network
from clearway.city.geo import Plane

MIDDLE = Plane(36.6, 50.6)


def street_map(*roads: tuple[str, str, list[tuple[float, float]]]) -> Network:
    """Draw roads as (name, class, corners in metres from the middle), each both ways, a node a corner."""
    corners = sorted({corner for _, _, line in roads for corner in line})
    row = {corner: ix for ix, corner in enumerate(corners)}
    degrees = MIDDLE.to_degrees(np.array(corners, float))
    pieces = [
        (f"{name.replace(' ', '-')}{number}{way}", name, kind, *(ends if way == "f" else ends[::-1]))
        for name, kind, line in roads
        for number, ends in enumerate(pairwise(line))
        for way in "fb"
    ]
    tail = np.array([row[a] for *_, a, _ in pieces], np.int32)
    head = np.array([row[b] for *_, b in pieces], np.int32)
    length = np.array([math.dist(a, b) for *_, a, b in pieces])
    n = len(pieces)
    return Network(
        node_ids=tuple(f"{x:g}/{y:g}" for x, y in corners),
        lon=degrees[:, 0],
        lat=degrees[:, 1],
        link_ids=tuple(piece[0] for piece in pieces),
        tail_ix=tail,
        head_ix=head,
        length_m=length,
        free_speed_kph=np.full(n, 30.0),
        capacity_vphpl=np.full(n, 600.0),
        lanes=np.ones(n),
        names=tuple(piece[1] for piece in pieces),
        facility_types=tuple(piece[2] for piece in pieces),
    )
