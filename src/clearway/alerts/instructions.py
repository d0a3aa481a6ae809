"""Orders: what a plan asks of each zone, in one sentence and road by road.

An order is one route of a zone with one window to leave in. Windows of a route with less than five
minutes between them are one order, because nobody can follow a pause that short. Vehicles are whole:
the fractions of a plan are rounded zone by zone, by largest remainder, so that no vehicle is lost.

Orders are in the order of the zones, then by the time of leaving.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from clearway.alerts.avoid import roads_to_avoid
from clearway.alerts.roads import Leg, describe_route, distance, main_roads, step_by_step
from clearway.plan import Plan
from clearway.situation import Situation
from clearway.times import clock, duration, instant, offset_name, window

PAUSE_S = 300.0
TABLE_FILE = "instructions.csv"
TEXT_FILE = "instructions.txt"
COLUMNS = (
    "zone_id", "zone", "route_id", "leave_from", "leave_until", "vehicles", "people", "shelter_id", "shelter",
    "by", "drive_min", "km", "last_arrival", "do_not_use", "step_by_step", "sentence",
)  # fmt: skip


@dataclass(frozen=True)
class Order:
    """What one group of a zone is asked to do.

    zone_ix, shelter_ix, route_ix : rows of the situation's zones and shelters and of the plan's routes
    from_s, until_s : when they leave home, seconds after the start
    last_arrival_s : when the last of them is safe, at free-flow speed
    vehicles : whole vehicles; people : the people in them
    by : the main roads in words; "" where zone and shelter share a node
    legs : every road in driving order
    do_not_use : closed roads on or beside the way
    sentence : the order as it is said
    """

    zone_ix: int
    shelter_ix: int
    route_ix: int
    from_s: float
    until_s: float
    last_arrival_s: float
    vehicles: int
    people: float
    by: str
    legs: tuple[Leg, ...]
    do_not_use: tuple[str, ...]
    sentence: str

    @property
    def length_m(self) -> float:
        """Metres from home to the shelter."""
        return sum(leg.length_m for leg in self.legs)

    @property
    def road_by_road(self) -> str:
        """Every road in driving order, with turns and distances."""
        return step_by_step(self.legs)


def compose_orders(situation: Situation, plan: Plan) -> tuple[Order, ...]:
    """Say a plan as orders, one for each route and window of each zone.

    Whoever is not served or waits for a seat has no order here; `orders_text` names them too.
    """
    routes = plan.routes
    avoid = roads_to_avoid(situation, plan)
    legs = {
        ix: describe_route(situation.network, routes.links[ix]) for ix in np.unique(plan.departures.route_ix)
    }
    orders = []
    for zone_ix in range(len(situation.zones)):
        spans = _spans(plan, zone_ix)
        whole = _whole([vehicles for *_, vehicles in spans])
        people_each = _people(situation, zone_ix, spans) / sum(whole) if sum(whole) else 0.0
        kept = [(span, count) for span, count in zip(spans, whole, strict=True) if count]
        for (route_ix, from_s, until_s, _), count in kept:
            order = Order(
                zone_ix=zone_ix,
                shelter_ix=int(routes.shelter_ix[route_ix]),
                route_ix=route_ix,
                from_s=from_s,
                until_s=until_s,
                last_arrival_s=until_s + float(routes.free_flow_s[route_ix]),
                vehicles=count,
                people=count * people_each,
                by=main_roads(legs[route_ix]),
                legs=legs[route_ix],
                do_not_use=avoid.get(route_ix, ()),
                sentence="",
            )
            orders.append(_said(situation, order, alone=len(kept) == 1))
    return tuple(orders)


def orders_in_words(situation: Situation, plan: Plan) -> dict[str, str]:
    """Return the files that go beside a plan: the orders as a table and for reading aloud."""
    orders = compose_orders(situation, plan)
    return {
        TABLE_FILE: orders_table(situation, plan, orders),
        TEXT_FILE: orders_text(situation, plan, orders),
    }


def orders_table(situation: Situation, plan: Plan, orders: Sequence[Order]) -> str:
    """Write the orders as CSV, instants in ISO 8601 with the scenario's offset."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    for order in orders:
        drive_s = float(plan.routes.free_flow_s[order.route_ix])
        times = [
            instant(situation.start_at, round(t)).isoformat()
            for t in (order.from_s, order.until_s, order.last_arrival_s)
        ]
        table.writerow(
            [
                situation.zones.zone_ids[order.zone_ix],
                situation.zones.names[order.zone_ix],
                plan.routes.route_ids[order.route_ix],
                *times[:2],
                order.vehicles,
                round(order.people),
                situation.shelters.shelter_ids[order.shelter_ix],
                situation.shelters.names[order.shelter_ix],
                order.by,
                f"{drive_s / 60:.1f}",
                f"{order.length_m / 1000:.2f}",
                times[2],
                "; ".join(order.do_not_use),
                order.road_by_road,
                order.sentence,
            ]
        )
    return text.getvalue()


def orders_text(situation: Situation, plan: Plan, orders: Sequence[Order]) -> str:
    """Write the orders for reading aloud: zone by zone, with who has none and why."""
    zones = situation.zones
    lines = [
        f"{situation.name}: who leaves when, and which way",
        f"Times are {offset_name(situation.start_at)}, from {instant(situation.start_at, 0):%Y-%m-%d %H:%M}. "
        "This is a draft until a person approves it.",
    ]
    by_zone: dict[int, list[Order]] = {ix: [o for o in orders if o.zone_ix == ix] for ix in range(len(zones))}
    for zone_ix, zone_id in enumerate(zones.zone_ids):
        lines += ["", f"{zones.names[zone_ix]} ({zone_id}), {zones.people[zone_ix]:,.0f} people"]
        for order in by_zone[zone_ix]:
            lines.append(f"  {order.sentence}")
            if order.legs:
                lines.append(f"    Road by road: {order.road_by_road}.")
        if left := plan.unserved.get(zone_id):
            lines.append(f"  Not served: {left.people:,.0f} people. {left.reason}")
        if seats := plan.waiting_for_seat.get(zone_id):
            lines.append(f"  Wait at home for a seat: {seats:,.0f} people without a car.")
        if lines[-1].startswith(zones.names[zone_ix]):
            lines.append("  Nobody to move.")
    return "\n".join(lines) + "\n"


def _spans(plan: Plan, zone_ix: int) -> list[tuple[int, float, float, float]]:
    """Join a zone's windows into (route, from, until, vehicles), sorted by the time of leaving."""
    departures = plan.departures
    mine = np.flatnonzero(plan.routes.zone_ix[departures.route_ix] == zone_ix)
    mine = mine[np.lexsort((departures.from_s[mine], departures.route_ix[mine]))]
    spans: list[tuple[int, float, float, float]] = []
    for row in mine:
        route_ix, vehicles = int(departures.route_ix[row]), float(departures.vehicles[row])
        from_s, until_s = float(departures.from_s[row]), float(departures.until_s[row])
        if spans and spans[-1][0] == route_ix and from_s - spans[-1][2] < PAUSE_S:
            _, first_s, last_s, sum_veh = spans[-1]
            spans[-1] = (route_ix, first_s, max(last_s, until_s), sum_veh + vehicles)
        else:
            spans.append((route_ix, from_s, until_s, vehicles))
    return sorted(spans, key=lambda span: (span[1], span[0]))


def _whole(vehicles: Sequence[float]) -> list[int]:
    """Round to whole vehicles so that the sum, rounded up, is kept (largest remainder)."""
    whole = [int(v + 1e-6) for v in vehicles]
    missing = ceil(sum(vehicles) - 1e-6) - sum(whole)
    for ix in sorted(range(len(vehicles)), key=lambda i: whole[i] - vehicles[i])[:missing]:
        whole[ix] += 1
    return whole


def _people(situation: Situation, zone_ix: int, spans: Sequence[tuple[int, float, float, float]]) -> float:
    return float(situation.zones.people_per_vehicle[zone_ix]) * sum(vehicles for *_, vehicles in spans)


def _said(situation: Situation, order: Order, *, alone: bool) -> Order:
    """Put an order into a sentence; where a zone has several, each says for how many vehicles it is."""
    start = situation.start_at
    when = window(start, order.from_s, order.until_s)
    plural = "vehicle leaves" if order.vehicles == 1 else "vehicles leave"
    who = "Leave" if alone else f"{order.vehicles:,} {plural}"
    shelter = situation.shelters.names[order.shelter_ix]
    drive_min = max(round((order.last_arrival_s - order.until_s) / 60), 1)
    way = f"by {order.by} to {shelter}" if order.by else f"for {shelter}, which is in the zone"
    sentence = f"{who} {when} {way}"
    if order.by:
        sentence += f" ({distance(order.length_m)}, {duration(60.0 * drive_min)})"
    sentence += f"; the last are safe at {clock(start, order.last_arrival_s)}."
    if order.do_not_use:
        sentence += f" Do not use {'; '.join(order.do_not_use)}."
    return Order(**{**order.__dict__, "sentence": sentence})
