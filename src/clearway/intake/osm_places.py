"""Where people live and where they could stay, as far as an OpenStreetMap file tells.

Buildings with their floors, residential landuse, and places that could be shelters: schools, halls,
hotels, community centres. A map tells where; how many people and how many beds, it never does: those
are for a person to state or to confirm.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import shapely
from numpy.typing import NDArray

from clearway.city.arrays import Bools, Floats, frozen
from clearway.city.distance import EARTH_RADIUS_M
from clearway.intake.area import Area
from clearway.intake.osm_file import objects, read_nodes, rising, rows_of
from clearway.intake.osm_tags import name_of

M2_PER_SQUARE_DEGREE = np.radians(EARTH_RADIUS_M) ** 2  # at the equator
MOST_LEVELS = 100.0  # more is a typing error
HOMES = {
    "apartments", "residential", "house", "detached", "semidetached_house", "semi", "terrace", "bungalow",
    "dormitory", "farm", "houseboat", "static_caravan", "villa", "cabin", "tower_block",
}  # fmt: skip
# An untold building ("yes") is a home unless it says what else it is for.
OTHER_USE = ("amenity", "shop", "office", "tourism", "leisure", "industrial", "craft", "historic", "man_made",
             "military", "power", "railway", "aeroway", "healthcare", "public_transport")  # fmt: skip
SHELTER_KINDS = {
    ("amenity", "school"): "school",
    ("amenity", "college"): "college",
    ("amenity", "university"): "university",
    ("amenity", "community_centre"): "community centre",
    ("amenity", "conference_centre"): "hall",
    ("amenity", "exhibition_centre"): "hall",
    ("amenity", "events_venue"): "hall",
    ("amenity", "public_building"): "public building",
    ("amenity", "townhall"): "town hall",
    ("leisure", "sports_centre"): "sports hall",
    ("leisure", "sports_hall"): "sports hall",
    ("building", "sports_hall"): "sports hall",
    ("building", "sports_centre"): "sports hall",
    ("building", "school"): "school",
    ("building", "hotel"): "hotel",
    ("tourism", "hotel"): "hotel",
    ("tourism", "hostel"): "hostel",
}
PLACE_KEYS = ("building", "landuse", "amenity", "leisure", "tourism")


@dataclass(frozen=True, eq=False)
class Buildings:
    """Buildings; rows are buildings.

    osm_ids : (n,) str, "way/123" or "relation/123"
    shapes : (n,) shapely polygons in degrees
    lon, lat : (n,) degrees, the middle
    footprint_m2 : (n,) float
    levels : (n,) float, floors as tagged; nan where they are not
    kinds : (n,) str, the value of the tag `building`
    homes : (n,) bool, whether people may live there, by its tags
    """

    osm_ids: tuple[str, ...]
    shapes: NDArray[Any]
    lon: Floats
    lat: Floats
    footprint_m2: Floats
    levels: Floats
    kinds: tuple[str, ...]
    homes: Bools

    def __len__(self) -> int:
        return len(self.osm_ids)

    def floor_m2(self, levels_if_untold: float = 1.0) -> Floats:
        """Return (n,) square metres of all floors."""
        return self.footprint_m2 * np.where(np.isnan(self.levels), levels_if_untold, self.levels)


@dataclass(frozen=True, eq=False)
class ShelterSites:
    """Places that could take people in, for a person to confirm; rows are places.

    osm_ids : (n,) str, "node/123", "way/123" or "relation/123"
    kinds : (n,) str, "school", "sports hall", "hotel", ...; names : (n,) str, "" where not known
    lon, lat : (n,) degrees
    footprint_m2, floor_m2 : (n,) float, of the buildings there (floors untold count as one); nan
        where the map shows no building
    """

    osm_ids: tuple[str, ...]
    kinds: tuple[str, ...]
    names: tuple[str, ...]
    lon: Floats
    lat: Floats
    footprint_m2: Floats
    floor_m2: Floats

    def __len__(self) -> int:
        return len(self.osm_ids)


@dataclass(frozen=True, eq=False)
class Places:
    """What a map knows of homes and shelters.

    residential : (n,) shapely polygons of residential landuse, in degrees
    """

    buildings: Buildings
    residential: NDArray[Any]
    sites: ShelterSites


@dataclass(frozen=True)
class _Thing:
    """A tagged object: its polygon in degrees, or its point."""

    osm_id: str
    tags: Mapping[str, str]
    shape: Any


def read_places(path: Path, area: Area | None = None) -> Places:
    """Read buildings, residential landuse and possible shelters, as far as they lie in an area.

    An outline with missing nodes (cut at the edge of an extract) is left out.

    Raises
    ------
    InputError
        Where the file is no whole OpenStreetMap file.
    """
    things = [*_outlines(path), *_points(path)]
    if area is not None and things:
        middles = shapely.centroid([thing.shape for thing in things])
        inside = area.contains(shapely.get_x(middles), shapely.get_y(middles))
        things = [thing for thing, is_in in zip(things, inside.tolist(), strict=True) if is_in]
    outlines = [thing for thing in things if not thing.osm_id.startswith("node/")]
    buildings = _buildings([t for t in outlines if t.tags.get("building", "no") != "no"])
    landuse = [t.shape for t in outlines if t.tags.get("landuse") == "residential"]
    return Places(buildings, _shapes(landuse), _sites(things, buildings))


def area_m2(shapes: NDArray[Any]) -> Floats:
    """Return the area of polygons in degrees, true for polygons of a city's size."""
    latitude = np.radians(shapely.get_y(shapely.centroid(shapes)))
    return np.asarray(shapely.area(shapes) * M2_PER_SQUARE_DEGREE * np.cos(latitude))


def _outlines(path: Path) -> list[_Thing]:
    """Return closed ways and multipolygons with a tag that tells of homes or shelters."""
    relations, member_ways = _multipolygons(path)
    keys = osmium.filter.KeyFilter(*PLACE_KEYS)
    rings: dict[int, list[int]] = {}
    tags_of: dict[int, dict[str, str]] = {}
    for way in objects(path, osmium.osm.WAY, keys):
        tags = dict(way.tags)
        if _tells(tags) and way.is_closed() and len(way.nodes) > 3:
            tags_of[way.id] = tags
            rings[way.id] = [node.ref for node in way.nodes]
    if member_ways:
        for way in objects(path, osmium.osm.WAY):
            if way.id in member_ways:
                rings[way.id] = [node.ref for node in way.nodes]
    lines = _lines(path, rings)
    found = [
        _Thing(f"way/{way_id}", tags, shapely.Polygon(lines[way_id]))
        for way_id, tags in tags_of.items()
        if way_id in lines
    ]
    for relation_id, (tags, outer, inner) in relations.items():
        shape = _multipolygon([lines.get(way) for way in outer], [lines.get(way) for way in inner])
        if shape is not None:
            found.append(_Thing(f"relation/{relation_id}", tags, shape))
    return [thing for thing in found if shapely.area(thing.shape) > 0]


def _points(path: Path) -> list[_Thing]:
    keys = osmium.filter.KeyFilter("amenity", "leisure", "tourism")
    return [
        _Thing(f"node/{node_id}", tags, shapely.Point(lon, lat))
        for node_id, tags, lon, lat in (
            (node.id, dict(node.tags), node.location.lon, node.location.lat)
            for node in objects(path, osmium.osm.NODE, keys)
            if node.location.valid()
        )
        if _site_kind(tags)
    ]


def _multipolygons(path: Path) -> tuple[dict[int, tuple[dict[str, str], list[int], list[int]]], set[int]]:
    """Return tags, outer and inner ways of each multipolygon, and all their ways."""
    relations = {}
    ways: set[int] = set()
    for relation in objects(path, osmium.osm.RELATION, osmium.filter.TagFilter(("type", "multipolygon"))):
        tags = dict(relation.tags)
        if not _tells(tags):
            continue
        members = [(member.role, member.ref) for member in relation.members if member.type == "w"]
        inner = [ref for role, ref in members if role == "inner"]
        outer = [ref for role, ref in members if role != "inner"]
        relations[relation.id] = (tags, outer, inner)
        ways.update(outer, inner)
    return relations, ways


def _lines(path: Path, rings: Mapping[int, list[int]]) -> dict[int, Floats]:
    """Return the (k, 2) points of each way whose nodes are all there."""
    refs = np.fromiter(chain.from_iterable(rings.values()), np.int64)
    node_ids, lon, lat = read_nodes(path, rising(refs))
    rows = rows_of(refs, node_ids)
    lines, start = {}, 0
    for way_id, ring in rings.items():
        at = rows[start : start + len(ring)]
        start += len(ring)
        if len(at) > 1 and at.min() >= 0:
            lines[way_id] = np.column_stack([lon[at], lat[at]])
    return lines


def _multipolygon(outer: list[Floats | None], inner: list[Floats | None]) -> Any:
    """Close rings of outer ways and take the inner ones out; None where a way is missing or none closes."""
    if not outer or any(line is None for line in outer):
        return None
    whole, holes = (
        shapely.union_all(shapely.get_parts(shapely.polygonize([shapely.LineString(line) for line in lines])))
        for lines in (outer, [line for line in inner if line is not None])
    )
    shape = shapely.difference(whole, holes)
    return None if shapely.is_empty(shape) else shape


def _tells(tags: Mapping[str, str]) -> bool:
    is_building = tags.get("building", "no") != "no"
    return is_building or tags.get("landuse") == "residential" or _site_kind(tags) is not None


def _site_kind(tags: Mapping[str, str]) -> str | None:
    return next((kind for tag, kind in SHELTER_KINDS.items() if tags.get(tag[0]) == tag[1]), None)


def _shapes(shapes: Iterable[Any]) -> NDArray[Any]:
    listed = list(shapes)
    array = np.empty(len(listed), object)
    array[:] = listed
    array.setflags(write=False)
    return array


def _buildings(things: list[_Thing]) -> Buildings:
    shapes = _shapes(thing.shape for thing in things)
    middles = shapely.centroid(shapes)
    return Buildings(
        osm_ids=tuple(thing.osm_id for thing in things),
        shapes=shapes,
        lon=frozen(shapely.get_x(middles), np.float64),
        lat=frozen(shapely.get_y(middles), np.float64),
        footprint_m2=frozen(area_m2(shapes), np.float64),
        levels=frozen([_levels(thing.tags) for thing in things], np.float64),
        kinds=tuple(thing.tags["building"] for thing in things),
        homes=frozen([_is_home(thing.tags) for thing in things], np.bool_),
    )


def _levels(tags: Mapping[str, str]) -> float:
    try:
        levels = float(tags.get("building:levels", "").replace(",", "."))
    except ValueError:
        return float("nan")
    return levels if 0 < levels <= MOST_LEVELS else float("nan")


def _is_home(tags: Mapping[str, str]) -> bool:
    kind = tags["building"]
    return kind in HOMES or (kind == "yes" and not any(key in tags for key in OTHER_USE))


def _sites(things: list[_Thing], buildings: Buildings) -> ShelterSites:
    """Return possible shelters, each once: what lies in the grounds of its own kind is part of those."""
    found = [(thing, kind) for thing in things if (kind := _site_kind(thing.tags)) is not None]
    shapes = _shapes(thing.shape for thing, _ in found)
    inside = _lying_in(shapes, found)
    floors = buildings.floor_m2()
    on_site = defaultdict(list)
    tree = shapely.STRtree(shapely.points(buildings.lon, buildings.lat))
    for site, building in zip(*tree.query(shapes, "intersects").tolist(), strict=True):
        on_site[site].append(building)
    around = shapely.STRtree(buildings.shapes)
    for site, building in zip(*around.query(shapely.centroid(shapes), "intersects").tolist(), strict=True):
        if not on_site[site]:
            on_site[site].append(building)
    kept = [row for row in range(len(found)) if row not in inside]
    middles = shapely.centroid(shapes[kept])
    return ShelterSites(
        osm_ids=tuple(found[row][0].osm_id for row in kept),
        kinds=tuple(found[row][1] for row in kept),
        names=tuple(name_of(found[row][0].tags) for row in kept),
        lon=frozen(shapely.get_x(middles), np.float64),
        lat=frozen(shapely.get_y(middles), np.float64),
        footprint_m2=frozen([_sum(buildings.footprint_m2, on_site[row]) for row in kept], np.float64),
        floor_m2=frozen([_sum(floors, on_site[row]) for row in kept], np.float64),
    )


def _lying_in(shapes: NDArray[Any], found: list[tuple[_Thing, str]]) -> set[int]:
    """Return the rows of sites whose middle lies in the larger grounds of another of their kind."""
    outer, inner = shapely.STRtree(shapely.centroid(shapes)).query(shapes, "contains")
    size = shapely.area(shapes)
    return {
        b
        for a, b in zip(outer.tolist(), inner.tolist(), strict=True)
        if a != b and found[a][1] == found[b][1] and size[a] > size[b]
    }


def _sum(values: Floats, rows: list[int]) -> float:
    return float(values[rows].sum()) if rows else float("nan")
