"""Solvers of evacuation cases, one file each; see docs/benchmarks.md for how to add one.

A solver file has `NAME` and `solve(situation) -> Answer`. An answer is either a plan (then the referee
judges it) or trips driven through the queue model (then the model's arrivals count).
"""

from dataclasses import dataclass, field

import numpy as np

from clearway.plan import Plan
from clearway.situation import Situation


@dataclass(frozen=True)
class Answer:
    """What a solver found: a plan, or when each packet of vehicles arrives in the queue model.

    zone_ix, shelter_ix : (n,) int; arrive_s : (n,) float, inf where it never arrives; people : (n,) float
    routes : how many different routes are used; notes : what a reader should know
    """

    plan: Plan | None = None
    zone_ix: np.ndarray = field(default_factory=lambda: np.empty(0, np.int64))
    shelter_ix: np.ndarray = field(default_factory=lambda: np.empty(0, np.int64))
    arrive_s: np.ndarray = field(default_factory=lambda: np.empty(0))
    people: np.ndarray = field(default_factory=lambda: np.empty(0))
    waited_s: np.ndarray = field(default_factory=lambda: np.empty(0))
    routes: int = 0
    notes: str = ""

    def figures(self, situation: Situation) -> dict[str, float]:
        """Clearance and mean of those who arrive, who never does, and who finds no bed."""
        safe = np.isfinite(self.arrive_s)
        people = self.people[safe]
        taken = np.bincount(self.shelter_ix[safe], people, minlength=len(situation.shelters))
        over = np.maximum(0.0, taken - situation.shelters.beds)
        return {
            "clearance_s": float(self.arrive_s[safe].max(initial=0.0)),
            "mean_arrival_s": float(np.average(self.arrive_s[safe], weights=people)) if people.sum() else 0.0,
            "never_arrive_people": float(self.people[~safe].sum()),
            "without_a_bed_people": float(over[np.isfinite(over)].sum()),
            "mean_wait_on_road_s": float(np.average(self.waited_s[safe], weights=people))
            if people.sum()
            else 0.0,
            "routes": self.routes,
        }


def packets(situation: Situation, size: float) -> tuple[np.ndarray, np.ndarray]:
    """Split every zone's vehicles into packets of at most `size`: (zone_ix, vehicles)."""
    zone_ix, vehicles = [], []
    for zone, total in enumerate(situation.zones.vehicles):
        n = int(np.ceil(total / size - 1e-9))
        zone_ix += [zone] * n
        vehicles += [min(size, total - k * size) for k in range(n)]
    return np.array(zone_ix, np.int64), np.array(vehicles, float)
