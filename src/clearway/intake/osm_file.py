"""Reads an OpenStreetMap file into arrays: drivable ways, their nodes, barriers and turn restrictions.

One pass for the ways, one for their nodes, one for relations, so that the order inside does not matter
and only the nodes that roads use are kept. pyosmium's own filter of nodes by id refuses the negative
ids of JOSM and takes a gigabyte, so nodes are matched here.
"""

from array import array
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import osmium
from numpy.typing import NDArray

from clearway.city.arrays import Floats, Ints
from clearway.errors import InputError, Problem
from clearway.intake.area import Area
from clearway.intake.osm_tags import DRIVABLE, OPEN, VEHICLE_KEYS, NotDriven, Road, name_of, road_of

OSM_ENDINGS = (".osm.pbf", ".pbf", ".osm", ".osm.gz", ".osm.bz2", ".osm.xml", ".osm.xml.gz")
UNITS_PER_DEGREE = 1e7  # OpenStreetMap keeps coordinates as whole numbers
BATCH = 1_000_000  # nodes matched at a time
INDEXED_UP_TO_BYTES = 200e6  # of .pbf; some 25 million nodes, 400 MB of index
NOWHERE = osmium.osm.Location()
NodeArrays = tuple[NDArray[np.int64], Ints, Ints]  # ids, and coordinates in OpenStreetMap's units

# Barriers that no car passes, unless the node says that it may. Gates can be opened.
BLOCKING = {
    "bollard", "block", "jersey_barrier", "cycle_barrier", "motorcycle_barrier", "log", "debris", "stile",
    "turnstile", "full-height_turnstile", "kissing_gate", "horse_stile", "planter", "hampshire_gate", "wall",
    "fence", "chain", "boulder", "concrete_block",
}  # fmt: skip
LOCKED = {"no", "private"}


@dataclass(frozen=True)
class Restriction:
    """A turn restriction as it is mapped: `kind` is "no_left_turn", "only_straight_on", ..."""

    kind: str
    from_way: int
    via_node: int
    to_way: int


@dataclass(frozen=True, eq=False)
class RoadMap:
    """Drivable ways over the nodes they use.

    way_ids : (n_ways,) int64; road_ix : (n_ways,) rows of `roads`
    ptr, node_ix : way i runs over the nodes node_ix[ptr[i]:ptr[i + 1]]; -1 for one that is missing,
        outside the area or a barrier: the way is cut there
    node_ids : (n_nodes,) int64, rising; lon, lat : (n_nodes,) degrees
    roads : the different (Road, name) there are
    left_out : why ways are not in -> how many
    n_missing : nodes that ways name and the file does not hold, or that lie outside the area
    n_barriers : barriers at which a way is cut
    restrictions : turn restrictions over one node; n_unusable : other ones (over ways, by the hour)
    """

    way_ids: NDArray[np.int64]
    road_ix: Ints
    ptr: NDArray[np.int64]
    node_ix: Ints
    node_ids: NDArray[np.int64]
    lon: Floats
    lat: Floats
    roads: tuple[tuple[Road, str], ...]
    left_out: Counter[str]
    n_missing: int
    n_barriers: int
    restrictions: tuple[Restriction, ...]
    n_unusable: int


def read_road_map(path: Path, area: Area | None = None) -> RoadMap:
    """Read the roads of a file (`.osm.pbf`, `.osm`, `.osm.gz`, `.osm.bz2`), as far as they lie in an area.

    Raises
    ------
    InputError
        Where the file is missing, empty, cut short or no map; holds no road that cars may use; or
        holds a way or a node twice.
    """
    way_ids, road_ix, ptr, refs, roads, left_out = _ways(path)
    if not len(way_ids):
        raise InputError([Problem(path.name, "there is no road for cars in it", "Export the roads as well.")])
    _refuse_doubles(path.name, "way", way_ids)
    needed = rising(refs)
    node_ids, lon, lat = read_nodes(path, needed)
    inside = np.ones(len(node_ids), bool) if area is None else area.contains(lon, lat)
    open_ = ~np.isin(node_ids, _barriers(path), assume_unique=True)
    usable = inside & open_
    node_ix = rows_of(refs, node_ids[usable])
    restrictions, n_unusable = _restrictions(path)
    return RoadMap(
        way_ids=way_ids,
        road_ix=road_ix,
        ptr=ptr,
        node_ix=node_ix,
        node_ids=node_ids[usable],
        lon=lon[usable],
        lat=lat[usable],
        roads=roads,
        left_out=left_out,
        n_missing=len(needed) - int(inside.sum()),
        n_barriers=int((inside & ~open_).sum()),
        restrictions=restrictions,
        n_unusable=n_unusable,
    )


def objects(path: Path, kinds: Any, *filters: Any) -> Iterator[Any]:
    """Go through a file's objects of some kinds; what cannot be read is said in a sentence.

    An object is only valid until the next one is asked for.
    """
    with sentences_for(path):
        processor = osmium.FileProcessor(str(path), kinds)
        for one in filters:
            processor = processor.with_filter(one)
        yield from processor


@contextmanager
def sentences_for(path: Path) -> Iterator[None]:
    """Say in a sentence why a map file cannot be read."""
    name = path.name
    if not path.is_file():
        raise InputError([Problem(name, "the file is missing", "Give the path of a map file.")])
    if path.stat().st_size == 0:
        raise InputError([Problem(name, "the file is empty", "Download or export it again.")])
    try:
        yield
    except RuntimeError as error:
        reason = str(error).strip().rstrip(".")
        what = f"this is not a whole OpenStreetMap file ({reason})"
        remedy = "It may be cut short or be something else; download or export it again as .osm.pbf or .osm."
        raise InputError([Problem(name, what, remedy)]) from error


def _ways(
    path: Path,
) -> tuple[
    NDArray[np.int64], Ints, NDArray[np.int64], NDArray[np.int64], tuple[tuple[Road, str], ...], Counter[str]
]:
    """Return way ids, their roads, their node ids as pointer and flat array, and what was left out."""
    way_ids, road_ix, counts, refs = array("q"), array("i"), array("q", [0]), array("q")
    known: dict[tuple[Road, str], int] = {}
    left_out: Counter[str] = Counter()
    drivable = osmium.filter.TagFilter(*(("highway", value) for value in DRIVABLE))
    for way in objects(path, osmium.osm.WAY, drivable):
        tags = way.tags
        road = road_of(tags)
        if isinstance(road, NotDriven):
            left_out[road.reason] += 1
            continue
        nodes = [node.ref for node in way.nodes]
        way_ids.append(way.id)
        road_ix.append(known.setdefault((road, name_of(tags)), len(known)))
        counts.append(len(nodes))
        refs.extend(nodes)
    return (
        np.array(way_ids, np.int64),
        np.array(road_ix, np.int32),
        np.cumsum(np.array(counts, np.int64)),
        np.array(refs, np.int64),
        tuple(known),
        left_out,
    )


def read_nodes(path: Path, needed: NDArray[np.int64]) -> tuple[NDArray[np.int64], Floats, Floats]:
    """Return id, longitude and latitude of the needed nodes that the file holds, by rising id.

    needed : rising, each once
    """
    by_index = path.suffix == ".pbf" and path.stat().st_size <= INDEXED_UP_TO_BYTES
    node_ids, x, y = _nodes_by_index(path, needed) if by_index else _no_nodes()
    missing = needed[~np.isin(needed, node_ids, assume_unique=True)]
    if len(missing):
        more_ids, more_x, more_y = _nodes_one_by_one(path, missing)
        node_ids, x, y = np.append(node_ids, more_ids), np.append(x, more_x), np.append(y, more_y)
    order = np.argsort(node_ids, kind="stable")
    node_ids, x, y = node_ids[order], x[order], y[order]
    _refuse_doubles(path.name, "node", node_ids)
    return node_ids, x / UNITS_PER_DEGREE, y / UNITS_PER_DEGREE


def _no_nodes() -> NodeArrays:
    return np.empty(0, np.int64), np.empty(0, np.int32), np.empty(0, np.int32)


def _nodes_by_index(path: Path, needed: NDArray[np.int64]) -> NodeArrays:
    """Look nodes up in an index of the whole file: four times as fast, 16 bytes for each node there is.

    It knows no negative ids, and finds nothing in a file out of order: what it does not find is looked
    for one by one.
    """
    index = osmium.index.create_map("sparse_mem_array")
    with sentences_for(path):
        reader = osmium.io.Reader(str(path), osmium.osm.NODE)
        osmium.apply(reader, osmium.NodeLocationsForWays(index))
    ids = needed[needed > 0]
    places = [_place_in(index, node_id) for node_id in ids.tolist()]
    x = np.array([place.x for place in places], np.int32)
    y = np.array([place.y for place in places], np.int32)
    there = x != NOWHERE.x
    return ids[there], x[there], y[there]


def _place_in(index: Any, node_id: int) -> Any:
    try:
        return index.get(node_id)
    except KeyError:
        return NOWHERE


def _nodes_one_by_one(path: Path, needed: NDArray[np.int64]) -> NodeArrays:
    """Go through all nodes and keep the needed ones, a batch at a time."""
    kept: list[NodeArrays] = []
    ids, xs, ys = array("q"), array("i"), array("i")

    def keep() -> None:
        batch = np.array(ids, np.int64)
        hit = rows_of(batch, needed) >= 0
        kept.append((batch[hit], np.array(xs, np.int32)[hit], np.array(ys, np.int32)[hit]))
        del ids[:], xs[:], ys[:]

    for node in objects(path, osmium.osm.NODE):
        place = node.location
        if place.valid():
            ids.append(node.id)
            xs.append(place.x)
            ys.append(place.y)
        if len(ids) >= BATCH:
            keep()
    keep()
    node_ids, x, y = (np.concatenate(parts) for parts in zip(*kept, strict=True))
    return node_ids, x, y


def _barriers(path: Path) -> NDArray[np.int64]:
    """Return the ids of nodes that no car passes, rising."""
    blocked = []
    for node in objects(path, osmium.osm.NODE, osmium.filter.KeyFilter("barrier")):
        tags = dict(node.tags)
        access = next((tags[key] for key in VEHICLE_KEYS if key in tags), None)
        if access in LOCKED or (access not in OPEN and tags["barrier"] in BLOCKING):
            blocked.append(node.id)
    return np.unique(np.array(blocked, np.int64))


def _restrictions(path: Path) -> tuple[tuple[Restriction, ...], int]:
    """Return the turn restrictions over one node, and how many others there are."""
    found, n_unusable = [], 0
    for relation in objects(path, osmium.osm.RELATION, osmium.filter.TagFilter(("type", "restriction"))):
        tags = dict(relation.tags)
        kind = tags.get("restriction:motorcar") or tags.get("restriction")
        if kind is None:
            n_unusable += "restriction:conditional" in tags
            continue
        if {"motorcar", "motor_vehicle"} & set(tags.get("except", "").split(";")):
            continue
        members: dict[tuple[str, str], list[int]] = {}
        for member in relation.members:
            members.setdefault((member.role, member.type), []).append(member.ref)
        ends = [members.get(part, []) for part in (("from", "w"), ("via", "n"), ("to", "w"))]
        if len(ends[1]) == 1 and ends[0] and ends[2] and kind.startswith(("no_", "only_")):
            found += [Restriction(kind, a, ends[1][0], b) for a in ends[0] for b in ends[2]]
        else:
            n_unusable += 1
    return tuple(found), n_unusable


def rising(ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return each id once, by rising value (`np.unique` hashes first, and takes four times as long)."""
    ids = np.sort(ids)
    first = np.ones(len(ids), bool)
    first[1:] = ids[1:] != ids[:-1]
    return ids[first]


def rows_of(ids: NDArray[np.int64], known: NDArray[np.int64]) -> Ints:
    """Return the row of each id in a rising array, -1 where it is not there."""
    if not len(known):
        return np.full(len(ids), -1, np.int32)
    rows = np.minimum(np.searchsorted(known, ids), len(known) - 1).astype(np.int32)
    rows[known[rows] != ids] = -1
    return rows


def _refuse_doubles(name: str, thing: str, ids: NDArray[np.int64]) -> None:
    rising = np.sort(ids)
    again = np.unique(rising[1:][rising[1:] == rising[:-1]])
    if len(again):
        what = f"{thing} {again[0]} is there twice"
        what += f", and {len(again) - 1:,} more are" if len(again) > 1 else ""
        remedy = (
            "Give one version of each: sort and merge the file (osmium sort, osmium merge), without history."
        )
        raise InputError([Problem(name, what, remedy)])
