"""The figures of the page's tables, taken from the plan and its proof."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from clearway.city.network import CapacityLevel
from clearway.maps.scene import people_by_shelter
from clearway.plan import Plan
from clearway.situation import Situation


class Order(Protocol):
    """What the page needs of an order: its figures, and the words for them."""

    @property
    def zone_ix(self) -> int: ...  # noqa: D102
    @property
    def shelter_ix(self) -> int: ...  # noqa: D102
    @property
    def from_s(self) -> float: ...  # noqa: D102
    @property
    def until_s(self) -> float: ...  # noqa: D102
    @property
    def last_arrival_s(self) -> float: ...  # noqa: D102
    @property
    def vehicles(self) -> int: ...  # noqa: D102
    @property
    def people(self) -> float: ...  # noqa: D102
    @property
    def by(self) -> str: ...  # noqa: D102
    @property
    def sentence(self) -> str: ...  # noqa: D102
    @property
    def road_by_road(self) -> str: ...  # noqa: D102


@dataclass(frozen=True)
class PeopleSum:
    """Everybody, counted once: served, not served, or waiting for a seat."""

    served: float
    unserved: float
    waiting: float
    all: float

    @property
    def adds_up(self) -> bool:
        """Whether the three parts are everybody, to the nearest person."""
        return abs(self.served + self.unserved + self.waiting - self.all) < 0.5


@dataclass(frozen=True)
class Way:
    """Everybody of a zone who goes by the same roads to the same shelter, from the first to the last."""

    by: str
    shelter_ix: int
    from_s: float
    until_s: float
    vehicles: int


@dataclass(frozen=True)
class ZoneRow:
    """One zone of the table; `late` means that its last arrival is after its deadline."""

    ix: int
    zone_id: str
    name: str
    people: float
    no_car: float
    unserved: float
    waiting: float
    reason: str
    beds_missing: float
    orders: tuple[Order, ...]
    first_leaves_s: float
    last_arrival_s: float
    deadline_s: float

    @property
    def ways(self) -> tuple[Way, ...]:
        """The zone's orders by roads and shelter, the one with most vehicles first."""
        same: dict[tuple[str, int], list[Order]] = {}
        for order in self.orders:
            same.setdefault((order.by, order.shelter_ix), []).append(order)
        ways = [
            Way(
                by,
                shelter_ix,
                min(order.from_s for order in group),
                max(order.until_s for order in group),
                sum(order.vehicles for order in group),
            )
            for (by, shelter_ix), group in same.items()
        ]
        return tuple(sorted(ways, key=lambda way: -way.vehicles))

    @property
    def late(self) -> bool:
        """Whether somebody of the zone arrives after its deadline."""
        return self.last_arrival_s > self.deadline_s + 0.5


@dataclass(frozen=True)
class ShelterRow:
    """One shelter of the table; `beds` is inf for a way out of the area."""

    ix: int
    shelter_id: str
    name: str
    beds: float
    people: float
    first_arrival_s: float
    last_arrival_s: float
    opens_s: float

    @property
    def share(self) -> float:
        """How full it gets, 0 to 1; 0 for a way out."""
        return self.people / self.beds if 0 < self.beds < np.inf else 0.0

    @property
    def free(self) -> float:
        """Beds that nobody of this plan takes."""
        return max(self.beds - self.people, 0.0)


@dataclass(frozen=True)
class Milestone:
    """When so many are safe: in this plan, and at the earliest in any plan that serves as many."""

    what: str
    plan_s: float
    bound_s: float


@dataclass(frozen=True)
class NarrowLink:
    """One link of the bottleneck, with what the plan sends over it."""

    name: str
    link_id: str
    capacity_vph: float
    capacity_assumed: bool
    vehicles: float


@dataclass(frozen=True)
class TurnedRoad:
    """A road of which one direction is given up, so that the other takes its lanes."""

    name: str
    link_id: str
    to_link_id: str
    from_s: float


@dataclass(frozen=True)
class Assumed:
    """How much of the roads' capacity is assumed from the road class: of all links, of the driven metres."""

    of_links: float
    of_driven: float


def people_sum(situation: Situation, plan: Plan) -> PeopleSum:
    """Count everybody of the situation's zones by what the plan does for them."""
    return PeopleSum(
        served=plan.evacuated_people,
        unserved=plan.unserved_people,
        waiting=sum(plan.waiting_for_seat.values()),
        all=float(situation.zones.people.sum()),
    )


def zone_rows(situation: Situation, plan: Plan, orders: Sequence[Order]) -> tuple[ZoneRow, ...]:
    """Return one row for each zone, in the order of the zones; nan where nobody leaves."""
    zones = situation.zones
    first_s, _ = _spans(plan, plan.routes.zone_ix, len(zones), arrivals=False)
    _, last_s = _spans(plan, plan.routes.zone_ix, len(zones), arrivals=True)
    rows = []
    for ix, zone_id in enumerate(zones.zone_ids):
        left = plan.unserved.get(zone_id)
        rows.append(
            ZoneRow(
                ix=ix,
                zone_id=zone_id,
                name=zones.names[ix],
                people=float(zones.people[ix]),
                no_car=float(zones.no_car_people[ix]),
                unserved=left.people if left else 0.0,
                waiting=plan.waiting_for_seat.get(zone_id, 0.0),
                reason=left.reason if left else "",
                beds_missing=left.beds_missing if left else 0.0,
                orders=tuple(order for order in orders if order.zone_ix == ix),
                first_leaves_s=float(first_s[ix]),
                last_arrival_s=float(last_s[ix]),
                deadline_s=float(zones.deadline_s[ix]),
            )
        )
    return tuple(rows)


def shelter_rows(situation: Situation, plan: Plan) -> tuple[ShelterRow, ...]:
    """Return one row for each shelter, in the order of the shelters; nan where nobody arrives."""
    shelters = situation.shelters
    taken = people_by_shelter(situation, plan)
    first_s, last_s = _spans(plan, plan.routes.shelter_ix, len(shelters), arrivals=True)
    return tuple(
        ShelterRow(
            ix=ix,
            shelter_id=shelters.shelter_ids[ix],
            name=shelters.names[ix],
            beds=float(shelters.beds[ix]),
            people=float(taken[ix]),
            first_arrival_s=float(first_s[ix]),
            last_arrival_s=float(last_s[ix]),
            opens_s=float(shelters.opens_s[ix]),
        )
        for ix in range(len(shelters))
    )


def _spans(plan: Plan, owner: np.ndarray, n: int, *, arrivals: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return each owner's first and last instant of leaving or arriving; nan where there is none."""
    route = plan.departures.route_ix
    drive_s = plan.routes.free_flow_s[route] if arrivals else 0.0
    first_s, last_s = np.full(n, np.inf), np.full(n, -np.inf)
    np.minimum.at(first_s, owner[route], plan.departures.from_s + drive_s)
    np.maximum.at(last_s, owner[route], plan.departures.until_s + drive_s)
    nobody = ~np.isfinite(first_s)
    return np.where(nobody, np.nan, first_s), np.where(nobody, np.nan, last_s)


def milestones(plan: Plan) -> tuple[Milestone, ...]:
    """Return when half, most and all of the served are safe, each beside what no plan can beat."""
    bounds = plan.bounds
    return (
        Milestone("half", plan.p50_s, bounds.p50_s),
        Milestone("90 %", plan.p90_s, bounds.p90_s),
        Milestone("95 %", plan.p95_s, bounds.p95_s),
        Milestone("99 %", plan.p99_s, bounds.p99_s),
        Milestone("everybody", plan.clearance_s, bounds.clearance_s),
        Milestone("on average", plan.mean_arrival_s, bounds.mean_arrival_s),
    )


def narrow_links(situation: Situation, plan: Plan) -> tuple[NarrowLink, ...]:
    """Return the bottleneck's links, the narrowest first as the plan lists them."""
    network = situation.network
    driven = _driven_vehicles(situation, plan)
    rows = []
    for link_id in plan.bottleneck.link_ids:
        ix = network.link_ix_by_id[link_id]
        rows.append(
            NarrowLink(
                network.label(ix),
                link_id,
                float(network.capacity_vph[ix]),
                bool(network.capacity_assumed[ix]),
                float(driven[ix]),
            )
        )
    return tuple(rows)


def turned_roads(situation: Situation, plan: Plan) -> tuple[TurnedRoad, ...]:
    """Return the roads that the plan turns one way, in the plan's order."""
    network = situation.network
    return tuple(
        TurnedRoad(
            network.label(turned.to_link_ix),
            network.link_ids[turned.link_ix],
            network.link_ids[turned.to_link_ix],
            turned.from_s,
        )
        for turned in plan.contraflow
    )


def assumed_capacity(situation: Situation, plan: Plan) -> Assumed:
    """Return the shares of links, and of vehicle-metres in this plan, whose capacity is assumed."""
    network = situation.network
    driven_m = _driven_vehicles(situation, plan) * network.length_m
    of_links = float(network.capacity_assumed.mean()) if network.n_links else 0.0
    of_driven = (
        float(driven_m[network.capacity_assumed].sum() / driven_m.sum()) if driven_m.sum() > 0 else 0.0
    )
    return Assumed(of_links, of_driven)


def _driven_vehicles(situation: Situation, plan: Plan) -> np.ndarray:
    by_route = np.bincount(plan.departures.route_ix, plan.departures.vehicles, minlength=len(plan.routes))
    repeated = np.repeat(by_route, np.diff(plan.routes.links.ptr))
    return np.bincount(plan.routes.links.flat, repeated, minlength=situation.network.n_links)


def level_plans(plan: Plan, others: Mapping[CapacityLevel, Plan]) -> dict[CapacityLevel, Plan]:
    """Return the plans by road capacity, low first; empty where only one level is known."""
    known: dict[CapacityLevel, Plan] = {**others, "base": plan}
    ordered: tuple[CapacityLevel, ...] = ("low", "base", "high")
    return {level: known[level] for level in ordered if level in known} if len(known) > 1 else {}
