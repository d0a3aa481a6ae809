"""Speed limits as OpenStreetMap writes them: 50, 30 mph, walk, none, RU:urban, DE:zone:30.

Source: wiki.openstreetmap.org/wiki/Speed_limits and /Default_speed_limits; the same table as the
car profile of OSRM (Open Source Routing Machine), with the national rules it leaves out.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

KPH_PER_MPH = 1.609344
KPH_PER_KNOT = 1.852
LOWEST_KPH, HIGHEST_KPH = 3.0, 200.0  # outside, a tag is a typing error
NO_LIMIT_KPH = 130.0  # the advisory speed of a German motorway; nobody plans an evacuation on more
WORDS = MappingProxyType({"none": NO_LIMIT_KPH, "unlimited": NO_LIMIT_KPH, "walk": 7.0})

# Where a country is not named below, its `urban` and so on count as here.
ANYWHERE = MappingProxyType(
    {"living_street": 20.0, "bicycle_road": 30.0, "school": 30.0, "walk": 7.0}
    | {"urban": 50.0, "rural": 90.0, "trunk": 110.0, "motorway": 130.0, "express": 110.0}
    | {"nsl_restricted": 30 * KPH_PER_MPH, "nsl_single": 60 * KPH_PER_MPH, "nsl_dual": 70 * KPH_PER_MPH}
)
BY_COUNTRY: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "at": {"rural": 100, "trunk": 100},
        "au": {"rural": 100, "motorway": 110, "living_street": 10},
        "be": {"rural": 70, "trunk": 120, "motorway": 120},
        "bg": {"trunk": 120, "motorway": 140},
        "by": {"urban": 60, "motorway": 110},
        "ca": {"rural": 80, "motorway": 100},
        "ch": {"rural": 80, "trunk": 100, "motorway": 120},
        "cz": {"motorway": 130},
        "de": {"living_street": 7, "rural": 100, "motorway": NO_LIMIT_KPH},
        "dk": {"rural": 80},
        "es": {"trunk": 90, "motorway": 120},
        "fi": {"rural": 80, "trunk": 100, "motorway": 120},
        "fr": {"rural": 80},
        "gb": {"urban": 30 * KPH_PER_MPH, "rural": 60 * KPH_PER_MPH, "motorway": 70 * KPH_PER_MPH},
        "gr": {"trunk": 110},
        "ie": {"rural": 80, "trunk": 100, "motorway": 120},
        "jp": {"urban": 60, "rural": 60, "motorway": 100},
        "kz": {"urban": 60, "motorway": 140},
        "lv": {"motorway": 100},
        "nl": {"rural": 80, "trunk": 100},
        "no": {"rural": 80, "motorway": 110},
        "ph": {"urban": 40, "rural": 80, "motorway": 100},
        "pl": {"trunk": 120, "motorway": 140},
        "pt": {"trunk": 100, "motorway": 120},
        "ro": {"trunk": 100},
        "ru": {"urban": 60, "motorway": 110, "trunk": 90},
        "se": {"rural": 70, "motorway": 110},
        "tr": {"motorway": 120},
        "us": {"urban": 25 * KPH_PER_MPH, "rural": 55 * KPH_PER_MPH, "motorway": 65 * KPH_PER_MPH},
        "za": {"urban": 60, "rural": 100, "motorway": 120},
    }
)
SAME_AS = MappingProxyType({"uk": "gb"})

_NUMBER = re.compile(r"(\d+(?:\.\d+)?)\s*(km/?h|kph|mph|knots)?", re.IGNORECASE)
_CODE = re.compile(r"([a-z]{2})(?:-[a-z]+)?:([a-z_]+)?[:_]?(\d+)?", re.IGNORECASE)


def speed_kph_of(tag: str) -> float | None:
    """Return the limit a tag means, in km/h; None where it means none that can be used.

    Of several values ("50;30") the lowest counts: a plan must hold on the slowest stretch.
    """
    speeds = [_one(part.strip()) for part in tag.split(";")]
    known = [speed for speed in speeds if speed is not None]
    return min(known) if known else None


def _one(tag: str) -> float | None:
    if tag in WORDS:
        return WORDS[tag]
    if match := _NUMBER.fullmatch(tag):
        unit = (match[2] or "").lower()
        speed = float(match[1]) * (KPH_PER_MPH if unit == "mph" else KPH_PER_KNOT if unit == "knots" else 1.0)
        return speed if LOWEST_KPH <= speed <= HIGHEST_KPH else None
    if match := _CODE.fullmatch(tag):
        return _of_code(match[1].lower(), (match[2] or "").lower(), match[3])
    return None


def _of_code(country: str, kind: str, number: str | None) -> float | None:
    country = SAME_AS.get(country, country)
    if number:
        unit = KPH_PER_MPH if country in {"gb", "us"} else 1.0
        speed = float(number) * unit
        return speed if LOWEST_KPH <= speed <= HIGHEST_KPH else None
    return BY_COUNTRY.get(country, {}).get(kind, ANYWHERE.get(kind))
