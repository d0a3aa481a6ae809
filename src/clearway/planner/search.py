"""The best cut at one horizon: where it runs roughly, then its sets, then its exact times.

Long label lists find the rough place, bands the sets, one static flow the exact closing times.
Whatever the search finds is valued again by the formula, so a poor search can loosen a bound
but never break it.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from clearway.city.arrays import Bools, Floats
from clearway.planner.cut import SHARPEST_S, Ground, Sets, Valued, value_of
from clearway.planner.distances import earliest_s, start_times_s
from clearway.planner.labels import (
    Labels,
    Limits,
    Times,
    band_labels,
    best_cut,
    chosen_labels,
    grid_labels,
)
from clearway.planner.static_flow import StaticFlow

COARSE_LABELS = 8
FINEST_BAND, FINEST_BAND_ALONE = 1 / 32, 1 / 256
"""Bands are halved from a sixteenth of the horizon to this share of it; the static flow does the rest.

It knows nothing of closures that come and go: then the bands go on alone.
"""
MOST_LEVELS = 4
WORTH_DROPPING = 1e-3
"""Zones with fuller vehicles than others are kept at home by the cut where that lowers it by as much."""


@dataclass(frozen=True, eq=False)
class Found:
    """A cut and how fast its value grows with the horizon, people a second (its sets kept)."""

    cut: Valued
    people_per_s: float

    @property
    def people(self) -> float:
        """What it proves."""
        return self.cut.people_at_most

    @property
    def if_open(self) -> float:
        """What it proves with the closures that pass left out; what chords go by."""
        return self.cut.people_if_open

    @property
    def key(self) -> bytes:
        """Equal where the sets are equal."""
        return self.cut.sets.key


class Search:
    """Looks for the best cuts of one ground; remembers the distances that all horizons share."""

    def __init__(self, ground: Ground):
        self.ground = ground
        ready = np.repeat(ground.ready_s, np.diff(ground.zone_nodes.ptr))
        self._zone_times: Times = (ground.zone_nodes.flat.astype(np.int64), ready)
        starts = start_times_s(ground.n_nodes, ground.zone_nodes.flat, ready)
        self.early_s = earliest_s(ground.n_nodes, ground.tail_ix, ground.head_ix, ground.travel_s, starts)
        self._static = StaticFlow(ground)
        self._to_shelter_s: dict[bytes, Floats] = {}

    def to_shelter_s(self, horizon_s: float) -> Floats:
        """(n_nodes,) free-flow seconds to the nearest shelter that is open by the horizon."""
        ground, opened = self.ground, self.ground.open_by(horizon_s)
        if opened.tobytes() not in self._to_shelter_s:
            nodes = ground.shelter_nodes.flat[np.repeat(opened, np.diff(ground.shelter_nodes.ptr))]
            ends = start_times_s(ground.n_nodes, nodes, np.zeros(len(nodes)))
            self._to_shelter_s[opened.tobytes()] = earliest_s(
                ground.n_nodes, ground.head_ix, ground.tail_ix, ground.travel_s, ends
            )
        return self._to_shelter_s[opened.tobytes()]

    @cached_property
    def first_safe_s(self) -> float:
        """When the first person can be safe; inf where nobody ever can."""
        ground = self.ground
        nodes = ground.shelter_nodes.flat
        opens = np.repeat(ground.opens_s, np.diff(ground.shelter_nodes.ptr))
        useful = np.repeat(ground.beds > 0, np.diff(ground.shelter_nodes.ptr))
        arrivals = np.maximum(self.early_s[nodes], opens)[useful]
        return float(arrivals.min()) if len(arrivals) else np.inf

    def limits(self, horizon_s: float) -> Limits:
        """Return where closing times have to be looked for at a horizon."""
        first = np.minimum(self.early_s, horizon_s)
        return Limits(horizon_s, first, np.maximum(first, horizon_s - self.to_shelter_s(horizon_s)))

    def cold(self, horizon_s: float) -> Found:
        """Return the best cut found from nothing."""
        limits = self.limits(horizon_s)
        step = horizon_s / COARSE_LABELS
        return self._best(limits, grid_labels(limits, step, *self._landmarks()), step / 2)

    def between(self, horizon_s: float, left: Valued, right: Valued) -> Found:
        """Return the best cut found between two horizons whose cuts are known.

        Without closures the best closing times lie between those of the neighbours, shifted by
        no more than the time between (clock shift and submodularity; docs/bound.md); with them
        a few bands look around there.
        """
        limits = self.limits(horizon_s)
        every = np.arange(self.ground.n_nodes)
        rows = (
            limits.first_s,
            left.reached_s,
            left.reached_s + (horizon_s - left.horizon_s),
            right.reached_s,
            right.reached_s - (right.horizon_s - horizon_s),
            limits.last_s,
        )
        labels = chosen_labels(limits, *((every, row) for row in rows), *self._landmarks())
        band_s = (right.horizon_s - left.horizon_s) / 4 if self.ground.has_passing_closures else 0.0
        return self._best(limits, labels, band_s)

    def _best(self, limits: Limits, labels: Labels, band_s: float) -> Found:
        """Return the best cut from these labels, over the ways to count how full vehicles are."""
        found = []
        for fullest in self._fullness:
            at = best_cut(self.ground, limits, labels, fullest)
            share = FINEST_BAND_ALONE if self.ground.has_passing_closures else FINEST_BAND
            width_s, finest_s = band_s, max(1.0, limits.horizon_s * share)
            while width_s > finest_s:
                bands = band_labels(limits, at, width_s, self._zone_times)
                at = best_cut(self.ground, limits, bands, fullest)
                width_s /= 2
            found.append(self.polished(at, limits.horizon_s))
        return min(found, key=lambda one: one.people)

    @cached_property
    def _fullness(self) -> tuple[float, ...]:
        """People in each vehicle that may be the fullest let in: all zones', or without a few of buses.

        A link's vehicles count as full as the fullest of the zones let in. Keeping the fullest
        zones at home costs the cut their people, and can only gain the share by which the
        vehicles of the others are less full.
        """
        full, people = self.ground.people_per_vehicle, self.ground.people
        levels = [float(full.max(initial=0.0))]
        for level in np.unique(full[full > 0])[::-1].tolist():
            gain = 1 - level / levels[0]
            if level < 0.9 * levels[-1] and people[full > level].sum() < gain * people.sum():
                levels.append(level)
        return tuple(levels[:MOST_LEVELS])

    def polished(self, at: Floats, horizon_s: float) -> Found:
        """Return the cut with exact times for the sets of a rough one, or the rough one if better."""
        rough = value_of(self.ground, horizon_s, at)
        best = self.with_sets(horizon_s, rough.sets)
        lean = self._without_the_fullest(best.cut)
        if lean is not best.cut.sets:
            best = min(best, self.with_sets(horizon_s, lean), key=lambda one: one.people)
        return best if best.people <= rough.people_at_most else Found(rough, best.people_per_s)

    def with_sets(self, horizon_s: float, sets: Sets) -> Found:
        """Return the best cut with these zones let in and these shelters unreached.

        Its own sets may come out larger: a zone let in or a shelter unreached at no cost.
        """
        ground = self.ground
        times, vehicles_per_s = self._static.cut(horizon_s, sets.let_in, sets.unreached)
        at = self._snapped(times, horizon_s, sets)
        cut = value_of(ground, horizon_s, at)
        fullest = float(ground.people_per_vehicle[cut.sets.let_in].max(initial=0.0))
        return Found(cut, vehicles_per_s * fullest)

    def _landmarks(self) -> tuple[Times, ...]:
        """Times at which a node's closing may matter on its own: zones get ready, links close and open."""
        ground = self.ground
        if not ground.has_passing_closures:
            return (self._zone_times,)
        links = np.repeat(np.arange(len(ground.tail_ix)), np.diff(ground.closed.ptr))
        ends = ground.closed.flat
        ends = np.where(np.isfinite(ends), ends, ends[:, :1])
        tails, heads, travel = ground.tail_ix[links], ground.head_ix[links], ground.travel_s[links]
        return (
            self._zone_times,
            *((tails.astype(np.int64), ends[:, k]) for k in (0, 1)),
            *((heads.astype(np.int64), ends[:, k] + travel) for k in (0, 1)),
        )

    def _snapped(self, at: Floats, horizon_s: float, sets: Sets) -> Floats:
        """Make the times say exactly what the sets mean, and keep them in the past of the horizon."""
        ground = self.ground
        at = np.clip(np.where(np.isnan(at), horizon_s, at), 0.0, horizon_s)
        zones = np.repeat(np.arange(len(ground.people)), np.diff(ground.zone_nodes.ptr))
        inside = sets.let_in[zones]
        nodes = ground.zone_nodes.flat[inside]
        np.minimum.at(at, nodes, ground.ready_s[zones[inside]])
        shelters = np.repeat(np.arange(len(ground.beds)), np.diff(ground.shelter_nodes.ptr))
        opened = ground.open_by(horizon_s)
        kept = ground.shelter_nodes.flat[(sets.unreached & opened)[shelters]]
        late = kept[at[kept] > horizon_s - SHARPEST_S]
        at[late] = horizon_s
        waiting = ground.shelter_nodes.flat[~opened[shelters]]
        at[waiting] = np.minimum(at[waiting], max(0.0, horizon_s - SHARPEST_S))
        return at

    def _without_the_fullest(self, cut: Valued) -> Sets:
        """Return the sets of a cut less those zones whose full vehicles cost more than their people.

        A link's vehicles count as full as the fullest of the zones let in, so one zone of buses
        would loosen the whole cut.
        """
        ground, let_in = self.ground, cut.sets.let_in
        inside = np.flatnonzero(let_in)
        if not len(inside):
            return cut.sets
        order = inside[np.argsort(-ground.people_per_vehicle[inside], kind="stable")]
        fullness = ground.people_per_vehicle[order]
        vehicles = (cut.people_at_most - self._fixed_people(cut)) / fullness[0] if fullness[0] > 0 else 0.0
        dropped = np.concatenate([[0.0], np.cumsum(ground.people[order])])
        left = np.concatenate([fullness, [0.0]])
        firsts = np.flatnonzero(np.concatenate([[True], np.diff(left) < 0]))
        costs = dropped[firsts] + left[firsts] * vehicles
        best = int(firsts[np.argmin(costs)])
        if costs.min() > costs[0] - WORTH_DROPPING * max(cut.people_at_most, 1.0):
            return cut.sets
        fewer: Bools = let_in.copy()
        fewer[order[:best]] = False
        return Sets(fewer, cut.sets.unreached, cut.sets.unopened)

    def _fixed_people(self, cut: Valued) -> float:
        sets = cut.sets
        beds = self.ground.beds[~sets.unreached & ~sets.unopened].sum()
        return float(self.ground.people[~sets.let_in].sum() + beds)
