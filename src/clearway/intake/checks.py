"""What a person should look at before planning: no errors, but things that decide who is left over.

Errors are raised when a scenario is read. What stands here can be planned with, and the plan will name
whoever it cannot serve; a look beforehand is cheaper.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import breadth_first_order

from clearway.city import Network
from clearway.city.arrays import Bools, Ints, Ragged
from clearway.city.distance import distance_m
from clearway.situation import Situation

MOST_VPHPL = 2400.0  # Highway Capacity Manual (6th ed.), basic freeway segment at 120 km/h
MOST_KPH = 160.0
MOST_IN_A_VEHICLE = 9.0  # more needs a bus and its own licence
SHORTER_THAN_STRAIGHT = 0.9  # of the straight line between its ends; a link cannot be, but for rounding


@dataclass(frozen=True)
class Remark:
    """One thing to look at: what is so, and what may be done."""

    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.what}. {self.remedy}."


@dataclass(frozen=True)
class Overview:
    """The figures of a scenario at a glance; beds are those of shelters with a limit."""

    people: float
    no_car_people: float
    vehicles: float
    zones: int
    shelters: int
    ways_out: int
    beds: float
    beds_missing: float
    nodes: int
    links: int
    road_km: float
    closed_links: int
    closures: int
    capacity_assumed_share: float


def overview(situation: Situation) -> Overview:
    """Return the figures of a scenario."""
    zones, shelters, network = situation.zones, situation.shelters, situation.network
    limited = np.isfinite(shelters.beds)
    return Overview(
        people=float(zones.people.sum()),
        no_car_people=float(zones.no_car_people.sum()),
        vehicles=float(zones.vehicles.sum()),
        zones=len(zones),
        shelters=int(limited.sum()),
        ways_out=int((~limited).sum()),
        beds=float(shelters.beds[limited].sum()),
        beds_missing=beds_missing(situation),
        nodes=network.n_nodes,
        links=network.n_links,
        road_km=float(network.length_m.sum()) / 1000,
        closed_links=int((network.capacity_vph == 0).sum()),
        closures=len(situation.closures),
        capacity_assumed_share=float(np.mean(network.capacity_assumed)) if network.n_links else 0.0,
    )


def beds_missing(situation: Situation) -> float:
    """Return how many more people with a car there are than beds; 0 where there is a way out."""
    return max(0.0, float(situation.zones.car_people.sum()) - float(situation.shelters.beds.sum()))


def check_situation(situation: Situation) -> list[Remark]:
    """Return what a person should look at, the gravest first."""
    return [
        *_check_beds(situation),
        *_check_roads_to_safety(situation),
        *_check_zones(situation),
        *_check_times(situation),
        *_check_network(situation.network),
    ]


def _check_beds(situation: Situation) -> list[Remark]:
    people, beds = float(situation.zones.car_people.sum()), float(situation.shelters.beds.sum())
    seats = float(situation.zones.no_car_people.sum())
    remedy = "Ask for more, or add ways out with `clearway shelters SCENARIO --ways-out N`"
    if people > beds:
        what = f"{people:,.0f} people with a car need a bed and there are {beds:,.0f}"
        return [Remark(f"{what}: {people - beds:,.0f} are missing", remedy)]
    if people + seats > beds:
        what = f"{seats:,.0f} people without a car will need a bed as well"
        return [Remark(f"{what}: {people + seats - beds:,.0f} are missing", remedy)]
    return []


def _check_roads_to_safety(situation: Situation) -> list[Remark]:
    zones, shelters, network = situation.zones, situation.shelters, situation.network
    usable = open_for_good(situation)
    with_beds = np.flatnonzero(shelters.beds > 0).tolist()
    saved = _reached(network, usable, _nodes(shelters.nodes, with_beds), backward=True)
    populated = np.flatnonzero(zones.people > 0).tolist()
    leaving = _reached(network, usable, _nodes(zones.nodes, populated), backward=False)
    remarks = []
    for ix in populated:
        if not saved[zones.nodes[ix]].any():
            what = f"Zone {zones.zone_ids[ix]}, {zones.names[ix]} ({zones.people[ix]:,.0f} people),"
            what += " has no open road to any shelter"
            remarks.append(Remark(what, "Open a link or a shelter on its side, or give it other nodes"))
    for ix in range(len(shelters)):
        if not leaving[shelters.nodes[ix]].any():
            what = (
                f"Shelter {shelters.shelter_ids[ix]}, {shelters.names[ix]}, is on an island: no zone has an"
            )
            remarks.append(Remark(f"{what} open road to it", "Give it other nodes, or open a link"))
    return remarks


def _check_zones(situation: Situation) -> list[Remark]:
    zones = situation.zones
    remarks = []
    if empty := [zones.zone_ids[ix] for ix in np.flatnonzero(zones.people == 0)]:
        what = f"{_listed(empty)} {'has' if len(empty) == 1 else 'have'} no people"
        remarks.append(Remark(what, "Give a number, or remove the zone"))
    for ix, zone_id in enumerate(zones.zone_ids):
        each = float(zones.people_per_vehicle[ix])
        if zones.car_people[ix] > 0 and zones.vehicles[ix] == 0:
            what = f"Zone {zone_id} has {zones.car_people[ix]:,.0f} people with a car and no vehicle"
            remarks.append(Remark(what, "Leave `vehicles` empty, or count them as people without a car"))
        elif each > MOST_IN_A_VEHICLE:
            what = f"Zone {zone_id} has {each:.1f} people in each vehicle"
            remarks.append(Remark(what, "Check its vehicles and people without a car"))
    return remarks


def _check_times(situation: Situation) -> list[Remark]:
    zones, shelters = situation.zones, situation.shelters
    remarks = []
    for ix, zone_id in enumerate(zones.zone_ids):
        if zones.deadline_s[ix] <= zones.ready_s[ix]:
            what = f"Zone {zone_id} should be safe by {zones.deadline_s[ix]:g} s and is ready to leave"
            remarks.append(Remark(f"{what} at {zones.ready_s[ix]:g} s", "Everybody will be late"))
        if zones.ready_s[ix] >= situation.horizon_s:
            what = f"Zone {zone_id} is ready to leave at {zones.ready_s[ix]:g} s, after the horizon"
            remarks.append(Remark(what, "Give scenario.toml a longer horizon_h"))
    for ix, shelter_id in enumerate(shelters.shelter_ids):
        if shelters.opens_s[ix] >= situation.horizon_s:
            what = f"Shelter {shelter_id} opens at {shelters.opens_s[ix]:g} s, after the horizon"
            remarks.append(Remark(what, "Give scenario.toml a longer horizon_h"))
    return remarks


def _check_network(network: Network) -> list[Remark]:
    remarks = []
    for rows, what, remedy in (
        (
            network.capacity_vphpl > MOST_VPHPL,
            f"carry more than {MOST_VPHPL:,.0f} vehicles an hour on each lane, more than any road does",
            "GMNS counts capacity per lane; check whether it was given for the whole road",
        ),
        (
            network.free_speed_kph > MOST_KPH,
            f"have a free speed over {MOST_KPH:g} km/h",
            "Check the unit `speed` in network/config.csv",
        ),
        (
            (network.lanes == 0) & (network.capacity_vphpl > 0),
            "have a capacity but no lane, so they are closed",
            "Give the lanes of the direction",
        ),
        (
            _shorter_than_straight(network),
            "are shorter than the straight line between their ends",
            "Check the unit `long_length` in network/config.csv",
        ),
    ):
        if n := int(rows.sum()):
            example = network.link_ids[int(np.flatnonzero(rows)[0])]
            example = example if len(example) <= 40 else f"{example[:40]}…"
            remarks.append(Remark(f"{n:,} links {what} (the first is {example})", remedy))
    return remarks


def _listed(zone_ids: list[str]) -> str:
    """Return "Zone A", or "Zones A, B and 3 more"."""
    if len(zone_ids) == 1:
        return f"Zone {zone_ids[0]}"
    more = f" and {len(zone_ids) - 5} more" if len(zone_ids) > 5 else ""
    return f"Zones {', '.join(zone_ids[:5])}{more}"


def open_for_good(situation: Situation) -> Bools:
    """Return which links carry something at some time: not those of capacity 0 or closed all the time."""
    usable: Bools = situation.network.capacity_vph > 0
    closures = situation.closures
    shut = closures.link_ix[(closures.from_s <= 0) & np.isinf(closures.until_s)]
    usable[shut] = False
    return usable


def _shorter_than_straight(network: Network) -> Bools:
    tail, head = network.tail_ix, network.head_ix
    straight_m = distance_m(network.lon[tail], network.lat[tail], network.lon[head], network.lat[head])
    return np.asarray((straight_m > 100) & (network.length_m < SHORTER_THAN_STRAIGHT * straight_m))


def _nodes(nodes: Ragged, rows: list[int]) -> Ints:
    return np.unique(np.concatenate([nodes[row] for row in rows] or [np.empty(0, np.int32)]))


def _reached(network: Network, usable: Bools, sources: Ints, *, backward: bool) -> Bools:
    """Return the nodes that can be driven to from the sources; backward, from which they can be reached."""
    n = network.n_nodes
    tail, head = network.tail_ix[usable], network.head_ix[usable]
    if backward:
        tail, head = head, tail
    tails = np.concatenate([np.full(len(sources), n), tail])
    heads = np.concatenate([sources, head])
    graph = coo_array((np.ones(len(tails), np.int8), (tails, heads)), shape=(n + 1, n + 1)).tocsr()
    found = breadth_first_order(graph, n, directed=True, return_predecessors=False)
    reached = np.zeros(n + 1, bool)
    reached[found] = True
    return reached[:n]
