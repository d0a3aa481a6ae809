"""Road use over time: how full each used link is in each step of the plan.

Every departure window runs along its route at free-flow speed, as in the plan itself (docs/formats.md):
the flow that enters a link is a step function of time. A step's use is its average flow over the link's
capacity, so that a step longer than a window shows less than the window's peak, and never more.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clearway.city.arrays import Floats, Ints, frozen
from clearway.plan import Plan
from clearway.situation import Situation

STEPS_S = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400)
MOST_STEPS = 144


@dataclass(frozen=True, eq=False)
class RoadUse:
    """Flows of the used links, and where people are, step by step.

    step_s : seconds of a step; steps start at `first_s`, `first_s + step_s`, …
    link_ix : (n_used,) int, links that somebody drives, rows of the network
    flow_vph : (n_used, n_steps) float, vehicles an hour entering, averaged over the step
    vehicles : (n_used,) float, all vehicles that drive the link
    left_people, safe_people : (n_steps + 1,) float, left home and arrived by the start of each step
    """

    first_s: float
    step_s: float
    link_ix: Ints
    flow_vph: Floats
    vehicles: Floats
    left_people: Floats
    safe_people: Floats

    @property
    def edges_s(self) -> Floats:
        """(n_steps + 1,) seconds after the start at which steps begin and the last one ends."""
        return np.asarray(self.first_s + self.step_s * np.arange(self.flow_vph.shape[1] + 1))


def road_use(situation: Situation, plan: Plan) -> RoadUse:
    """Return the use of every link that the plan drives on, from the first departure to the last arrival."""
    departures, routes = plan.departures, plan.routes
    out_s = departures.until_s + routes.free_flow_s[departures.route_ix]
    first_s = float(departures.from_s.min()) if len(departures) else 0.0
    last_s = float(out_s.max()) if len(departures) else 0.0
    step_s = next((s for s in STEPS_S if last_s - first_s // s * s <= MOST_STEPS * s), STEPS_S[-1])
    first_s = first_s // step_s * step_s
    edges_s = first_s + step_s * np.arange(max(int(np.ceil((last_s - first_s) / step_s)), 1) + 1)

    window, link, enters_s = _entries(situation, plan)
    used, row = np.unique(link, return_inverse=True)
    from_s, until_s = departures.from_s[window] + enters_s, departures.until_s[window] + enters_s
    passed = _cumulated(row, len(used), from_s, until_s, departures.vehicles[window], edges_s)
    all_rows = np.zeros(len(departures), dtype=np.int64)
    people = departures.vehicles * situation.zones.people_per_vehicle[routes.zone_ix[departures.route_ix]]
    left = _cumulated(all_rows, 1, departures.from_s, departures.until_s, people, edges_s)[0]
    drive_s = routes.free_flow_s[departures.route_ix]
    safe = _cumulated(all_rows, 1, departures.from_s + drive_s, out_s, people, edges_s)[0]
    return RoadUse(
        first_s=first_s,
        step_s=float(step_s),
        link_ix=used.astype(np.int32),
        flow_vph=np.diff(passed, axis=1) * (3600.0 / step_s),
        vehicles=frozen(np.bincount(row, departures.vehicles[window], minlength=len(used)), np.float64),
        left_people=left,
        safe_people=safe,
    )


def _entries(situation: Situation, plan: Plan) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return every (window, link) pair of the plan with the seconds from home to the link's start."""
    windows, links, seconds = [np.empty(0, np.int64)], [np.empty(0, np.int64)], [np.empty(0)]
    for route_ix in np.unique(plan.departures.route_ix):
        mine = np.flatnonzero(plan.departures.route_ix == route_ix)
        route = plan.routes.links[route_ix].astype(np.int64)
        travel_s = situation.network.travel_s[route]
        windows.append(np.repeat(mine, len(route)))
        links.append(np.tile(route, len(mine)))
        seconds.append(np.tile(np.cumsum(travel_s) - travel_s, len(mine)))
    return np.concatenate(windows), np.concatenate(links), np.concatenate(seconds)


def _cumulated(
    row: NDArray[Any],
    n_rows: int,
    from_s: NDArray[Any],
    until_s: NDArray[Any],
    amount: NDArray[Any],
    edges_s: NDArray[Any],
) -> NDArray[Any]:
    """Return how much has passed each row by each edge, (n_rows, n_edges), from even flows over windows.

    The sum of ramps is `rate × (t − from)` from `from_s` on, less the same from `until_s` on; both are
    summed as a slope and an offset, so that a window costs two additions however many steps it spans.
    A window without length has passed from its instant on.
    """
    n_edges, span_s = len(edges_s), until_s - from_s
    even = span_s > 1e-9
    rate = np.divide(amount, span_s, out=np.zeros_like(amount), where=even)
    slope, offset = np.zeros(n_rows * n_edges), np.zeros(n_rows * n_edges)
    for at_s, sign in ((from_s, 1.0), (until_s, -1.0)):
        edge = np.searchsorted(edges_s, at_s)
        kept = edge < n_edges
        cell = row[kept] * n_edges + edge[kept]
        slope += np.bincount(cell, sign * rate[kept], minlength=n_rows * n_edges)
        offset -= np.bincount(cell, (sign * rate * at_s)[kept], minlength=n_rows * n_edges)
        if sign > 0:
            offset += np.bincount(cell, np.where(even, 0.0, amount)[kept], minlength=n_rows * n_edges)
    slope, offset = (values.reshape(n_rows, n_edges).cumsum(axis=1) for values in (slope, offset))
    return np.asarray(slope * edges_s + offset)
