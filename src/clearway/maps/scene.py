"""Everything the page draws, as one JSON value: city, zones, shelters, closures, routes, use and curve."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import shape

from clearway.city.arrays import Floats, Ints, frozen
from clearway.maps.drawing import UNITS_PER_M, Projection, draw_roads
from clearway.maps.packing import pack_bytes, pack_ints, pack_steps
from clearway.maps.use import RoadUse, road_use
from clearway.plan import ArrivalCurve, Plan
from clearway.situation import Situation
from clearway.times import offset_name

FULL = 200  # a use of 1.0 in the packed bytes; 255 is the most that can be shown (127 %)
CURVE_SHARE = 5e-4  # points of a curve that move it by less than this share of its height are left out


def draw_scene(situation: Situation, plan: Plan) -> dict[str, Any]:
    """Return the scene as plain lists, numbers and packed text, ready for JSON."""
    network = situation.network
    projection = Projection.around(network.lon, network.lat)
    return {
        "start": situation.start_at.replace(tzinfo=None).isoformat(),
        "offset": offset_name(situation.start_at),
        "unitsPerM": UNITS_PER_M,
        "middleLat": projection.lat,
        "roads": draw_roads(network, projection),
        "zones": _zones(situation, projection),
        "shelters": _shelters(situation, plan, projection),
        "closures": _closures(situation),
        "bottleneck": [network.link_ix_by_id[link] for link in plan.bottleneck.link_ids],
        "bottleneckLabels": _labels(situation, plan),
        "turned": [[turned.link_ix, turned.to_link_ix, turned.from_s] for turned in plan.contraflow],
        "routes": _routes(plan),
        "use": _use(situation, plan, road_use(situation, plan)),
        "curve": draw_curve(plan.curve, plan),
    }


def draw_curve(curve: ArrivalCurve, plan: Plan) -> dict[str, Any]:
    """Return both curves as lists of points, and the instants to mark on them."""
    proven = np.isfinite(curve.people_safe_at_most)
    highest = plan.evacuated_people
    return {
        "safe": _thinned(curve.t_s, curve.people_safe, highest),
        "most": _thinned(curve.t_s[proven], np.minimum(curve.people_safe_at_most[proven], highest), highest),
        "people": highest,
        "clearance_s": plan.clearance_s,
        "bound_s": plan.lower_bound_s if np.isfinite(plan.lower_bound_s) else None,
    }


def _thinned(t_s: Floats, people: Floats, highest: float) -> list[list[float]]:
    if len(t_s) < 3 or highest <= 0 or t_s[-1] <= t_s[0]:
        return [[float(t), float(n)] for t, n in zip(t_s, people, strict=True)]
    unit = np.column_stack([(t_s - t_s[0]) / (t_s[-1] - t_s[0]), people / highest])
    kept = shapely.get_coordinates(shapely.simplify(shapely.linestrings(unit), CURVE_SHARE))
    kept = kept * [t_s[-1] - t_s[0], highest] + [t_s[0], 0.0]
    return [[float(t), float(n)] for t, n in kept.round(2)]


def _zones(situation: Situation, projection: Projection) -> list[dict[str, Any]]:
    zones, network = situation.zones, situation.network
    drawn = []
    for ix, zone_id in enumerate(zones.zone_ids):
        rings, anchor = _rings(zones.polygons[ix], projection)
        if anchor is None:
            anchor = _middle(network.lon, network.lat, zones.nodes[ix], projection)
        drawn.append(
            {
                "id": zone_id,
                "name": zones.names[ix],
                "people": float(zones.people[ix]),
                "xy": anchor,
                "rings": rings,
            }
        )
    return drawn


def _rings(polygon: dict[str, Any] | None, projection: Projection) -> tuple[list[str], list[int] | None]:
    """Return a polygon's rings, each as packed x, y, x, y …, and a point inside it."""
    if not polygon:
        return [], None
    body = shape(polygon)
    rings = [ring for part in getattr(body, "geoms", [body]) for ring in (part.exterior, *part.interiors)]
    points = [projection.units(np.asarray(ring.coords)[:, :2]) for ring in rings]
    inside = projection.units(np.array([body.representative_point().coords[0][:2]]))[0]
    return [pack_ints(np.diff(xy, axis=0, prepend=0)) for xy in points], inside.tolist()


def _middle(lon: Floats, lat: Floats, nodes: Ints, projection: Projection) -> list[int]:
    at = projection.units(np.column_stack([lon[nodes], lat[nodes]]))
    middle: list[int] = np.rint(at.mean(axis=0)).astype(int).tolist()
    return middle


def _shelters(situation: Situation, plan: Plan, projection: Projection) -> list[dict[str, Any]]:
    shelters, network = situation.shelters, situation.network
    taken = people_by_shelter(situation, plan)
    return [
        {
            "id": shelters.shelter_ids[ix],
            "name": shelters.names[ix],
            "beds": float(shelters.beds[ix]) if np.isfinite(shelters.beds[ix]) else None,
            "people": float(taken[ix]),
            "xy": _middle(network.lon, network.lat, shelters.nodes[ix], projection),
        }
        for ix in range(len(shelters))
    ]


def people_by_shelter(situation: Situation, plan: Plan) -> Floats:
    """Return the people whom the plan sends to each shelter, (n_shelters,)."""
    route = plan.departures.route_ix
    people = plan.departures.vehicles * situation.zones.people_per_vehicle[plan.routes.zone_ix[route]]
    return frozen(
        np.bincount(plan.routes.shelter_ix[route], people, minlength=len(situation.shelters)), np.float64
    )


def _closures(situation: Situation) -> list[dict[str, Any]]:
    closures = situation.closures
    return [
        {
            "link": int(closures.link_ix[row]),
            "from_s": float(closures.from_s[row]),
            "until_s": float(closures.until_s[row]) if np.isfinite(closures.until_s[row]) else None,
            "reason": closures.reasons[row],
        }
        for row in range(len(closures))
    ]


def _labels(situation: Situation, plan: Plan) -> list[str]:
    network = situation.network
    return [network.label(network.link_ix_by_id[link]) for link in plan.bottleneck.link_ids]


def _routes(plan: Plan) -> dict[str, Any]:
    """Return the routes in use; `links` run on from route to route, `counts` says how many each has."""
    used = np.unique(plan.departures.route_ix)
    links = [plan.routes.links[ix] for ix in used]
    return {
        "zone": plan.routes.zone_ix[used].tolist(),
        "shelter": plan.routes.shelter_ix[used].tolist(),
        "counts": [len(route) for route in links],
        "links": pack_steps(np.concatenate([np.empty(0, np.int64), *links])),
    }


def _capacity_by_step(situation: Situation, plan: Plan, use: RoadUse) -> NDArray[Any]:
    """Return what each used link carries in each step, (n_used, n_steps) vehicles an hour.

    A road turned one way takes over its opposite's lanes: in the step in which that begins, for a part.
    """
    capacity_vph = situation.network.capacity_vph
    by_step = np.repeat(capacity_vph[use.link_ix][:, None], use.flow_vph.shape[1], axis=1)
    for turned in plan.contraflow:
        part = np.clip((use.edges_s[1:] - turned.from_s) / use.step_s, 0.0, 1.0)
        by_step[use.link_ix == turned.to_link_ix] += capacity_vph[turned.link_ix] * part
    return by_step


def _use(situation: Situation, plan: Plan, use: RoadUse) -> dict[str, Any]:
    capacity_vph = _capacity_by_step(situation, plan, use)
    share = np.divide(use.flow_vph, capacity_vph, out=np.zeros_like(use.flow_vph), where=capacity_vph > 0)
    # Rounded up, so that a road in use never looks empty.
    packed = np.minimum(np.ceil(share * FULL - 1e-6), 255).astype(np.uint8)
    return {
        "first_s": use.first_s,
        "step_s": use.step_s,
        "steps": use.flow_vph.shape[1],
        "full": FULL,
        "links": pack_steps(use.link_ix),
        "vehicles": pack_ints(np.rint(use.vehicles)),
        "shares": pack_bytes(packed),
        "left": use.left_people.round(1).tolist(),
        "safe": use.safe_people.round(1).tolist(),
    }
