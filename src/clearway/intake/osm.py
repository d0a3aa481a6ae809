"""OpenStreetMap to a drivable network: split at junctions, joined where nothing changes, in one part.

Link ids tell where a link comes from: `23456789_0f` is way 23456789 from its first node (number 0) on,
forward as drawn; `23456789_0b` the same road back. They stay the same as long as the way does.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clearway.city.arrays import Bools, Ints, Ragged
from clearway.city.network import Network
from clearway.errors import InputError, Problem
from clearway.intake.area import Area
from clearway.intake.collection import without_collection
from clearway.intake.connected import ends_beyond, largest_part
from clearway.intake.imported import OSM_ATTRIBUTION, ImportedMap, assumed_note, loose_note
from clearway.intake.link_classes import class_of
from clearway.intake.osm_file import RoadMap, read_road_map
from clearway.intake.osm_service import needed_service
from clearway.intake.osm_tags import Road, Side
from clearway.intake.osm_turns import turn_bans_of
from clearway.intake.simplify import Chains, Pieces, join, nodes_of_chains, split

MAIN_ROADS = ("motorway", "motorway_link", "trunk", "trunk_link", "primary")  # seldom end in a field
NO_SIDE = Side(1.0, speed_assumed=True, lanes=0.0, lanes_assumed=True)


@without_collection()
def read_osm(path: Path, area: Area | None = None, *, keep_ends: bool = False) -> ImportedMap:
    """Read an OpenStreetMap file into the largest network in which everybody can drive everywhere.

    Parameters
    ----------
    path : `.osm.pbf`, `.osm`, `.osm.gz` or `.osm.bz2`
    area : what lies outside is cut
    keep_ends : keep the carriageways of motorways and other main roads that leave the map; one can
        leave there, and not come back

    Raises
    ------
    InputError
        Where the file is no whole map, or has no roads there.
    """
    roads = read_road_map(path, area)
    pieces = split(roads.ptr, roads.node_ix, roads.lon, roads.lat)
    kinds = _Kinds(roads.roads)
    kind = roads.road_ix[pieces.way_ix]
    service = kinds.is_service[kind]
    needed = needed_service(pieces, service, kinds.open[0, kind], kinds.open[1, kind], len(roads.lon))
    n_service = int((service & needed).sum())
    inside, part_notes = _one_part(
        pieces.only(needed), kind[needed], kinds, len(roads.lon), keep_ends=keep_ends
    )
    if not inside.any():
        remedy = "Take a larger area, and export the roads with their nodes."
        raise InputError([Problem(path.name, "no two places in it can be reached from each other", remedy)])
    pieces, kind = pieces.only(needed).only(inside), kind[needed][inside]
    network, n_unused = _network_of(roads, pieces, join(pieces, kind, kinds.turned[kind]), kind, kinds)
    notes = [
        *_notes(roads, n_service, len(network.turn_bans), n_unused + roads.n_unusable, area),
        *part_notes,
        assumed_note(network),
    ]
    return ImportedMap(network, tuple(notes), OSM_ATTRIBUTION)


class _Kinds:
    """What is known about roads, one row for each different (road, name), those turned round included.

    Arrays of two rows hold the direction as drawn and the one against.
    """

    def __init__(self, roads: Sequence[tuple[Road, str]]):
        row_of = {road: row for row, road in enumerate(roads)}
        for road, name in roads:
            row_of.setdefault((road.turned, name), len(row_of))
        known = list(row_of)
        self.turned = np.array([row_of[road.turned, name] for road, name in known], np.int32)
        self.names = np.array([name for _, name in known], object)
        self.facility_types = np.array([road.facility_type for road, _ in known], object)
        self.is_service = np.array([road.facility_type == "service" for road, _ in known], bool)
        self.bridge = np.array([road.bridge for road, _ in known], bool)
        self.tunnel = np.array([road.tunnel for road, _ in known], bool)
        classes = [class_of(road.facility_type) for road, _ in known]
        self.capacity_vphpl = np.array([c.base_vphpl for c in classes], float)
        self.capacity_low = np.array([c.low_factor for c in classes], float)
        self.capacity_high = np.array([c.high_factor for c in classes], float)
        sides = [[road.forward for road, _ in known], [road.backward for road, _ in known]]
        self.open = np.array([[side is not None for side in row] for row in sides], bool)
        told = np.array([[side or NO_SIDE for side in row] for row in sides], float)
        self.speed_kph, self.speed_assumed = told[..., 0], told[..., 1] > 0
        self.lanes, self.lanes_assumed = told[..., 2], told[..., 3] > 0


def _one_part(
    pieces: Pieces, kind: Ints, kinds: _Kinds, n_nodes: int, *, keep_ends: bool
) -> tuple[Bools, list[str]]:
    """Return which pieces lie in the largest strongly connected part, and notes on the others."""
    forward, backward = kinds.open[:, kind]
    tail = np.concatenate([pieces.tail_ix[forward], pieces.head_ix[backward]])
    head = np.concatenate([pieces.head_ix[forward], pieces.tail_ix[backward]])
    length_m = np.concatenate([pieces.length_m[forward], pieces.length_m[backward]])
    kind_of = np.concatenate([kind[forward], kind[backward]])
    notes = []
    ends = (tail[:0], head[:0])
    if keep_ends:
        ends = ends_beyond(tail, head, np.isin(kinds.facility_types[kind_of], MAIN_ROADS), n_nodes)
        notes.append(
            f"{len(ends[0]):,} one-way ends of main roads are kept: one can leave or enter the map there."
        )
    inside = largest_part(
        np.append(tail, ends[0]),
        np.append(head, ends[1]),
        n_nodes + 1,
        np.append(length_m, np.zeros(len(ends[0]))),
    )[:n_nodes]
    loose = ~(inside[tail] & inside[head])
    note = loose_note(kinds.names[kind_of[loose]].tolist(), length_m[loose], float(length_m.sum()))
    return inside[pieces.tail_ix] & inside[pieces.head_ix], notes + ([note] if note else [])


def _network_of(
    roads: RoadMap, pieces: Pieces, chains: Chains, kind: Ints, kinds: _Kinds
) -> tuple[Network, int]:
    """Return the network of joined pieces, and how many turn restrictions it could not take up."""
    first_piece, last_piece, base = _ends_of(pieces, chains)
    opens = kinds.open[:, kind[base]]
    chain = np.concatenate([np.flatnonzero(opens[0]), np.flatnonzero(opens[1])])
    against = np.repeat([0, 1], opens.sum(axis=1))
    order = np.lexsort((against, chain))
    chain, against = chain[order], against[order]
    nodes = nodes_of_chains(pieces, chains).take(chain, against == 1)
    tail, head = nodes.flat[nodes.ptr[:-1]], nodes.flat[nodes.ptr[1:] - 1]
    used, ends = np.unique(np.concatenate([tail, head]), return_inverse=True)
    tail_ix, head_ix = ends[: len(tail)].astype(np.int32), ends[len(tail) :].astype(np.int32)
    osm_nodes = roads.node_ids[used].tolist()
    way_ids = roads.way_ids[pieces.way_ix]
    bans, n_unused = turn_bans_of(
        roads.restrictions,
        {node_id: ix for ix, node_id in enumerate(osm_nodes)},
        tail_ix.tolist(),
        head_ix.tolist(),
        way_ids[np.where(against, last_piece[chain], first_piece[chain])].tolist(),
        way_ids[np.where(against, first_piece[chain], last_piece[chain])].tolist(),
    )
    length_m = np.add.reduceat(pieces.length_m[chains.piece_ix], chains.ptr[:-1])
    row = kind[base][chain]
    network = Network(
        node_ids=tuple(map(str, osm_nodes)),
        lon=roads.lon[used],
        lat=roads.lat[used],
        link_ids=_link_ids(way_ids[base][chain], pieces.at[base][chain], against),
        tail_ix=tail_ix,
        head_ix=head_ix,
        length_m=np.round(length_m, 2)[chain],
        free_speed_kph=np.round(kinds.speed_kph[against, row], 2),
        capacity_vphpl=kinds.capacity_vphpl[row],
        lanes=kinds.lanes[against, row],
        names=tuple(kinds.names[row]),
        facility_types=tuple(kinds.facility_types[row]),
        geometry=Ragged(nodes.ptr, np.column_stack([roads.lon[nodes.flat], roads.lat[nodes.flat]])),
        speed_assumed=kinds.speed_assumed[against, row],
        lanes_assumed=kinds.lanes_assumed[against, row],
        capacity_assumed=np.ones(len(chain), bool),
        bridge=kinds.bridge[row],
        tunnel=kinds.tunnel[row],
        capacity_low=kinds.capacity_low[row],
        capacity_high=kinds.capacity_high[row],
        turn_bans=bans,
    )
    return network, n_unused


def _ends_of(pieces: Pieces, chains: Chains) -> tuple[Ints, Ints, Ints]:
    """Return of each chain the first and last piece, and the first-mapped one, which gives it its id."""
    rank = np.empty(len(pieces), np.int64)
    by_rank = np.lexsort((pieces.at, pieces.way_ix))
    rank[by_rank] = np.arange(len(pieces))
    base = by_rank.astype(np.int32)[np.minimum.reduceat(rank[chains.piece_ix], chains.ptr[:-1])]
    return chains.piece_ix[chains.ptr[:-1]], chains.piece_ix[chains.ptr[1:] - 1], base


def _link_ids(way_ids: NDArray[np.int64], at: Ints, against: NDArray[Any]) -> tuple[str, ...]:
    directions = ("f", "b")
    return tuple(
        f"{way}_{node}{directions[back]}"
        for way, node, back in zip(way_ids.tolist(), at.tolist(), against.tolist(), strict=True)
    )


def _notes(roads: RoadMap, n_service: int, n_bans: int, n_unused: int, area: Area | None) -> list[str]:
    """Say what of the map is not in the network, before what is cut loose by that."""
    notes = [
        f"{count:,} ways are left out: they {reason}." for reason, count in sorted(roads.left_out.items())
    ]
    if roads.n_missing:
        why = "lie outside the area or are not in the file" if area else "are not in the file"
        notes.append(f"{roads.n_missing:,} nodes of roads {why}; the roads are cut there.")
    if roads.n_barriers:
        notes.append(f"{roads.n_barriers:,} bollards and locked gates cut the road they stand on.")
    if n_service:
        notes.append(
            f"{n_service:,} stretches of service road are kept, as streets would be cut off without them."
        )
    if n_bans or n_unused:
        notes.append(
            f"{n_bans:,} turns are kept as not allowed; {n_unused:,} turn restrictions are not "
            "used (over several ways, at certain hours, outside the network, or unclear about the side)."
        )
    return notes
