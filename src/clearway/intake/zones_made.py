"""Zones made from a map: a stated number of people, spread over hexagons or given polygons."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from clearway.city import Network, Zones
from clearway.city.arrays import Floats, Ints
from clearway.city.geo import Plane
from clearway.errors import InputError, Problem, raise_if_any
from clearway.intake.zone_cells import Geometries, hexagons, width_for
from clearway.intake.zone_nodes import loading_nodes, near_network
from clearway.intake.zone_weights import (
    NO_HOMES,
    Homes,
    Streets,
    Weights,
    cells_of,
    spread,
    streets_of,
    weights_of,
)
from clearway.intake.zones_table import vehicles_needed

SMALL_SHARE = 0.1  # a hexagon with less than a tenth of the mean is joined to its neighbour


@dataclass(frozen=True)
class Population:
    """Who has to leave, as somebody states it; a map never tells.

    people : how many
    source : who says so, and when
    no_car_share : 0..1, of them, without a car
    people_per_vehicle : how many ride together
    """

    people: int
    source: str
    no_car_share: float = 0.0
    people_per_vehicle: float = 2.5

    def __post_init__(self) -> None:
        problems = []
        if self.people < 1:
            what = f"{self.people} is not a number of people"
            problems.append(Problem("--population", what, "Give a census or city figure above 0."))
        if not self.source.strip():
            what = "the number has no source"
            problems.append(Problem("--population-source", what, "Say who states it, and when."))
        raise_if_any([*problems, *check_riders(self.no_car_share, self.people_per_vehicle)])


def check_riders(no_car_share: float, people_per_vehicle: float) -> list[Problem]:
    """Return what is wrong with a share of people without a car and a number of people in a vehicle."""
    problems = []
    if not 0 <= no_car_share <= 1:
        what = f"{no_car_share:g} is not a share"
        problems.append(Problem("--no-car-share", what, "Give a share from 0 to 1."))
    if not 0 < people_per_vehicle < float("inf"):
        what = f"{people_per_vehicle:g} is not a number of people in a vehicle"
        problems.append(Problem("--people-per-vehicle", what, "Give a number above 0."))
    return problems


@dataclass(frozen=True, eq=False)
class DrawnZones:
    """Polygons that somebody drew, in degrees; ids and names may be empty."""

    polygons: Geometries
    zone_ids: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class MadeZones:
    """Zones, and what whoever relies on them should know.

    method : by what people were spread; area_coverage : 0..1, of the streets, where that is known
    away_m : (n_zones,) metres from a zone to its loading nodes; 0 inside
    width_m : of the hexagons; nan for drawn polygons
    empty : ids of drawn polygons in which the map shows nobody; they became no zones
    """

    zones: Zones
    method: str
    area_coverage: float
    away_m: Floats
    width_m: float
    empty: tuple[str, ...] = ()


def make_zones(
    network: Network,
    population: Population,
    *,
    homes: Homes | None = None,
    width_m: float | None = None,
    drawn: DrawnZones | None = None,
    plane: Plane | None = None,
) -> MadeZones:
    """Spread a stated number of people over hexagons, or over drawn polygons.

    Parameters
    ----------
    homes : what the map knows of homes; None: people are spread by street length
    width_m : of the hexagons; None: a round width that makes some 60 of them
    drawn : polygons to use instead of hexagons
    plane : the flat map in which `homes` is given; None: around the network

    Raises
    ------
    InputError
        Where there is no street at all to spread people along.
    """
    plane = plane or plane_of(network)
    streets = streets_of(network, plane)
    known = _in_area(homes or NO_HOMES, network, plane)
    cells, weights, width = _weighted_cells(streets, known, width_m, drawn, plane)
    people = spread(population.people, weights.weight)
    kept = np.flatnonzero(people > 0).astype(np.int32)
    nodes, away_m = loading_nodes(network, cells[kept], people[kept].astype(float), plane)
    zone_ids, names = _called(cells[kept], kept, streets, network, drawn)
    no_car = _no_car(people[kept], population.no_car_share)
    source = f"{population.people:,} people ({population.source}), spread by {weights.method}"
    zones = Zones(
        zone_ids=zone_ids,
        names=names,
        nodes=nodes,
        people=people[kept].astype(float),
        no_car_people=no_car,
        vehicles=vehicles_needed(people[kept] - no_car, population.people_per_vehicle),
        ready_s=np.zeros(len(kept)),
        deadline_s=np.full(len(kept), np.inf),
        polygons=tuple(_geojson(cell, plane) for cell in cells[kept]),
        coverage=np.round(weights.coverage[kept], 3),
        sources=(source,) * len(kept),
    )
    empty = tuple(drawn.zone_ids[ix] for ix in np.flatnonzero(people == 0)) if drawn else ()
    return MadeZones(zones, weights.method, weights.area_coverage, away_m, width, empty)


def _weighted_cells(
    streets: Streets, homes: Homes, width_m: float | None, drawn: DrawnZones | None, plane: Plane
) -> tuple[Geometries, Weights, float]:
    """Return the cells in metres, how people spread over them, and the hexagons' width (nan if drawn)."""
    lived_at = np.concatenate([streets.points, homes.points])
    if drawn:
        width, cells = float("nan"), np.asarray(shapely.transform(drawn.polygons, plane.to_metres), object)
    else:
        width = width_for(lived_at) if width_m is None else width_m
        cells = hexagons(lived_at, width)
    weights = weights_of(cells, streets, homes)
    if weights.weight.sum() <= 0:
        what = "the map has no home and no street in the area of these zones"
        raise InputError([Problem("zones", what, "Check that the polygons and the map are of one place.")])
    return (cells, weights, width) if drawn else (*_joined(cells, weights, width), width)


def _in_area(homes: Homes, network: Network, plane: Plane) -> Homes:
    """Return the homes that lie where the network is: a map file may show more than was imported."""
    near = near_network(homes.points, network, plane)
    return Homes(homes.points[near], homes.floor_m2[near], homes.landuse)


def plane_of(network: Network) -> Plane:
    """Return the flat map around a network."""
    return Plane.around(network.lon, network.lat)


def _no_car(people: Ints, share: float) -> Floats:
    """Return whole people without a car that sum to the share of all, never more than a zone has."""
    if share == 0:
        return np.zeros(len(people))
    return np.minimum(spread(round(int(people.sum()) * share), people.astype(float)), people).astype(float)


def _joined(cells: Geometries, weights: Weights, width_m: float) -> tuple[Geometries, Weights]:
    """Join small hexagons to the nearest large one beside them; north comes first, then west."""
    weight = weights.weight
    lived_in = weight > 0
    large = np.flatnonzero(weight >= SMALL_SHARE * weight[lived_in].mean())
    middles = np.round(shapely.get_coordinates(shapely.centroid(cells)))
    goes_to = np.full(len(cells), -1)
    goes_to[large] = large
    for ix in np.flatnonzero(lived_in & (goes_to < 0)):
        away = np.hypot(*(middles[large] - middles[ix]).T)
        goes_to[ix] = large[away.argmin()] if away.min() < 1.5 * width_m else ix
    heads = np.flatnonzero(goes_to == np.arange(len(cells)))
    heads = heads[np.lexsort((middles[heads, 0], -middles[heads, 1]))]
    groups = [np.flatnonzero(goes_to == head) for head in heads]
    sums = np.array([weight[group].sum() for group in groups])
    known = np.array([(weight[group] * weights.coverage[group]).sum() for group in groups])
    shapes = np.array([shapely.union_all(cells[group], grid_size=0.01) for group in groups], object)
    return shapes, Weights(sums, known / sums, weights.method, weights.area_coverage)


def _called(
    cells: Geometries, rows: Ints, streets: Streets, network: Network, drawn: DrawnZones | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return ids and names: the drawn ones, else numbers from the north and the longest street."""
    if drawn:
        return tuple(drawn.zone_ids[ix] for ix in rows), tuple(
            drawn.names[ix] or drawn.zone_ids[ix] for ix in rows
        )
    digits = len(str(len(cells)))
    zone_ids = tuple(f"Z{number:0{digits}d}" for number in range(1, len(cells) + 1))
    return zone_ids, street_names(cells, streets, network, zone_ids)


def street_names(
    cells: Geometries, streets: Streets, network: Network, zone_ids: Sequence[str]
) -> tuple[str, ...]:
    """Name each cell after the street of which most lies in it; the id where no street has a name."""
    length_m: defaultdict[tuple[int, str], float] = defaultdict(float)
    for cell, link, metres in zip(
        cells_of(cells, streets.points).tolist(),
        streets.link_ix.tolist(),
        streets.length_m.tolist(),
        strict=True,
    ):
        if cell >= 0 and network.names[link]:
            length_m[cell, network.names[link]] += metres
    longest: dict[int, str] = {}
    for (cell, name), _ in sorted(length_m.items(), key=lambda item: (-item[1], item[0])):
        longest.setdefault(cell, name)
    names = [longest.get(ix, "") for ix in range(len(cells))]
    return tuple(
        (f"{name} ({zone_id})" if names.count(name) > 1 else name) if name else zone_id
        for name, zone_id in zip(names, zone_ids, strict=True)
    )


def _geojson(cell: Any, plane: Plane) -> dict[str, Any]:
    rounded = shapely.transform(cell, lambda points: np.round(plane.to_degrees(points), 6))
    geometry: dict[str, Any] = json.loads(shapely.to_geojson(rounded))
    return geometry
