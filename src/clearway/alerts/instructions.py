"""The orders of a plan as files: a table for programs, and a text for reading aloud."""

import csv
import io
from collections.abc import Sequence

from clearway.alerts.orders import Order, compose_orders, people_on_the_way
from clearway.plan import Plan
from clearway.situation import Situation
from clearway.times import instant, offset_name

TABLE_FILE = "instructions.csv"
TEXT_FILE = "instructions.txt"
COLUMNS = (
    "zone_id", "zone", "route_ids", "leave_from", "leave_until", "vehicles", "people", "shelter_id",
    "shelter", "by", "drive_min", "km", "last_arrival", "do_not_use", "step_by_step", "sentence",
)  # fmt: skip


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
        times = [
            instant(situation.start_at, round(t)).isoformat()
            for t in (order.from_s, order.until_s, order.last_arrival_s)
        ]
        table.writerow(
            [
                situation.zones.zone_ids[order.zone_ix],
                situation.zones.names[order.zone_ix],
                " ".join(plan.routes.route_ids[ix] for ix in order.route_ixs),
                *times[:2],
                order.vehicles,
                round(order.people),
                situation.shelters.shelter_ids[order.shelter_ix],
                situation.shelters.names[order.shelter_ix],
                order.by,
                f"{order.drive_s / 60:.1f}",
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
    on_the_way = people_on_the_way(situation, plan)
    by_zone: dict[int, list[Order]] = {ix: [o for o in orders if o.zone_ix == ix] for ix in range(len(zones))}
    for zone_ix, zone_id in enumerate(zones.zone_ids):
        name = zones.names[zone_ix]
        heading = name if zone_id in name else f"{name} ({zone_id})".strip()
        lines += ["", heading + f", {zones.people[zone_ix]:,.0f} people"]
        if gone := on_the_way.get(zone_ix):
            lines.append(f"  Already on the way or safe: {gone:,.0f} people.")
        for order in by_zone[zone_ix]:
            lines.append(f"  {order.sentence}")
            if order.legs:
                lines.append(f"    Road by road: {order.road_by_road}.")
        if left := plan.unserved.get(zone_id):
            lines.append(f"  Not served: {left.people:,.0f} people. {left.reason}")
        if seats := plan.waiting_for_seat.get(zone_id):
            lines.append(f"  Wait at home for a seat: {seats:,.0f} people without a car.")
        if lines[-1].startswith(heading):
            lines.append("  Nobody to move.")
    return "\n".join(lines) + "\n"
