"""Orders: what a plan asks of each zone, in one sentence and road by road.

An order is one way of a zone (the same main roads to the same shelter) with one window to leave in.
Routes that differ only in a side street are one way, and windows of a way with less than five minutes
between them are one order: nobody can follow a finer rule, and every vehicle of it leaves when and
where the plan lets it. Vehicles are whole: the fractions of a plan are rounded zone by zone, by largest
remainder, so that no vehicle is lost.

Orders are in the order of the zones, then by the time of leaving. In a plan made on the way, only what
leaves from then on is an order: who has left is on the way already.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil

import numpy as np

from clearway.alerts.avoid import roads_to_avoid
from clearway.alerts.roads import Leg, describe_route, distance, main_roads, step_by_step
from clearway.plan import Departures, Plan
from clearway.situation import Situation
from clearway.times import clock, duration, window

PAUSE_S = 300.0


@dataclass(frozen=True)
class Order:
    """What one group of a zone is asked to do.

    zone_ix, shelter_ix : rows of the situation's zones and shelters
    route_ixs : rows of the plan's routes, the one with most vehicles first
    from_s, until_s : when they leave home, seconds after the start
    last_arrival_s : when the last of them is safe, at free-flow speed
    vehicles : whole vehicles; people : the people in them
    by : the main roads in words; "" where zone and shelter share a node
    legs, drive_s : every road of the first route in driving order, and its seconds at free-flow speed
    do_not_use : closed roads on or beside the way
    sentence : the order as it is said
    """

    zone_ix: int
    shelter_ix: int
    route_ixs: tuple[int, ...]
    from_s: float
    until_s: float
    last_arrival_s: float
    vehicles: int
    people: float
    by: str
    legs: tuple[Leg, ...]
    drive_s: float
    do_not_use: tuple[str, ...]
    sentence: str = ""

    @property
    def length_m(self) -> float:
        """Metres from home to the shelter."""
        return sum(leg.length_m for leg in self.legs)

    @property
    def road_by_road(self) -> str:
        """Every road in driving order, with turns and distances."""
        return step_by_step(self.legs)


@dataclass(frozen=True)
class _Span:
    """Windows of one way that are one order; vehicles by row of the plan's routes."""

    from_s: float
    until_s: float
    arrival_s: float
    vehicles: Mapping[int, float]

    def joined(self, other: "_Span") -> "_Span":
        routes = {*self.vehicles, *other.vehicles}
        return _Span(
            self.from_s,
            max(self.until_s, other.until_s),
            max(self.arrival_s, other.arrival_s),
            {ix: self.vehicles.get(ix, 0.0) + other.vehicles.get(ix, 0.0) for ix in routes},
        )


def compose_orders(situation: Situation, plan: Plan) -> tuple[Order, ...]:
    """Say a plan as orders, one for each way and window of each zone.

    Whoever is not served, waits for a seat or is on the way already has no order here; `orders_text`
    names them too.
    """
    plan = replace(plan, departures=_from(plan.departures, situation.at_s))
    used = map(int, np.unique(plan.departures.route_ix))
    legs = {ix: describe_route(situation.network, plan.routes.links[ix]) for ix in used}
    avoid = roads_to_avoid(situation, plan)
    orders: list[Order] = []
    for zone_ix in range(len(situation.zones)):
        spans = _spans(plan, zone_ix, legs)
        vehicles = [sum(span.vehicles.values()) for span in spans]
        whole = _whole(vehicles)
        people = float(situation.zones.people_per_vehicle[zone_ix]) * sum(vehicles)
        kept = [(span, count) for span, count in zip(spans, whole, strict=True) if count]
        for span, count in kept:
            routes = tuple(sorted(span.vehicles, key=lambda ix: (-span.vehicles[ix], ix)))
            order = Order(
                zone_ix=zone_ix,
                shelter_ix=int(plan.routes.shelter_ix[routes[0]]),
                route_ixs=routes,
                from_s=span.from_s,
                until_s=span.until_s,
                last_arrival_s=span.arrival_s,
                vehicles=count,
                people=people * count / sum(whole),
                by=main_roads(legs[routes[0]]),
                legs=legs[routes[0]],
                drive_s=float(plan.routes.free_flow_s[routes[0]]),
                do_not_use=tuple(dict.fromkeys(road for ix in routes for road in avoid.get(ix, ()))),
            )
            orders.append(replace(order, sentence=_sentence(situation, order, alone=len(kept) == 1)))
    return tuple(orders)


def people_on_the_way(situation: Situation, plan: Plan) -> dict[int, float]:
    """Return zone row -> people who have left by the situation's instant, on the road or in a shelter."""
    later = _from(plan.departures, situation.at_s)
    n_zones = len(situation.zones)
    all_veh, later_veh = (
        np.bincount(plan.routes.zone_ix[rows.route_ix], rows.vehicles, minlength=n_zones)
        for rows in (plan.departures, later)
    )
    people = (all_veh - later_veh) * situation.zones.people_per_vehicle
    return {zone: float(people[zone]) for zone in np.flatnonzero(people > 0.5).tolist()}


def _from(departures: Departures, at_s: float) -> Departures:
    """Return what leaves from an instant on; a window that has begun is cut there."""
    rows = np.flatnonzero((departures.until_s > at_s) | (departures.from_s >= at_s))
    from_s, until_s = departures.from_s[rows], departures.until_s[rows]
    begins_s, share = np.maximum(from_s, at_s), np.ones(len(rows))
    begun = from_s < at_s
    share[begun] = (until_s - at_s)[begun] / (until_s - from_s)[begun]
    return Departures(departures.route_ix[rows], begins_s, until_s, departures.vehicles[rows] * share)


def _spans(plan: Plan, zone_ix: int, legs: Mapping[int, Sequence[Leg]]) -> list[_Span]:
    """Join a zone's windows way by way, sorted by the time of leaving."""
    departures, routes = plan.departures, plan.routes
    mine = np.flatnonzero(routes.zone_ix[departures.route_ix] == zone_ix)
    ways: dict[tuple[int, str], list[_Span]] = {}
    for row in mine[np.argsort(departures.from_s[mine], kind="stable")]:
        ix = int(departures.route_ix[row])
        until_s = float(departures.until_s[row])
        span = _Span(
            float(departures.from_s[row]),
            until_s,
            until_s + float(routes.free_flow_s[ix]),
            {ix: float(departures.vehicles[row])},
        )
        so_far = ways.setdefault((int(routes.shelter_ix[ix]), main_roads(legs[ix])), [])
        if so_far and span.from_s - so_far[-1].until_s < PAUSE_S:
            so_far[-1] = so_far[-1].joined(span)
        else:
            so_far.append(span)
    spans = [(span.from_s, way, span) for way, found in ways.items() for span in found]
    return [span for *_, span in sorted(spans, key=lambda entry: entry[:2])]


def _whole(vehicles: Sequence[float]) -> list[int]:
    """Round to whole vehicles so that the sum, rounded up, is kept (largest remainder)."""
    whole = [int(v + 1e-6) for v in vehicles]
    missing = ceil(sum(vehicles) - 1e-6) - sum(whole)
    for ix in sorted(range(len(vehicles)), key=lambda i: whole[i] - vehicles[i])[:missing]:
        whole[ix] += 1
    return whole


def _sentence(situation: Situation, order: Order, *, alone: bool) -> str:
    """Put an order into a sentence; where a zone has several, each says for how many vehicles it is."""
    start = situation.start_at
    when = window(start, order.from_s, order.until_s)
    plural = "vehicle leaves" if order.vehicles == 1 else "vehicles leave"
    who = "Leave" if alone else f"{order.vehicles:,} {plural}"
    shelter = situation.shelters.names[order.shelter_ix] or situation.shelters.shelter_ids[order.shelter_ix]
    way = f"by {order.by} to {shelter}" if order.by else f"for {shelter}, which is in the zone"
    sentence = f"{who} {when} {way}"
    if order.by:
        drive = duration(60.0 * max(round(order.drive_s / 60), 1))
        sentence += f" ({distance(order.length_m)}, {drive})"
    sentence += f"; the last are safe at {clock(start, order.last_arrival_s)}."
    if order.do_not_use:
        sentence += f" Do not use {'; '.join(order.do_not_use)}."
    return sentence
