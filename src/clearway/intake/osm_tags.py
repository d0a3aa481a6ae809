"""What the tags of an OpenStreetMap way say about driving on it.

`road_of(tags)` answers for each direction as the way is drawn: may a car drive there, how fast, on
how many lanes, and which of that is tagged and which assumed from the class (`link_classes.py`).
Rules: wiki.openstreetmap.org/wiki/Key:oneway, /Key:lanes, /Key:access; docs/maps.md lists the choices.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple, Protocol

from clearway.intake.link_classes import CLASSES, LinkClass
from clearway.intake.osm_speed import speed_kph_of

DRIVABLE = {name: name for name in CLASSES} | {"road": "unclassified"}
VEHICLE_KEYS = ("motorcar", "motor_vehicle", "vehicle", "access")  # the narrowest says it
OPEN = {"yes", "permissive", "designated", "public", "destination", "customers", "residents", "delivery"}
SHUT = {
    "no", "private", "agricultural", "forestry", "agricultural;forestry", "psv", "bus", "emergency",
    "military", "permit", "official", "use_sidepath", "restricted", "service", "maintenance", "employees",
}  # fmt: skip
ONEWAY_KEYS = ("oneway:motorcar", "oneway:motor_vehicle", "oneway:vehicle", "oneway")
FORWARD = {"yes", "true", "1"}
BACKWARD = {"-1", "reverse"}
TWO_WAY = {"no", "false", "0", "alternating"}
ONE_WAY_UNLESS_SAID = {"motorway", "motorway_link"}
ROUND = {"roundabout", "circular"}
SPEED_CODE_KEYS = ("maxspeed:type", "zone:maxspeed", "source:maxspeed", "zone:traffic")
SERVICE_NOT_THROUGH = {"parking_aisle", "drive-through", "driveway", "emergency_access", "slipway", "layby"}
MOST_LANES = 16.0  # more is a typing error
PARTS = ("", ":forward", ":backward")
# Every key that says something about driving. Asking pyosmium for a tag is most of the time that a way
# takes, so the rare keys are asked only where a way has tags that the others do not account for.
COMMON_KEYS = (
    *("highway", "oneway", "lanes", "maxspeed", "service", "access", "bridge", "junction", "motor_vehicle"),
    "tunnel",
)
RARE_KEYS = (
    *("area", "route", "lanes:forward", "lanes:backward", "lanes:both_ways", *SPEED_CODE_KEYS),
    *(key for key in ONEWAY_KEYS if key != "oneway"),
    *(key + part for key in (*VEHICLE_KEYS, "maxspeed") for part in PARTS if key + part not in COMMON_KEYS),
)
ROAD_KEYS = (*COMMON_KEYS, *RARE_KEYS)
OTHER_COMMON_KEYS = ("name", "ref", "source", "surface")


class Side(NamedTuple):
    """One direction of a road: km/h and lanes, and whether each is assumed from its class."""

    speed_kph: float
    speed_assumed: bool
    lanes: float
    lanes_assumed: bool


class Road(NamedTuple):
    """A road as it is drawn; a side is None where no car may drive."""

    facility_type: str
    bridge: bool
    tunnel: bool
    forward: Side | None
    backward: Side | None

    @property
    def turned(self) -> "Road":
        """Return the same road drawn from its other end."""
        return self._replace(forward=self.backward, backward=self.forward)


class NotDriven(NamedTuple):
    """A way left out, and why, as a phrase that follows a count: "12 ways ...": "are private"."""

    reason: str


class Tags(Protocol):
    """Tags of an object: a dict, or pyosmium's own list, which is slow to go through but quick to ask."""

    def get(self, key: str, /) -> str | None:
        """Return the value of a key, None where it is not there."""

    def __contains__(self, key: str, /) -> bool: ...

    def __len__(self) -> int: ...


def road_of(tags: Tags) -> Road | NotDriven:
    """Return what a way with these tags is for a car."""
    values = tuple(map(tags.get, COMMON_KEYS))
    accounted = len(values) - values.count(None) + sum(key in tags for key in OTHER_COMMON_KEYS)
    if len(tags) > accounted:
        values += tuple(map(tags.get, RARE_KEYS))
    return _road_of(values)


def name_of(tags: Tags) -> str:
    """Return what people call the way: its name, else its number, else its bridge's or tunnel's name.

    A bridge with a name of its own is told beside the street: "Hafenstraße (Alte Brücke)".
    """
    name = tags.get("name") or tags.get("ref") or ""
    own = tags.get("bridge:name") or tags.get("tunnel:name") or ""
    if name and own and own != name:
        return f"{name} ({own})"
    return name or own


@lru_cache(maxsize=65_536)
def _road_of(values: tuple[str | None, ...]) -> Road | NotDriven:
    tags = {key: value for key, value in zip(ROAD_KEYS, values, strict=False) if value is not None}
    facility_type = DRIVABLE.get(tags.get("highway", ""))
    if facility_type is None:
        return NotDriven("are not for cars")
    if tags.get("area") == "yes":
        return NotDriven("are squares, not roads")
    if tags.get("route") == "ferry":
        return NotDriven("are ferries")
    if facility_type == "service" and tags.get("service") in SERVICE_NOT_THROUGH:
        return NotDriven("are driveways and parking aisles")
    forward, backward = _directions(tags, facility_type)
    if not (forward or backward):
        reason = (
            "change direction by the hour" if _oneway(tags) == "reversible" else "are closed to the public"
        )
        return NotDriven(reason)
    sides = _sides(tags, CLASSES[facility_type], both=forward and backward)
    return Road(
        facility_type,
        bridge=tags.get("bridge", "no") not in {"no", "abandoned"},
        tunnel=tags.get("tunnel", "no") not in {"no", "culvert"},
        forward=sides[0] if forward else None,
        backward=sides[1] if backward else None,
    )


def _oneway(tags: Mapping[str, str]) -> str:
    return next((tags[key] for key in ONEWAY_KEYS if key in tags), "")


def _directions(tags: Mapping[str, str], facility_type: str) -> tuple[bool, bool]:
    """Return whether a car may drive along the way as drawn, and against."""
    oneway = _oneway(tags)
    if oneway == "reversible":
        return False, False
    forward = oneway not in BACKWARD
    implied = tags.get("junction") in ROUND or facility_type in ONE_WAY_UNLESS_SAID
    backward = oneway not in FORWARD and (oneway in BACKWARD or oneway in TWO_WAY or not implied)
    return forward and _may_drive(tags, ":forward"), backward and _may_drive(tags, ":backward")


def _may_drive(tags: Mapping[str, str], part: str) -> bool:
    """Return whether a car may drive there: the narrowest key that says something decides."""
    for key in VEHICLE_KEYS:
        value = tags.get(key + part, tags.get(key))
        if value in SHUT:
            return False
        if value in OPEN:
            return True
    return True


def _sides(tags: Mapping[str, str], assumed: LinkClass, *, both: bool) -> tuple[Side, Side]:
    lanes = _lanes(tags, both=both)
    sides = []
    for part, tagged_lanes in zip((":forward", ":backward"), lanes, strict=True):
        speed_kph = _speed(tags, part)
        sides.append(
            Side(
                assumed.speed_kph if speed_kph is None else speed_kph,
                speed_kph is None,
                assumed.lanes if tagged_lanes is None else tagged_lanes,
                tagged_lanes is None,
            )
        )
    return sides[0], sides[1]


def _speed(tags: Mapping[str, str], part: str) -> float | None:
    for key in ("maxspeed" + part, "maxspeed", *SPEED_CODE_KEYS):
        if key in tags and (key.startswith("maxspeed") or ":" in tags[key]):
            speed_kph = speed_kph_of(tags[key])
            if speed_kph is not None:
                return speed_kph
    return None


def _lanes(tags: Mapping[str, str], *, both: bool) -> tuple[float | None, float | None]:
    """Return the lanes along and against; a lane that both directions share counts for neither.

    A two-way road that tells only its sum shares it evenly: 3 lanes are 1.5 each, a single track
    half a lane each, for it carries one direction at a time.
    """
    total, ahead, back = (_lane_count(tags.get("lanes" + part)) for part in PARTS)
    if not both:
        return ahead or total, back or total
    if total is None:
        return ahead, back
    usable = max(total - (_lane_count(tags.get("lanes:both_ways")) or 0.0), 1.0)
    if ahead is None and back is None:
        return usable / 2, usable / 2
    return (
        ahead or max(usable - (back or 0.0), 0.5),
        back or max(usable - (ahead or 0.0), 0.5),
    )


def _lane_count(tag: str | None) -> float | None:
    """Return a number of lanes above 0, the lowest of several; None for what is no number."""
    if tag is None:
        return None
    try:
        count = min(float(part) for part in tag.split(";"))
    except ValueError:
        return None
    return count if 0 < count <= MOST_LANES else None
