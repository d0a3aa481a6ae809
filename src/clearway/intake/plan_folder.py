"""The plan folder (docs/formats.md): a plan as plain files that the referee and any GIS can read."""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from clearway.city import Network
from clearway.city.arrays import Ragged
from clearway.errors import InputError, Problem, raise_if_any
from clearway.intake.certificate import read_certificate, write_certificate
from clearway.intake.contraflow_table import read_contraflow, write_contraflow
from clearway.intake.folders import whole_folder
from clearway.intake.tables import Table, cell_of, read_table, write_table
from clearway.plan import ArrivalCurve, Bottleneck, Bounds, Cut, Departures, Plan, Routes, Unserved
from clearway.situation import Situation

SUMMARY_FILE = "plan.json"
CURVE_FILE = "arrival_curve.csv"
ROUTES_FILE = "routes.csv"
ROUTES_MAP_FILE = "routes.geojson"
DEPARTURES_FILE = "departures.csv"
_FIGURES = (
    "people", "evacuated_people", "late_people", "clearance_s", "mean_arrival_s",
    "p50_s", "p90_s", "p95_s", "p99_s",
)  # fmt: skip
_BOUNDS = ("mean_arrival_s", "p50_s", "p90_s", "p95_s", "p99_s")
_AGAIN = "Make the plan anew with `clearway plan SCENARIO --out PLAN`."


def write_plan(
    plan: Plan, situation: Situation, folder: Path | str, *, beside: Mapping[str, str] | None = None
) -> None:
    """Write a plan as a plan folder; it appears whole or not at all, and replaces an older plan.

    Parameters
    ----------
    situation : the one the plan was made for; gives the ids and the geometry
    beside : more files for the folder, name to text (the orders in words, say)

    Raises
    ------
    InputError
        Where `folder` exists and is no plan folder; nothing is changed then.
    """
    with whole_folder(Path(folder), marker=SUMMARY_FILE) as fresh:
        summary = json.dumps(_summary(plan, situation), ensure_ascii=False, indent=1, allow_nan=False)
        (fresh / SUMMARY_FILE).write_text(summary + "\n", encoding="utf-8", newline="\n")
        write_table(
            fresh / CURVE_FILE, ("t_s", "people_safe", "people_safe_at_most"), _curve(plan, situation)
        )
        write_certificate(plan.cuts, situation.network, fresh)
        write_table(
            fresh / ROUTES_FILE,
            ("route_id", "zone_id", "shelter_id", "free_flow_s", "links"),
            _route_rows(plan.routes, situation),
        )
        routes_map = json.dumps(_routes_map(plan, situation), ensure_ascii=False, allow_nan=False)
        (fresh / ROUTES_MAP_FILE).write_text(routes_map + "\n", encoding="utf-8", newline="\n")
        write_table(
            fresh / DEPARTURES_FILE,
            ("route_id", "from_s", "until_s", "vehicles"),
            _departure_rows(plan),
        )
        write_contraflow(plan.contraflow, situation.network, fresh)
        for name, text in (beside or {}).items():
            (fresh / name).write_text(text, encoding="utf-8", newline="\n")


def read_plan(folder: Path | str, situation: Situation) -> Plan:
    """Read the plan folder of a situation; every problem of all its files is raised together.

    Written again, the plan gives the same files.

    Raises
    ------
    InputError
        With one sentence for each problem, where the folder is no plan of this situation.
    """
    folder = Path(folder)
    summary, problems = _read_summary(folder)
    routes = _read_routes(folder, situation, problems)
    departures = _read_departures(folder, routes, problems)
    curve = _read_curve(folder, problems)
    turned = read_contraflow(folder, situation.network.link_ix_by_id, problems)
    raise_if_any(problems)
    try:
        cuts = read_certificate(folder, situation.network, summary.get("certificate") or [])
        return replace(_plan_of(summary, routes, departures, curve, cuts), contraflow=turned)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = f"a value is missing or of the wrong kind ({type(error).__name__}: {error})"
        raise InputError([Problem(SUMMARY_FILE, what, _AGAIN)]) from error


def _summary(plan: Plan, situation: Situation) -> dict[str, Any]:
    return {
        "scenario": plan.scenario,
        "start": situation.start_at.isoformat(),
        "created": plan.created_at.isoformat(),
        "method": plan.method,
        **{key: _json(getattr(plan, key)) for key in _FIGURES},
        "unserved_people": _json(plan.unserved_people),
        "unserved": {
            zone_id: {
                "people": _json(row.people),
                "reason": row.reason,
                "beds_missing": _json(row.beds_missing),
            }
            for zone_id, row in plan.unserved.items()
        },
        "no_car_people": _json(sum(plan.waiting_for_seat.values())),
        "waiting_for_seat": {zone_id: _json(people) for zone_id, people in plan.waiting_for_seat.items()},
        "changes": dict(plan.changes),
        "lower_bound_s": _json(plan.bounds.clearance_s),
        "bound_method": plan.bound_method,
        "gap": _json(plan.gap),
        "bounds": {key: _json(getattr(plan.bounds, key)) for key in _BOUNDS},
        "bottleneck": _bottleneck(plan.bottleneck, situation),
        "certificate": [
            {
                "cut": str(number),
                "horizon_s": _json(cut.horizon_s),
                "people_at_most": _json(cut.people_at_most),
            }
            for number, cut in enumerate(plan.cuts, start=1)
        ],
        "wall_s": _json(plan.wall_s),
        "peak_memory_mb": _json(plan.peak_memory_mb),
    }


def _bottleneck(bottleneck: Bottleneck, situation: Situation) -> dict[str, Any]:
    network, shelters = situation.network, situation.shelters
    return {
        "sentence": bottleneck.sentence,
        "links": [
            {"link_id": link_id, "name": network.label(network.link_ix_by_id[link_id])}
            for link_id in bottleneck.link_ids
        ],
        "shelters": [
            {"shelter_id": shelter_id, "name": shelters.names[shelters.shelter_ix_by_id[shelter_id]]}
            for shelter_id in bottleneck.shelter_ids
        ],
        "zones": list(bottleneck.zone_ids),
    }


def _curve(plan: Plan, situation: Situation) -> Iterator[tuple[str, str, str]]:
    """Give the rows of the arrival curve; where nothing is proven, at most everybody with a car is safe."""
    everybody = max(float(situation.zones.car_people.sum()), plan.evacuated_people)
    curve = plan.curve
    for t_s, safe, at_most in zip(curve.t_s, curve.people_safe, curve.people_safe_at_most, strict=True):
        yield cell_of(t_s), cell_of(safe), cell_of(at_most if math.isfinite(at_most) else everybody)


def _route_rows(routes: Routes, situation: Situation) -> Iterator[tuple[str, ...]]:
    zone_ids, shelter_ids = situation.zones.zone_ids, situation.shelters.shelter_ids
    link_ids = situation.network.link_ids
    for ix, route_id in enumerate(routes.route_ids):
        links = " ".join(link_ids[link] for link in routes.links[ix].tolist())
        zone_id, shelter_id = zone_ids[routes.zone_ix[ix]], shelter_ids[routes.shelter_ix[ix]]
        yield route_id, zone_id, shelter_id, cell_of(routes.free_flow_s[ix]), links


def _departure_rows(plan: Plan) -> Iterator[tuple[str, ...]]:
    windows = plan.departures
    for ix, route in enumerate(windows.route_ix.tolist()):
        figures = (windows.from_s[ix], windows.until_s[ix], windows.vehicles[ix])
        yield plan.routes.route_ids[route], *(cell_of(figure) for figure in figures)


def _routes_map(plan: Plan, situation: Situation) -> dict[str, Any]:
    routes, windows = plan.routes, plan.departures
    vehicles = np.bincount(windows.route_ix, windows.vehicles, minlength=len(routes))
    features = []
    for ix, route_id in enumerate(routes.route_ids):
        zone, shelter = int(routes.zone_ix[ix]), int(routes.shelter_ix[ix])
        rows = np.flatnonzero(windows.route_ix == ix)
        properties = {
            "route_id": route_id,
            "zone_id": situation.zones.zone_ids[zone],
            "zone": situation.zones.names[zone],
            "shelter_id": situation.shelters.shelter_ids[shelter],
            "shelter": situation.shelters.names[shelter],
            "free_flow_s": _json(routes.free_flow_s[ix]),
            "vehicles": _json(vehicles[ix], 3),
            "people": _json(vehicles[ix] * situation.zones.people_per_vehicle[zone], 3),
            "first_departure_s": _json(windows.from_s[rows].min()) if len(rows) else None,
            "last_departure_s": _json(windows.until_s[rows].max()) if len(rows) else None,
        }
        geometry = _line(situation.network, routes.links[ix].tolist())
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return {"type": "FeatureCollection", "features": features}


def _line(network: Network, links: list[int]) -> dict[str, Any] | None:
    """Return a route's line; none for a zone that shares a node with its shelter."""
    if not links:
        return None
    points = np.concatenate([network.points(link) for link in links])
    new = np.concatenate([[True], np.any(np.diff(points, axis=0) != 0, axis=1)])
    return {"type": "LineString", "coordinates": np.round(_at_least_two(points[new]), 7).tolist()}


def _at_least_two(points: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return points if len(points) > 1 else np.repeat(points, 2, axis=0)


def _read_summary(folder: Path) -> tuple[dict[str, Any], list[Problem]]:
    try:
        content = json.loads((folder / SUMMARY_FILE).read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}, [Problem(SUMMARY_FILE, f"there is no such file in {folder}", _AGAIN)]
    except (OSError, ValueError) as error:
        return {}, [Problem(SUMMARY_FILE, f"the file is no JSON or is cut short ({error})", _AGAIN)]
    if not isinstance(content, dict):
        return {}, [Problem(SUMMARY_FILE, "the file is no plan", _AGAIN)]
    return content, []


def _read_routes(folder: Path, situation: Situation, problems: list[Problem]) -> Routes:
    header = ("route_id", "zone_id", "shelter_id", "free_flow_s", "links")
    table = read_table(folder / ROUTES_FILE, required=header, if_missing=_AGAIN)
    zone_ix = table.references("zone_id", situation.zones.zone_ix_by_id, "a zone of the scenario", _AGAIN)
    shelter_ix = table.references(
        "shelter_id", situation.shelters.shelter_ix_by_id, "a shelter of the scenario", _AGAIN
    )
    routes = Routes(
        tuple(table.ids("route_id", "route")),
        zone_ix,
        shelter_ix,
        _links(table, situation.network.link_ix_by_id),
        table.numbers("free_flow_s", least=0.0),
    )
    problems += table.problems
    return routes


def _links(table: Table, link_ix_by_id: Mapping[str, int]) -> Ragged:
    rows = []
    for row_ix, cell in enumerate(table.text("links")):
        ids = cell.split()
        unknown = [link_id for link_id in ids if link_id not in link_ix_by_id]
        if unknown:
            table.problem(row_ix, "links", f"{unknown[0]} is not a link of the scenario", _AGAIN)
        rows.append([link_ix_by_id.get(link_id, 0) for link_id in ids])
    return Ragged.of(rows, np.int32)


def _read_departures(folder: Path, routes: Routes, problems: list[Problem]) -> Departures:
    header = ("route_id", "from_s", "until_s", "vehicles")
    table = read_table(folder / DEPARTURES_FILE, required=header, if_missing=_AGAIN)
    route_ix = {route_id: ix for ix, route_id in enumerate(routes.route_ids)}
    windows = Departures(
        table.references("route_id", route_ix, f"a route of {ROUTES_FILE}", _AGAIN),
        table.numbers("from_s"),
        table.numbers("until_s"),
        table.numbers("vehicles", least=0.0, is_not="a number of vehicles"),
    )
    problems += table.problems
    return windows


def _read_curve(folder: Path, problems: list[Problem]) -> ArrivalCurve:
    if not (folder / CURVE_FILE).exists():
        return ArrivalCurve(np.empty(0), np.empty(0), np.empty(0))
    header = ("t_s", "people_safe", "people_safe_at_most")
    table = read_table(folder / CURVE_FILE, required=header)
    curve = ArrivalCurve(*(table.numbers(column) for column in header))
    problems += table.problems
    return curve


def _plan_of(
    summary: Mapping[str, Any],
    routes: Routes,
    departures: Departures,
    curve: ArrivalCurve,
    cuts: tuple[Cut, ...],
) -> Plan:
    bounds = summary.get("bounds") or {}
    figures = {key: _number(summary.get(key)) for key in _FIGURES}
    return Plan(
        scenario=str(summary["scenario"]),
        created_at=datetime.fromisoformat(summary["created"]),
        method=str(summary.get("method", "")),
        routes=routes,
        departures=departures,
        curve=curve,
        cuts=cuts,
        bounds=Bounds(_number(summary.get("lower_bound_s")), *(_number(bounds.get(key)) for key in _BOUNDS)),
        bound_method=str(summary.get("bound_method", "")),
        bottleneck=_bottleneck_of(summary.get("bottleneck") or {}),
        people=figures["people"],
        evacuated_people=figures["evacuated_people"],
        late_people=figures["late_people"],
        clearance_s=figures["clearance_s"],
        mean_arrival_s=figures["mean_arrival_s"],
        p50_s=figures["p50_s"],
        p90_s=figures["p90_s"],
        p95_s=figures["p95_s"],
        p99_s=figures["p99_s"],
        unserved=_unserved_of(summary.get("unserved", {})),
        waiting_for_seat=MappingProxyType(
            {zone_id: float(people) for zone_id, people in summary.get("waiting_for_seat", {}).items()}
        ),
        changes=MappingProxyType({str(key): str(text) for key, text in summary.get("changes", {}).items()}),
        wall_s=float(summary.get("wall_s") or 0.0),
        peak_memory_mb=float(summary.get("peak_memory_mb") or 0.0),
    )


def _bottleneck_of(weak: Mapping[str, Any]) -> Bottleneck:
    return Bottleneck(
        tuple(row["link_id"] for row in weak.get("links", ())),
        tuple(row["shelter_id"] for row in weak.get("shelters", ())),
        tuple(weak.get("zones", ())),
        str(weak.get("sentence", "")),
    )


def _unserved_of(rows: Mapping[str, Any]) -> Mapping[str, Unserved]:
    return MappingProxyType(
        {
            zone_id: Unserved(float(row["people"]), row["reason"], float(row.get("beds_missing", 0.0)))
            for zone_id, row in rows.items()
        }
    )


def _json(value: float, decimals: int = 9) -> float | int | None:
    """Return a number for JSON: whole ones without a point, nothing for nan and inf."""
    if not math.isfinite(value):
        return None
    number = round(float(value), decimals)
    return int(number) if number.is_integer() else number


def _number(value: object) -> float:
    return float("nan") if value is None else float(value)  # type: ignore[arg-type]
