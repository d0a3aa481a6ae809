"""Which horizons to cut at: few where the curve is straight, more where its sets change.

Starts from horizons that grow fourfold until everybody may be safe, then splits the interval that
leaves most in doubt, until all intervals together leave little. Where the sets at both ends of
an interval differ, each end gets the other's sets as a second cut, so that both chords hold.
"""

import heapq
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from clearway.planner.cut import SHARPEST_S, Valued
from clearway.planner.search import Found, Search

DECIMALS = 3
"""Horizons are whole milliseconds, as they are written."""
SHORTEST_S = 0.01
"""Horizons are no closer than this."""
GROWTH, MOST_STEPS, MOST_FLAT = 4, 30, 3
"""Horizons grow by this factor; a curve flat over so many of them after the last event stays so."""


MOST_SHARPENINGS, CLEARANCE_SHARE = 16, 1e-3
"""The clearance is closed in until what is left between its horizons is this share of it."""
NOTICED = 1e-3
"""Share of a value by which closures must lower it before steps are refined for them."""


@dataclass
class Point:
    """A horizon: its best cut, and others that carry chords."""

    best: Found
    others: list[Found] = field(default_factory=list)

    @property
    def horizon_s(self) -> float:
        """When."""
        return self.best.cut.horizon_s

    @property
    def cuts(self) -> list[Found]:
        """All cuts of this horizon, the best first."""
        return [self.best, *self.others]

    @property
    def gains_by_closures(self) -> bool:
        """Whether the closures that pass lower the curve here, so that chords say too little."""
        as_if_open = min(cut.if_open for cut in self.cuts)
        return as_if_open - self.best.people > NOTICED * max(self.best.people, 1.0)

    def offer(self, found: Found) -> None:
        """Keep a cut unless one with the same sets is as good as a step and as a chord's end."""
        if any(_covers(cut, found) for cut in self.cuts):
            return
        cuts = [*(cut for cut in self.cuts if not _covers(found, cut)), found]
        cuts.sort(key=lambda cut: cut.people)
        self.best, self.others = cuts[0], cuts[1:]


class Horizons:
    """Builds the points of an upper curve, from the left to where `everybody` may be safe."""

    def __init__(
        self, search: Search, everybody: float, *, tolerance: float, most: int, watch: Callable[[float], bool]
    ):
        self.search, self.everybody = search, everybody
        self.tolerance, self.most, self.watch = tolerance, most, watch
        self.points: list[Point] = []
        self._as_if_open: list[Point] = []

    def build(self) -> list[Valued]:
        """Return all cuts found, by horizon."""
        if self.everybody <= 0 or not math.isfinite(self.search.first_safe_s):
            return []
        if self.search.ground.has_passing_closures:
            self._look_as_if_open()
        self._grow()
        self._jumps()
        self._refine()
        self._sharpen()
        return [found.cut for point in self.points for found in point.cuts]

    def _look_as_if_open(self) -> None:
        """Find the curve without passing closures: its sets carry the chords where those matter little."""
        search = Search(self.search.ground.without_closures())
        if self.everybody > 0:
            other = Horizons(
                search, self.everybody, tolerance=self.tolerance, most=self.most, watch=self.watch
            )
            other.build()
            self._as_if_open = other.points

    def _point(self, found: Found) -> Point:
        """Return a point with this cut and, where closures pass, the cuts that carry chords."""
        point = Point(found)
        if self.search.ground.has_passing_closures:
            horizon_s = point.horizon_s
            later = [p for p in self._as_if_open if p.horizon_s >= horizon_s][:1]
            earlier = [p for p in self._as_if_open if p.horizon_s < horizon_s][-1:]
            for sets in {
                cut.key: cut.cut.sets for cut in (found, *(p.best for p in earlier + later))
            }.values():
                point.offer(self.search.with_sets(horizon_s, sets))
        return point

    def _grow(self) -> None:
        """Cut at horizons that grow fast, until everybody may be safe or nobody more ever is."""
        first_s = max(_just_before(self.search.first_safe_s), 2 * SHARPEST_S)
        self.points.append(self._point(self.search.cold(first_s)))
        last_event_s, flat = max([0.0, *self._events_s()]), 0
        step_s = max(first_s / 2, 60.0)
        for _ in range(MOST_STEPS):
            horizon_s = _rounded(first_s + step_s)
            horizon_s += SHARPEST_S if horizon_s in self._beside_s else 0.0
            self.points.append(self._point(self.search.cold(_rounded(horizon_s))))
            before, last = self.points[-2:]
            rises = last.best.people > before.best.people * (1 + 1e-9)
            flat = 0 if rises or before.horizon_s < last_event_s else flat + 1
            if last.best.people >= self.everybody * (1 - 1e-9):
                break
            if flat == MOST_FLAT:  # closures for good leave people behind whom time alone would have saved
                self.everybody = last.best.people
                del self.points[-MOST_FLAT:]
                break
            step_s *= GROWTH

    def _jumps(self) -> None:
        """Cut on both sides of where the curve may jump: a shelter opens, or people beside one get ready.

        By the very instant at which they are ready a cut says that they are not safe yet, a plan
        that they are: no cut is made there.
        """
        after_s = {_just_before(t): SHARPEST_S for t in self.search.ground.opens_s.tolist()}
        after_s |= {_just_before(t): 2 * SHARPEST_S for t in self._beside_s}
        for before_s in sorted(after_s):
            self._insert(before_s)
            self._insert(_rounded(before_s + after_s[before_s]))

    @cached_property
    def _beside_s(self) -> frozenset[float]:
        """When people who live beside a shelter get ready."""
        ground = self.search.ground
        at_shelter = np.isin(ground.zone_nodes.flat, ground.shelter_nodes.flat)
        zone = np.repeat(np.arange(len(ground.people)), np.diff(ground.zone_nodes.ptr))
        return frozenset(ground.ready_s[zone[at_shelter]].tolist())

    def _events_s(self) -> list[float]:
        ground = self.search.ground
        ends = ground.closed.flat.ravel()
        return [
            float(t) for times in (ground.opens_s, ground.ready_s, ends) for t in times if math.isfinite(t)
        ]

    def _insert(self, horizon_s: float) -> int | None:
        """Cut at a new horizon; return its place, or None where there is one already."""
        place = next((i for i, p in enumerate(self.points) if p.horizon_s >= horizon_s), len(self.points))
        if place == 0 or place == len(self.points) or self.points[place].horizon_s == horizon_s:
            return None
        left, right = self.points[place - 1].best.cut, self.points[place].best.cut
        self.points.insert(place, self._point(self.search.between(horizon_s, left, right)))
        return place

    def _refine(self) -> None:
        """Split the interval most in doubt, again and again, until little of the mean is in doubt."""
        queue: list[tuple[float, float, float]] = []
        doubts: dict[tuple[float, float], tuple[float, float]] = {}

        def look(place: int) -> None:
            left, right = self.points[place - 1], self.points[place]
            doubts[left.horizon_s, right.horizon_s] = seen = self._doubt(left, right)
            heapq.heappush(queue, (-seen[0], left.horizon_s, right.horizon_s))

        for place in range(1, len(self.points)):
            look(place)
        while queue and len(self.points) < self.most:
            doubt, unsafe = (sum(column) for column in zip(*doubts.values(), strict=True))
            if doubt < self.tolerance * unsafe or not self.watch(len(self.points) / self.most):
                break
            _, left_s, right_s = heapq.heappop(queue)
            place = next(i for i, p in enumerate(self.points) if p.horizon_s == right_s)
            if right_s - left_s < 2 * SHORTEST_S:
                continue
            new = self._insert(self._where(self.points[place - 1], self.points[place]))
            if new is not None:
                del doubts[left_s, right_s]
                look(new)
                look(new + 1)

    def _sharpen(self) -> None:
        """Close in on the clearance, which one late zone may decide whom the mean hardly feels."""
        for _ in range(MOST_SHARPENINGS):
            enough = self.everybody * (1 - 1e-9)
            place = next((i for i, p in enumerate(self.points) if p.best.people >= enough), 0)
            if place == 0 or not self.watch(1.0):
                return
            left, right = self.points[place - 1], self.points[place]
            if right.horizon_s - left.horizon_s < max(CLEARANCE_SHARE * right.horizon_s, 2 * SHORTEST_S):
                return
            new = self._insert(self._where(left, right))
            if new is None:
                return
            self._share_sets(self.points[new - 1], self.points[new])
            self._share_sets(self.points[new], self.points[new + 1])

    def _doubt(self, left: Point, right: Point) -> tuple[float, float]:
        """Return people times seconds that may lie between the upper curve and the truth, and those not safe.

        Gives both ends a cut with each other's sets first.
        """
        if left.best.people >= self.everybody:
            return 0.0, 0.0
        self._share_sets(left, right)
        v, w = left.best, right.best
        width_s, chords = right.horizon_s - left.horizon_s, _chords(left, right)
        means = [(min(a.if_open, w.people) + min(b.if_open, w.people)) / 2 for a, b in chords]
        upper = min([w.people, *means])
        lower = v.people
        if chords and not left.gains_by_closures and not right.gains_by_closures:
            steepest = max(b.people_per_s for _, b in chords)
            gentlest = chords[0][0].people_per_s if len(chords) == 1 else 0.0
            lower = _lower_mean(v.people, gentlest, w.people, steepest, width_s)
        return max(0.0, width_s * (upper - lower)), max(0.0, width_s * (self.everybody - upper))

    def _share_sets(self, left: Point, right: Point) -> None:
        """Give both ends a cut with the sets of the other's best, where they differ."""
        if left.best.key == right.best.key:
            return
        for _ in range(2):
            there = self.search.with_sets(right.horizon_s, left.best.cut.sets)
            right.offer(there)
            if there.key != left.best.key:
                left.offer(self.search.with_sets(left.horizon_s, there.cut.sets))
            here = self.search.with_sets(left.horizon_s, right.best.cut.sets)
            left.offer(here)
            if left.best.key == right.best.key:
                return

    def _where(self, left: Point, right: Point) -> float:
        """Return where to split: at the target, where chords cross, where tangents meet, else halfway."""
        low, high = left.horizon_s, right.horizon_s
        chords = sorted(_chords(left, right), key=lambda pair: pair[0].people)
        where = (low + high) / 2
        if len(chords) > 1:
            (a, b), (c, d) = chords[0], chords[-1]
            gain, loss = c.people - a.people, b.people - d.people
            if gain > 0 and loss > 0:
                where = low + (high - low) * gain / (gain + loss)
        elif chords:
            a, b = chords[0]
            bend = b.people_per_s - a.people_per_s
            if bend > 0:
                where = low + (b.people_per_s * (high - low) - (b.people - a.people)) / bend
        a_b = chords[0] if chords else (left.best, right.best)
        rise = a_b[1].people - a_b[0].people
        if rise > 0 and left.best.people < self.everybody < a_b[1].people:
            where = low + (high - low) * (self.everybody - a_b[0].people) / rise
        margin = 0.05 * (high - low)
        return _rounded(min(max(where, low + margin), high - margin))


def _chords(left: Point, right: Point) -> list[tuple[Found, Found]]:
    """Pairs of cuts with the same sets that prove something at both ends."""
    pairs = [(a, b) for a in left.cuts for b in right.cuts if a.key == b.key]
    return [(a, b) for a, b in pairs if math.isfinite(a.if_open + b.if_open)]


def _lower_mean(v: float, slope_v: float, w: float, slope_w: float, width_s: float) -> float:
    """Mean of the higher of two tangents: from the left end up, from the right end down."""
    if slope_w <= slope_v:
        return (v + w) / 2
    meet = min(max((slope_w * width_s - (w - v)) / (slope_w - slope_v), 0.0), width_s)
    height = v + slope_v * meet
    return ((v + height) * meet + (height + w) * (width_s - meet)) / (2 * width_s)


def _covers(one: Found, other: Found) -> bool:
    return one.key == other.key and one.people <= other.people and one.if_open <= other.if_open


def _rounded(time_s: float) -> float:
    return round(time_s, DECIMALS)


def _just_before(time_s: float) -> float:
    """Return the last whole millisecond before an instant."""
    return _rounded((math.ceil(time_s / SHARPEST_S - 1e-6) - 1) * SHARPEST_S)
