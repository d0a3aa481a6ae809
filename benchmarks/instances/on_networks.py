"""A seeded evacuation case on any road network: the middle leaves, shelters stand outside.

Nodes within a radius belong to zones (k-means of node positions, seeded); zones hold lognormal numbers of
vehicles and enter the network at up to four of their best connected nodes. Around the circle, in each of
`n_shelters` directions, the node with the most capacity into it is a shelter; beds are `beds_share` times
the people, shared out by that capacity. The recipe follows the cases on which the field's tools were
measured (docs/benchmarks.md).
"""

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from scipy.spatial import cKDTree

from clearway.city import Network, Shelters, Zones
from clearway.city.arrays import Ragged
from clearway.situation import Situation

START = datetime(2030, 1, 1, 6, 0, tzinfo=UTC)
METRES_PER_DEGREE = 111_320.0
LLOYD_ROUNDS = 8


@dataclass(frozen=True)
class Recipe:
    """What a case is made of; the same recipe on the same network is the same case, to the last digit.

    evacuated_share : share of the nodes, nearest the middle first, that belong to zones
    """

    name: str
    n_zones: int
    vehicles: int
    n_shelters: int = 24
    people_per_vehicle: float = 2.5
    beds_share: float = 1.2
    evacuated_share: float = 0.6
    loading_nodes: int = 4
    horizon_h: float = 48.0
    seed: int = 1


def _metres(network: Network) -> np.ndarray:
    """(n_nodes, 2) metres east and north of the middle (median) of the network."""
    lon, lat = np.median(network.lon), np.median(network.lat)
    east = (network.lon - lon) * METRES_PER_DEGREE * np.cos(np.radians(lat))
    return np.column_stack([east, (network.lat - lat) * METRES_PER_DEGREE])


def _clusters(xy: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """(n_points,) the cluster of each point: Lloyd's k-means from n points drawn at random."""
    centres = xy[rng.choice(len(xy), n, replace=False)]
    for _ in range(LLOYD_ROUNDS):
        cluster = cKDTree(centres).query(xy)[1]
        held = np.bincount(cluster, minlength=n)
        sums = [np.bincount(cluster, xy[:, axis], n) / np.maximum(held, 1) for axis in (0, 1)]
        centres = np.where(held[:, None] > 0, np.column_stack(sums), centres)
    return cluster


def _zone_nodes(recipe: Recipe, xy: np.ndarray, inside: np.ndarray, outgoing: np.ndarray) -> list[np.ndarray]:
    """The loading nodes of each zone: the best connected of its cluster."""
    cluster = _clusters(xy[inside], recipe.n_zones, np.random.default_rng(recipe.seed))
    members = [inside[cluster == zone] for zone in range(recipe.n_zones)]
    best_first = [nodes[np.argsort(-outgoing[nodes], kind="stable")] for nodes in members if len(nodes)]
    return [nodes[: recipe.loading_nodes] for nodes in best_first]


def _shelter_nodes(recipe: Recipe, xy: np.ndarray, outside: np.ndarray, incoming: np.ndarray) -> np.ndarray:
    """In each direction, the node outside with the most capacity into it."""
    angle = np.arctan2(xy[outside, 1], xy[outside, 0])
    sector = ((angle + np.pi) / (2 * np.pi) * recipe.n_shelters).astype(int) % recipe.n_shelters
    best = [outside[sector == s] for s in range(recipe.n_shelters)]
    return np.array([nodes[np.argmax(incoming[nodes])] for nodes in best if len(nodes)])


def make_case(network: Network, recipe: Recipe) -> Situation:
    """Build the case; raises ValueError where the network has fewer nodes than zones are asked for."""
    rng = np.random.default_rng(recipe.seed)
    xy = _metres(network)
    distance = np.hypot(xy[:, 0], xy[:, 1])
    radius = np.quantile(distance, recipe.evacuated_share)
    inside, outside = np.flatnonzero(distance <= radius), np.flatnonzero(distance > radius)
    if len(inside) < recipe.n_zones:
        raise ValueError(f"{len(inside)} nodes are too few for {recipe.n_zones} zones")
    outgoing = np.bincount(network.tail_ix, network.capacity_vph, network.n_nodes)
    incoming = np.bincount(network.head_ix, network.capacity_vph, network.n_nodes)
    zone_nodes = _zone_nodes(recipe, xy, inside, outgoing)
    shelter_nodes = _shelter_nodes(recipe, xy, outside, incoming)
    share = rng.lognormal(0.0, 0.6, len(zone_nodes))
    vehicles = np.maximum(1.0, np.round(recipe.vehicles * share / share.sum()))
    people = vehicles * recipe.people_per_vehicle
    beds = np.ceil(people.sum() * recipe.beds_share * incoming[shelter_nodes] / incoming[shelter_nodes].sum())
    zone_ids = tuple(f"Z{zone:04d}" for zone in range(len(zone_nodes)))
    shelter_ids = tuple(f"S{shelter:02d}" for shelter in range(len(shelter_nodes)))
    return Situation(
        name=recipe.name,
        start_at=START,
        horizon_s=recipe.horizon_h * 3600.0,
        people_per_vehicle=recipe.people_per_vehicle,
        network=network,
        zones=Zones(
            zone_ids, zone_ids, Ragged.of(zone_nodes, np.int32), people, np.zeros(len(people)), vehicles,
            np.zeros(len(people)), np.full(len(people), np.inf),
        ),
        shelters=Shelters(
            shelter_ids, shelter_ids, Ragged.of([[node] for node in shelter_nodes], np.int32), beds,
            np.zeros(len(beds)),
        ),
    )  # fmt: skip
