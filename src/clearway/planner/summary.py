"""What a plan's tables add up to: its figures, its arrival curve, and who is left over."""

from dataclasses import dataclass

import numpy as np

from clearway.plan import Departures, Routes, Unserved
from clearway.planner.demand import Demand
from clearway.planner.trees import Array, Roads
from clearway.situation import Situation

SHARES = {"p50_s": 0.5, "p90_s": 0.9, "p95_s": 0.95, "p99_s": 0.99}
CURVE_POINTS = 121
LEAST_PEOPLE = 1e-3  # less than this is rounding, not a person


@dataclass(frozen=True, eq=False)
class Arrivals:
    """When people are safe; rows are departure windows, each at an even rate over [from_s, until_s).

    from_s, until_s, people, deadline_s : (n,) float
    """

    from_s: Array
    until_s: Array
    people: Array
    deadline_s: Array

    @classmethod
    def of(cls, situation: Situation, routes: Routes, departures: Departures) -> "Arrivals":
        """Drive every window along its route at free speed."""
        zone_ix = routes.zone_ix[departures.route_ix]
        travel_s = routes.free_flow_s[departures.route_ix]
        people = departures.vehicles * situation.zones.people_per_vehicle[zone_ix]
        return cls(
            departures.from_s + travel_s, departures.until_s + travel_s, people,
            situation.zones.deadline_s[zone_ix],
        )  # fmt: skip

    def safe_by(self, t_s: Array) -> Array:
        """(n,) people safe by each instant, exact: the curve is straight between the windows' ends."""
        t_s = np.asarray(t_s, float)
        knots, values = self._curve
        return np.interp(t_s, knots, values, left=0.0) if len(knots) else np.zeros_like(t_s)

    @property
    def _curve(self) -> tuple[Array, Array]:
        lasting = self.until_s > self.from_s
        rate = self.people[lasting] / (self.until_s - self.from_s)[lasting]
        at_once = self.from_s[~lasting]  # twice: the curve's value just before the jump, and after it
        at = np.concatenate([self.from_s[lasting], self.until_s[lasting], at_once, at_once])
        turn = np.concatenate([rate, -rate, np.zeros(2 * len(at_once))])
        jump = np.concatenate([np.zeros(2 * lasting.sum() + len(at_once)), self.people[~lasting]])
        order = np.argsort(at, kind="stable")
        at, turn, jump = at[order], turn[order], jump[order]
        slope = np.cumsum(turn)
        level = (
            np.cumsum(jump) + np.concatenate([[0.0], np.cumsum(slope[:-1] * np.diff(at))])
            if len(at)
            else jump
        )
        return at, level

    def time_of(self, share: float) -> float:
        """Return when so large a share of the evacuated is safe."""
        knots, values = self._curve
        target = share * self.people.sum()
        if not len(knots) or target <= 0:
            return 0.0
        k = int(np.searchsorted(values, target * (1 - 1e-12)))
        if k == 0 or k >= len(knots) or values[k] <= values[k - 1]:
            return float(knots[min(k, len(knots) - 1)])
        part = (target - values[k - 1]) / (values[k] - values[k - 1])
        return float(knots[k - 1] + part * (knots[k] - knots[k - 1]))

    @property
    def clearance_s(self) -> float:
        """When the last vehicle is safe."""
        return float(self.until_s.max(initial=0.0))

    @property
    def mean_s(self) -> float:
        """The mean instant of arrival."""
        total = self.people.sum()
        return float(((self.from_s + self.until_s) / 2 * self.people).sum() / total) if total > 0 else 0.0

    @property
    def late_people(self) -> float:
        """How many arrive after their deadline."""
        span = np.maximum(self.until_s - self.from_s, 1e-9)
        share = np.clip((self.until_s - self.deadline_s) / span, 0.0, 1.0)
        return float((share * self.people)[np.isfinite(self.deadline_s)].sum())


def zones_left_over(situation: Situation, waiting_veh: Array) -> Array:
    """Return the zones in which more than a rounding error has no place."""
    return np.flatnonzero(waiting_veh * situation.zones.people_per_vehicle > LEAST_PEOPLE)


def name_unserved(
    situation: Situation, demand: Demand, waiting_veh: Array, beds_left: Array, reachable: dict[int, Array]
) -> dict[str, Unserved]:
    """Say for every zone how many of its people are served with nothing, and why.

    waiting_veh : (n_zones,) float, vehicles that found no room; beds_left : (n_shelters,) float
    reachable : zone row -> the rows of the shelters it has a way to
    """
    zones = situation.zones
    unserved = {
        zones.zone_ids[z]: Unserved(float(zones.car_people[z]), why) for z, why in demand.cut_off.items()
    }
    for zone in zones_left_over(situation, waiting_veh):
        people = float(waiting_veh[zone] * zones.people_per_vehicle[zone])
        name = zones.names[zone] or zones.zone_ids[zone]
        who = f"Zone {name} ({people:,.0f} of {zones.car_people[zone]:,.0f} people)"
        one_vehicle = max(LEAST_PEOPLE, float(zones.people_per_vehicle[zone]) - LEAST_PEOPLE)
        full = not (beds_left[reachable[int(zone)]] > one_vehicle).any()
        if full:
            reason = (
                f"{who} finds no bed: every shelter it has a way to is full; "
                f"{np.ceil(people - LEAST_PEOPLE):,.0f} beds are missing. "
                "Open more beds on its side, or another way out of the area."
            )
        else:
            reason = (
                f"{who} cannot arrive within the {situation.horizon_s / 3600:g} hours planned ahead: "
                "its roads carry too little or stay closed too long. Reopen a link, or plan further ahead."
            )
        unserved[zones.zone_ids[zone]] = Unserved(people, reason, people if full else 0.0)
    return unserved


def shelters_of_zone(situation: Situation, demand: Demand, roads: Roads, zones: Array) -> dict[int, Array]:
    """Return for each of the zones the shelters to which it has a way."""
    cost = np.where(demand.usable, 1.0, np.inf)
    n = len(situation.shelters)
    reached: dict[int, list[int]] = {int(zone): [] for zone in zones}
    for shelter in range(n if reached else 0):
        only = np.full(n, np.inf)
        only[shelter] = 0.0
        price = roads.tree(cost, only).price
        for zone in reached:
            if np.isfinite(price[situation.zones.nodes[zone]]).any():
                reached[zone].append(shelter)
    return {zone: np.array(rows, int) for zone, rows in reached.items()}


def curve_instants(arrivals: Arrivals, horizons_s: Array) -> Array:
    """Return the instants worth showing: an even grid, and where the proof has its horizons."""
    end = max(arrivals.clearance_s, float(horizons_s.max(initial=0.0)))
    return np.unique(np.round(np.concatenate([np.linspace(0.0, end, CURVE_POINTS), horizons_s, [end]]), 3))
