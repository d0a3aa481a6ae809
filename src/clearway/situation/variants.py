"""The same situation, changed in one thing: for "what if?" and "what would help?".

Each function returns a new situation; rows keep their numbers, so plans of both can be compared.
"""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from clearway.city import Closures
from clearway.situation.situation import Situation


def with_people_scaled(situation: Situation, factor: float) -> Situation:
    """Return the situation with so many times the people and vehicles in every zone."""
    zones = situation.zones
    scaled = replace(
        zones,
        people=zones.people * factor,
        no_car_people=zones.no_car_people * factor,
        vehicles=np.ceil(zones.vehicles * factor - 1e-9),
    )
    return replace(situation, zones=scaled)


def with_links_closed(
    situation: Situation, links: Iterable[int], from_s: float = 0.0, until_s: float = np.inf, reason: str = ""
) -> Situation:
    """Return the situation with links (rows) closed as well."""
    rows = np.fromiter(links, np.int32)
    n, old = len(rows), situation.closures
    closures = Closures(
        np.concatenate([old.link_ix, rows]),
        np.concatenate([old.from_s, np.full(n, from_s)]),
        np.concatenate([old.until_s, np.full(n, until_s)]),
        old.reasons + (reason,) * n,
        old.sources + ("",) * n,
    )
    return replace(situation, closures=closures)


def with_links_reopened(situation: Situation, links: Iterable[int]) -> Situation:
    """Return the situation without any closure of these links (rows)."""
    old = situation.closures
    keep = ~np.isin(old.link_ix, np.fromiter(links, np.int32))
    closures = Closures(
        old.link_ix[keep],
        old.from_s[keep],
        old.until_s[keep],
        tuple(reason for reason, kept in zip(old.reasons, keep, strict=True) if kept),
        tuple(source for source, kept in zip(old.sources, keep, strict=True) if kept),
    )
    return replace(situation, closures=closures)


def with_beds_added(situation: Situation, shelter_ix: int, beds: float) -> Situation:
    """Return the situation with more (or, below zero, fewer) beds in one shelter, never less than none."""
    new = situation.shelters.beds.copy()
    new[shelter_ix] = max(0.0, new[shelter_ix] + beds)
    return replace(situation, shelters=replace(situation.shelters, beds=new))


def with_zones_ready(situation: Situation, zones: Iterable[int], earlier_s: float) -> Situation:
    """Return the situation with these zones (rows) ready so much earlier, but not before its start."""
    ready = situation.zones.ready_s.copy()
    rows = np.fromiter(zones, np.int64)
    ready[rows] = np.maximum(0.0, ready[rows] - earlier_s)
    return replace(situation, zones=replace(situation.zones, ready_s=ready))
