"""Check a plan as a stranger would: can it be driven, is it what it says, is its proof true.

Nothing is trusted but the scenario: figures are added up from the tables, cuts are valued anew,
and every claim of the plan is held against them. Shares no code with the parts that make plans.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from clearway.city.arrays import Floats
from clearway.plan import Plan
from clearway.planner.contraflow import with_every_road_turnable
from clearway.planner.curve import SHARES, UpperCurve
from clearway.planner.cut import ground_of, value_of
from clearway.planner.deadlines import late_at_least
from clearway.planner.feasible import Check, feasibility, people_in, runs_of
from clearway.situation import Situation

FIGURE_SLACK = 1.0
"""People or seconds by which a written figure may differ from the tables."""
CLAIM_SLACK = 1e-3
"""Share by which a claimed bound may lie above the proved one: rounding when it was written."""
NAMES = {
    "mean_arrival_s": "mean arrival",
    "p50_s": "half of the people safe",
    "p90_s": "90 % safe",
    "p95_s": "95 % safe",
    "p99_s": "99 % safe",
    "clearance_s": "clearance",
}


@dataclass(frozen=True, eq=False)
class Verdict:
    """What is left of a plan's claims after checking them.

    checks : what has to hold, and where it does not
    own : name -> seconds, as the plan's tables say; the names are those of `NAMES`
    proved : name -> seconds that no plan serving as many can beat, as its cuts prove; empty without cuts
    evacuated_people, late_people : as the tables say
    late_in_any_plan : people who cannot be safe by their deadline, whatever the plan
    """

    checks: tuple[Check, ...]
    own: Mapping[str, float]
    proved: Mapping[str, float]
    evacuated_people: float
    late_people: float
    late_in_any_plan: float

    @property
    def holds(self) -> bool:
        """Whether every check holds."""
        return all(check.holds for check in self.checks)

    def gap(self, name: str) -> float:
        """Return how far the plan is over its proved bound: 0.02 is two per cent; nan if unproved."""
        bound = self.proved.get(name, 0.0)
        return self.own[name] / bound - 1 if bound > 0 else float("nan")


def verify(situation: Situation, plan: Plan) -> Verdict:
    """Check a plan against the situation it was made for.

    A plan that turns roads one way is held against the bound of a city in which every road may be turned.
    """
    runs = runs_of(situation, plan)
    people = people_in(situation, plan)
    width = plan.departures.until_s - plan.departures.from_s
    arrivals = _Arrivals(runs.arrive_s, runs.arrive_s + width, people)
    served = float(people.sum())
    ground = with_every_road_turnable(situation) if plan.contraflow else situation
    proof = _proof(ground, plan)
    own = {
        "mean_arrival_s": arrivals.mean_s,
        **{name: arrivals.time_of(share * served) for name, share in SHARES.items()},
        "clearance_s": arrivals.last_s,
    }
    deadline = situation.zones.deadline_s[plan.routes.zone_ix[plan.departures.route_ix]]
    late = arrivals.late(deadline)
    proved = _bounds(proof, served) if plan.cuts else {}
    checks = (
        *feasibility(situation, plan, runs),
        Check("Nobody is lost: served, left over and without a car are everybody.",
              tuple(_nobody_lost(situation, plan, people))),
        Check("The figures of the plan are what its tables say.", tuple(_figures(plan, own, served, late))),
        Check("The curve of people safe is the plan's own.", tuple(_own_curve(plan, arrivals, served))),
        Check("No more are safe at any instant than the curve says any plan could have.",
              tuple(_under_the_curve(plan, arrivals))),
        Check("The cuts prove the upper curve.", tuple(_curve_proved(situation, plan, proof))),
        Check("The cuts prove the bounds, and the plan beats none of them.",
              tuple(_bounds_proved(plan, own, proved))),
    )  # fmt: skip
    hopeless = late_at_least(ground)
    return Verdict(checks, own, proved, served, late, hopeless.late_people if hopeless else 0.0)


@dataclass(frozen=True, eq=False)
class _Arrivals:
    """People arriving evenly over stretches of time."""

    from_s: Floats
    until_s: Floats
    people: Floats

    def safe_by(self, t_s: float) -> float:
        width = self.until_s - self.from_s
        share = np.divide(t_s - self.from_s, width, out=(t_s >= self.until_s).astype(float), where=width > 0)
        return float(self.people @ np.clip(share, 0.0, 1.0))

    @property
    def last_s(self) -> float:
        return float(self.until_s[self.people > 0].max(initial=0.0))

    @property
    def mean_s(self) -> float:
        total = float(self.people.sum())
        return float(self.people @ (self.from_s + self.until_s)) / 2 / total if total > 0 else 0.0

    def time_of(self, people: float) -> float:
        """Return when so many are safe, to a thousandth of a second."""
        low, high = 0.0, self.last_s
        while high - low > 1e-3:
            middle = (low + high) / 2
            low, high = (low, middle) if self.safe_by(middle) >= people * (1 - 1e-12) else (middle, high)
        return high

    def late(self, deadline_s: Floats) -> float:
        width = self.until_s - self.from_s
        after = (self.until_s > deadline_s).astype(float)
        with np.errstate(invalid="ignore"):
            share = np.divide(self.until_s - deadline_s, width, out=after, where=(width > 0) & (after > 0))
        return float(self.people @ np.clip(share, 0.0, 1.0))


def _proof(situation: Situation, plan: Plan) -> UpperCurve:
    ground = ground_of(situation)
    return UpperCurve(value_of(ground, cut.horizon_s, cut.reached_s) for cut in plan.cuts)


def _bounds(proof: UpperCurve, served: float) -> dict[str, float]:
    bounds = proof.bounds(served)
    return {name: getattr(bounds, name) for name in NAMES}


def _nobody_lost(situation: Situation, plan: Plan, people: Floats) -> Iterator[str]:
    zones = situation.zones
    served = np.bincount(plan.routes.zone_ix[plan.departures.route_ix], people, len(zones))
    for row, zone_id in enumerate(zones.zone_ids):
        left = plan.unserved[zone_id].people if zone_id in plan.unserved else 0.0
        if abs(served[row] + left - zones.car_people[row]) > FIGURE_SLACK:
            yield (
                f"Zone {zone_id}: {served[row]:,.1f} people served and {left:,.1f} left over "
                f"are not its {zones.car_people[row]:,.1f} with a car."
            )
        waiting = plan.waiting_for_seat.get(zone_id, 0.0)
        if abs(waiting - zones.no_car_people[row]) > FIGURE_SLACK:
            yield f"Zone {zone_id}: {waiting:,.0f} wait for a seat, not its {zones.no_car_people[row]:,.0f}."


def _figures(plan: Plan, own: Mapping[str, float], served: float, late: float) -> Iterator[str]:
    for name, value in {**own, "evacuated_people": served, "late_people": late}.items():
        claimed = getattr(plan, name)
        if abs(claimed - value) > FIGURE_SLACK:
            yield f"plan.json says {name} is {claimed:,.1f}; the tables say {value:,.1f}."


def _own_curve(plan: Plan, arrivals: _Arrivals, served: float) -> Iterator[str]:
    for t_s, safe in zip(plan.curve.t_s, plan.curve.people_safe, strict=True):
        actual = arrivals.safe_by(float(t_s))
        if abs(actual - safe) > max(FIGURE_SLACK, 2e-3 * served):
            yield f"The curve says {safe:,.1f} are safe by {t_s:,.0f} s; the tables say {actual:,.1f}."


def _under_the_curve(plan: Plan, arrivals: _Arrivals) -> Iterator[str]:
    for t_s, most in zip(plan.curve.t_s, plan.curve.people_safe_at_most, strict=True):
        actual = arrivals.safe_by(float(t_s))
        if actual > most * (1 + 1e-6) + FIGURE_SLACK / 2:
            yield f"By {t_s:,.0f} s {actual:,.1f} are safe, more than the {most:,.1f} said to be possible."
    for column in (plan.curve.t_s, plan.curve.people_safe_at_most):
        if np.any(column[1:] < column[:-1] - 1e-6):
            yield "arrival_curve.csv goes backwards."


def _curve_proved(situation: Situation, plan: Plan, proof: UpperCurve) -> Iterator[str]:
    everybody = float(situation.zones.car_people.sum())
    for t_s, most in zip(plan.curve.t_s, plan.curve.people_safe_at_most, strict=True):
        if most >= everybody - FIGURE_SLACK:  # nothing is claimed
            continue
        proved = proof.at_most(float(t_s))
        if proved > most * (1 + 1e-4) + FIGURE_SLACK:
            yield f"At most {most:,.1f} by {t_s:,.0f} s is not proved, only {proved:,.1f}."


def _bounds_proved(plan: Plan, own: Mapping[str, float], proved: Mapping[str, float]) -> Iterator[str]:
    for name, words in NAMES.items():
        claimed = getattr(plan.bounds, name)
        if name in proved and proved[name] > own[name] * (1 + 1e-6) + FIGURE_SLACK:
            yield (
                f"The cuts prove {words} not before {proved[name]:,.1f} s, but the plan has "
                f"{own[name]:,.1f} s: one of the two is wrong."
            )
        if np.isnan(claimed):
            continue
        if claimed > own[name] * (1 + 1e-6) + FIGURE_SLACK:
            yield f"The bound on {words}, {claimed:,.1f} s, lies above the plan's {own[name]:,.1f} s."
        bound = proved.get(name, 0.0)
        if claimed > bound * (1 + CLAIM_SLACK) + FIGURE_SLACK:
            yield f"The bound on {words}, {claimed:,.1f} s, is not proved, only {bound:,.1f} s."
