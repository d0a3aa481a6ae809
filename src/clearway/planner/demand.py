"""Demand: who can be served by road at all, and in words why somebody cannot.

Beds are not counted here: who finds them full is known only when the plan is made (`summary`).
"""

from dataclasses import dataclass

import numpy as np

from clearway.planner.trees import Array, Roads
from clearway.situation import Situation


@dataclass(frozen=True, eq=False)
class Demand:
    """What the plan has to move.

    vehicles : (n_zones,) float, vehicles that have a way to some shelter
    ready_s : (n_zones,) float, nobody leaves before
    usable : (n_links,) bool, links that carry something and are not closed for good
    cut_off : zone row -> the reason why it has no way at all
    """

    vehicles: Array
    ready_s: Array
    usable: Array
    cut_off: dict[int, str]


def read_demand(situation: Situation, roads: Roads) -> Demand:
    """Find the zones with a way to a shelter; say for each of the others what is in the way."""
    zones, shelters = situation.zones, situation.shelters
    usable = usable_links(situation)
    staffed = np.where(shelters.beds > 0, 0.0, np.inf)
    reach = roads.tree(np.where(usable, 1.0, np.inf), staffed).price
    cut_off: dict[int, str] = {}
    vehicles = zones.vehicles.astype(float).copy()
    for zone in range(len(zones)):
        nodes = zones.nodes[zone]
        has_way = len(nodes) > 0 and bool(np.isfinite(reach[nodes]).any())
        if zones.vehicles[zone] > 0 and zones.car_people[zone] > 0 and has_way:
            continue
        vehicles[zone] = 0.0
        if zones.car_people[zone] > 0:
            cut_off[zone] = _why_cut_off(situation, roads, zone, usable)
    return Demand(vehicles, np.maximum(zones.ready_s, situation.at_s), usable, cut_off)


def usable_links(situation: Situation) -> Array:
    """(n_links,) bool: carries something, and is not closed for good from the instant of planning on."""
    usable = situation.network.capacity_vph > 0
    shut = situation.closures
    for_good = (shut.from_s <= situation.at_s) & np.isinf(shut.until_s)
    usable[shut.link_ix[for_good]] = False
    return usable


def _why_cut_off(situation: Situation, roads: Roads, zone: int, usable: Array) -> str:
    zones, shelters, network = situation.zones, situation.shelters, situation.network
    who = f"Zone {zones.names[zone] or zones.zone_ids[zone]} ({zones.car_people[zone]:,.0f} people)"
    if zones.vehicles[zone] <= 0:
        return f"{who} has no vehicles. Give it vehicles, or count its people as waiting for a seat."
    if len(shelters) == 0:
        return f"{who} has no shelter to go to: the scenario has none. Add shelters or ways out."
    if len(zones.nodes[zone]) == 0:
        return f"{who} touches no road of the network. Give it a node where its vehicles enter."
    if not (shelters.beds > 0).any():
        return f"{who} has no bed to go to: no shelter has any. Open beds, or tell the zone to stay in place."
    staffed = np.where(shelters.beds > 0, 0.0, np.inf)
    closed = roads.tree(np.where(usable, 1.0, 1e6), staffed)
    start = zones.nodes[zone][np.argmin(closed.price[zones.nodes[zone]])]
    _, links = roads.ways(closed, np.array([start]))
    if not np.isfinite(closed.price[start]):
        return (
            f"{who} is on an island: no road leads to a shelter with beds. "
            "Open a shelter on its side, bring boats or aircraft, or tell the zone to stay in place."
        )
    blocked = [int(link) for link in links if not usable[link]]
    named = ", ".join(f'"{network.label(link)}"{_since(situation, link)}' for link in blocked[:3])
    return (
        f"{who} has no open road to a shelter: closed are {named}. "
        "Reopen a link, open a shelter on its side, or tell the zone to stay in place."
    )


def _since(situation: Situation, link: int) -> str:
    """Say why a link is closed, where the closure says so."""
    shut = situation.closures
    rows = np.flatnonzero((shut.link_ix == link) & np.isinf(shut.until_s))
    reasons = [shut.reasons[row] for row in rows if shut.reasons[row]]
    return f" ({reasons[0]})" if reasons else ""
