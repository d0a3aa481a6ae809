"""The finished plan: tables added up, held against the proof, with everybody counted."""

from collections.abc import Mapping, Sequence

import numpy as np

from clearway.city.arrays import Ragged
from clearway.plan import ArrivalCurve, Departures, Plan, Routes, Turned, Unserved
from clearway.planner.bottleneck import bottleneck_of
from clearway.planner.pieces import Piece, joined
from clearway.planner.prove import METHOD, Proof
from clearway.planner.summary import SHARES, Arrivals, curve_instants
from clearway.situation import Situation


def assemble(
    situation: Situation,
    routes: Routes,
    departures: Departures,
    unserved: Mapping[str, Unserved],
    proof: Proof,
    method: str,
    *,
    contraflow: tuple[Turned, ...] = (),
    changes: Mapping[str, str] | None = None,
) -> Plan:
    """Add up the tables and hold them against the proof."""
    zones = situation.zones
    arrivals = Arrivals.of(situation, routes, departures)
    served = float(arrivals.people.sum())
    cuts = proof.plan_cuts()
    t_s = curve_instants(arrivals, np.array([cut.horizon_s for cut in cuts]))
    at_most = np.maximum.accumulate([proof.at_most(float(t)) for t in t_s])
    return Plan(
        scenario=situation.name,
        created_at=situation.start_at,
        method=method,
        routes=routes,
        departures=departures,
        curve=ArrivalCurve(t_s, arrivals.safe_by(t_s), at_most),
        cuts=cuts,
        bounds=proof.bounds(served),
        bound_method=METHOD,
        bottleneck=bottleneck_of(situation, proof, served),
        people=float(zones.people.sum()),
        evacuated_people=served,
        late_people=arrivals.late_people,
        clearance_s=arrivals.clearance_s,
        mean_arrival_s=arrivals.mean_s,
        **{name: arrivals.time_of(share) for name, share in SHARES.items()},
        unserved=unserved,
        waiting_for_seat={
            zones.zone_ids[z]: float(zones.no_car_people[z]) for z in np.flatnonzero(zones.no_car_people > 0)
        },
        contraflow=contraflow,
        changes=changes or {},
    )


def tables_of(situation: Situation, pieces: Sequence[Piece], before: Plan) -> tuple[Routes, Departures]:
    """Put pieces into tables; routes that the plan before had keep their ids."""
    known = {
        (int(before.routes.zone_ix[r]), before.routes.links[r].tobytes()): before.routes.route_ids[r]
        for r in range(len(before.routes))
    }
    taken = set(before.routes.route_ids)
    by_route: dict[tuple[int, bytes, int], list[Piece]] = {}
    for piece in sorted(pieces, key=lambda p: (p.zone_ix, p.from_s)):
        by_route.setdefault((piece.zone_ix, piece.links.tobytes(), piece.shelter_ix), []).append(piece)
    ids: list[str] = []
    rows: list[Piece] = []
    windows: list[tuple[int, Piece]] = []
    order = {key: row for row, key in enumerate(known)}
    last = len(order)
    in_order = sorted(by_route.items(), key=lambda item: (item[0][0], order.get(item[0][:2], last)))
    for (zone, links, _), of_route in in_order:
        ids.append(known.pop((zone, links), "") or _new_id(situation.zones.zone_ids[zone], taken))
        rows.append(of_route[0])
        windows += [(len(rows) - 1, piece) for piece in joined(of_route)]
    travel_s = situation.network.travel_s
    routes = Routes(
        tuple(ids),
        np.array([row.zone_ix for row in rows], np.int32),
        np.array([row.shelter_ix for row in rows], np.int32),
        Ragged.of([row.links for row in rows], np.int32),
        np.array([travel_s[row.links].sum() for row in rows], float),
    )
    departures = Departures(
        np.array([route for route, _ in windows], np.int32),
        np.array([piece.from_s for _, piece in windows], float),
        np.array([piece.until_s for _, piece in windows], float),
        np.array([piece.vehicles for _, piece in windows], float),
    )
    return routes, departures


def _new_id(zone_id: str, taken: set[str]) -> str:
    n = 1
    while f"{zone_id}/{n}" in taken:
        n += 1
    taken.add(f"{zone_id}/{n}")
    return f"{zone_id}/{n}"
