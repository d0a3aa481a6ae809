"""The upper curve that cuts prove: the most people that any plan can have safe by each instant.

A cut holds at its horizon and, since nobody gets unsafe again, before it: a step. Between two
neighbouring horizons with cuts of the same sets the value is convex in the horizon, so the
straight line between them holds too: a chord. Bounds on the mean, the percentiles and the
clearance follow, by the same rules by which a stranger checks them (docs/formats.md).
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from clearway.city.arrays import Floats
from clearway.plan import Bounds
from clearway.planner.cut import Valued

SHARES = {"p50_s": 0.50, "p90_s": 0.90, "p95_s": 0.95, "p99_s": 0.99}


@dataclass(frozen=True)
class _Knot:
    """Cuts of one horizon: the least value at or after it, and (people if open, sets) of each."""

    horizon_s: float
    step: float
    cuts: tuple[tuple[float, bytes], ...]


class UpperCurve:
    """What a number of cuts prove together."""

    def __init__(self, cuts: Iterable[Valued]):
        by_horizon: dict[float, list[Valued]] = {}
        for cut in cuts:
            by_horizon.setdefault(cut.horizon_s, []).append(cut)
        least, knots = math.inf, []
        for horizon in sorted(by_horizon, reverse=True):
            here = by_horizon[horizon]
            least = min([least, *(cut.people_at_most for cut in here)])
            pairs = tuple((cut.people_if_open, cut.sets.key) for cut in here)
            knots.append(_Knot(horizon, least, pairs))
        self._knots = tuple(reversed(knots))

    @property
    def horizons_s(self) -> tuple[float, ...]:
        """The horizons of the cuts, rising."""
        return tuple(knot.horizon_s for knot in self._knots)

    def at_most(self, t_s: float) -> float:
        """Return the most that any plan can have safe by an instant; inf past the last horizon."""
        best = next((knot.step for knot in self._knots if knot.horizon_s >= t_s - 1e-6), math.inf)
        for left, right in pairwise(self._knots):
            if left.horizon_s <= t_s <= right.horizon_s:
                share = (t_s - left.horizon_s) / (right.horizon_s - left.horizon_s)
                best = min([best, *(v + share * (w - v) for v, w in _chords(left, right))])
        return best

    def at_most_many(self, t_s: Floats) -> Floats:
        """(n,) `at_most` for many instants."""
        return np.array([self.at_most(float(t)) for t in t_s])

    def reached_s(self, people: float) -> float:
        """Return the earliest instant at which, as proved, so many people may be safe."""
        target, answer, last_s = people * (1 - 1e-9), 0.0, 0.0
        for left, right in zip((None, *self._knots), self._knots, strict=False):
            for v, w in _chords(left, right):
                if v < target:
                    share = 1.0 if w < target else (target - v) / (w - v)
                    answer = max(answer, last_s + share * (right.horizon_s - last_s))
            if right.step < target:
                answer = max(answer, right.horizon_s)
            last_s = right.horizon_s
        return answer

    def mean_s(self, people: float) -> float:
        """Return a lower bound on the mean arrival of so many: the integral of 1 - at_most / people."""
        area, last_s = 0.0, 0.0
        for left, right in zip((None, *self._knots), self._knots, strict=False):
            unsafe = max(
                [0.0, people - right.step, *(_unsafe(people, v, w) for v, w in _chords(left, right))]
            )
            area += (right.horizon_s - last_s) * unsafe
            last_s = right.horizon_s
        return area / people if people > 0 else 0.0

    def bounds(self, people: float) -> Bounds:
        """Return what no plan that serves so many people can beat."""
        return Bounds(
            clearance_s=self.reached_s(people),
            mean_arrival_s=self.mean_s(people),
            **{name: self.reached_s(share * people) for name, share in SHARES.items()},
        )


def _chords(left: _Knot | None, right: _Knot) -> list[tuple[float, float]]:
    """Values at both ends of each pair of cuts with the same sets."""
    if left is None:
        return []
    return [
        (v, w)
        for v, sets in left.cuts
        for w, others in right.cuts
        if sets == others and math.isfinite(v) and math.isfinite(w)
    ]


def _unsafe(people: float, v: float, w: float) -> float:
    """Mean number not safe along a chord."""
    low, high = sorted((people - v, people - w))
    if low >= 0:
        return (low + high) / 2
    return high * high / (high - low) / 2 if high > 0 else 0.0
