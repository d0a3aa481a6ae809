"""A route in words: its links gathered by street name, with a turn named only where it is one.

A driver follows names, not links. Links that share a name are one leg; pieces without a name that are
shorter than `SHORT_M` (slip roads, crossings, roundabouts) belong to the turn and not to the way, and a
piece as short between two of the same name belongs to that name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan2, cos, degrees, radians

from clearway.city import Network
from clearway.city.arrays import Floats, Ints

SHORT_M = 150.0
TURN_DEG = 45.0
SHARP_DEG = 150.0
MOST_ROADS = 4
MAIN_SHARE = 0.1  # a road with less of the way than this is left to the step-by-step words


@dataclass(frozen=True)
class Leg:
    """One road of a route.

    name : what people call it; "" where the map gives no name
    turn : how it is entered from the leg before: "left", "right", "back" or "" (straight on)
    length_m : how far it is followed
    link_ixs : its links, rows of the network, in driving order
    """

    name: str
    turn: str
    length_m: float
    link_ixs: tuple[int, ...]


def describe_route(network: Network, link_ixs: Sequence[int] | Ints) -> tuple[Leg, ...]:
    """Gather a route's links into legs, in driving order; empty for a route without links."""
    groups: list[tuple[str, list[int]]] = []
    for group in _by_name(network, link_ixs):
        if not group[0] and _length_m(network, group[1]) < SHORT_M and len(link_ixs) > len(group[1]):
            continue
        if len(groups) > 1 and groups[-2][0] == group[0] and _length_m(network, groups[-1][1]) < SHORT_M:
            groups[-2][1].extend(groups.pop()[1])
        if groups and groups[-1][0] == group[0]:
            groups[-1][1].extend(group[1])
        else:
            groups.append(group)
    legs = []
    for ix, (name, links) in enumerate(groups):
        turn = "" if ix == 0 else _turn(network, groups[ix - 1][1][-1], links[0])
        legs.append(Leg(name, turn, _length_m(network, links), tuple(links)))
    return tuple(legs)


def main_roads(legs: Sequence[Leg]) -> str:
    """Name the roads that make up most of a route, in driving order: "Ring Street, then B62"."""
    named: dict[str, float] = {}
    for leg in legs:
        if leg.name:
            named[leg.name] = named.get(leg.name, 0.0) + leg.length_m
    least_m = MAIN_SHARE * sum(leg.length_m for leg in legs)
    by_length = sorted(named, key=lambda name: -named[name])
    longest = [name for rank, name in enumerate(by_length[:MOST_ROADS]) if not rank or named[name] >= least_m]
    kept = [name for name in named if name in longest]
    if not kept:
        return "roads without a name" if legs else ""
    return kept[0] if len(kept) == 1 else f"{', '.join(kept[:-1])}, then {kept[-1]}"


def step_by_step(legs: Sequence[Leg]) -> str:
    """Say every leg: "Ring Street 1.2 km; left into B62 4.5 km"."""
    said = []
    for leg in legs:
        name = leg.name or "road without a name"
        how = {"": "", "back": "turn back into "}.get(leg.turn, f"{leg.turn} into ")
        said.append(f"{how}{name} {distance(leg.length_m)}")
    return "; ".join(said)


def distance(length_m: float) -> str:
    """Say a distance on the road: "350 m", "4.5 km"."""
    return f"{max(round(length_m, -1), 10):.0f} m" if length_m < 995 else f"{length_m / 1000:.1f} km"


def _by_name(network: Network, link_ixs: Sequence[int] | Ints) -> list[tuple[str, list[int]]]:
    groups: list[tuple[str, list[int]]] = []
    for link_ix in map(int, link_ixs):
        name = network.names[link_ix]
        if groups and groups[-1][0] == name:
            groups[-1][1].append(link_ix)
        else:
            groups.append((name, [link_ix]))
    return groups


def _length_m(network: Network, link_ixs: Sequence[int] | Ints) -> float:
    return float(network.length_m[list(link_ixs)].sum())


def _bearing(here: Floats, there: Floats) -> float:
    """Return the direction from one lon/lat point to another, degrees clockwise from north."""
    (lon, lat), (lon_there, lat_there) = here, there
    return degrees(atan2((lon_there - lon) * cos(radians(lat)), lat_there - lat))


def _turn(network: Network, from_link_ix: int, to_link_ix: int) -> str:
    """Say the turn between the end of one link and the beginning of another."""
    before, after = network.points(from_link_ix), network.points(to_link_ix)
    angle = (_bearing(after[0], after[1]) - _bearing(before[-2], before[-1]) + 180) % 360 - 180
    if abs(angle) < TURN_DEG:
        return ""
    if abs(angle) > SHARP_DEG:
        return "back"
    return "right" if angle > 0 else "left"
