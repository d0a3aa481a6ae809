"""Prove what no plan can beat: the upper curve of a situation, its cuts, its bounds.

The proof needs no plan: it holds for every plan of the situation, waiting on the road
included. How it is found and why it holds: docs/bound.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from ortools.graph.python import max_flow
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from clearway.city.arrays import frozen
from clearway.plan import Bounds, Cut
from clearway.planner.curve import UpperCurve
from clearway.planner.cut import SHARPEST_S, Ground, Valued, ground_of, value_of
from clearway.planner.horizons import DECIMALS, Horizons
from clearway.planner.search import Search
from clearway.planner.settings import Progress, carry_on
from clearway.situation import Situation

TOLERANCE = 1e-3
"""Horizons are added until the doubt left between them is this share of the mean arrival."""
MOST_HORIZONS = 80
MOST_HORIZONS_WITH_CLOSURES = 160
"""With closures that come and go only steps hold, not chords, so the steps are smaller."""
FAR = 2.0
"""Where not everybody can be saved, one more cut says so up to the planning horizon or so many clearances."""
METHOD = "cuts in continuous time, one closing time a node, chords where the sets stay (docs/bound.md)"


@dataclass(frozen=True, eq=False)
class Proof:
    """The proven upper curve of a situation.

    ground : what the cuts are valued on, all nodes of the network
    cuts : every cut, by horizon; several of one horizon carry different chords
    curve : what they prove together
    savable_people : how many could be safe if there were time without end
    """

    ground: Ground
    cuts: tuple[Valued, ...]
    curve: UpperCurve
    savable_people: float

    def at_most(self, t_s: float) -> float:
        """Return the most people that any plan can have safe by an instant; past the last cut, everybody."""
        return min(float(self.ground.people.sum()), self.curve.at_most(t_s))

    def bounds(self, people_served: float) -> Bounds:
        """Return what no plan that serves so many people can beat."""
        return self.curve.bounds(people_served)

    def plan_cuts(self) -> tuple[Cut, ...]:
        """Return the cuts as a plan keeps them: inf where a node is never reached."""
        return tuple(
            Cut(
                cut.horizon_s,
                np.where(cut.reached_s < cut.horizon_s, cut.reached_s, np.inf),
                cut.people_at_most,
            )
            for cut in self.cuts
        )


def prove(
    situation: Situation,
    *,
    tolerance: float = TOLERANCE,
    most_horizons: int | None = None,
    progress: Progress = carry_on,
) -> Proof:
    """Prove the most people that any plan of a situation can have safe by each instant.

    Never fails for lack of roads or beds: who cannot be saved lowers the curve. Same situation,
    same proof; where `progress` says stop, the cuts found so far still hold.

    Parameters
    ----------
    tolerance : add horizons until the doubt left is this share of the bound on the mean
    most_horizons : at most so many
    progress : told what is being done and the share done; answers False to stop
    """
    ground = ground_of(situation)
    savable = savable_people(ground)
    usual = MOST_HORIZONS_WITH_CLOSURES if ground.has_passing_closures else MOST_HORIZONS
    search = Search(ground)
    horizons = Horizons(
        search,
        savable,
        tolerance=tolerance,
        most=most_horizons or usual,
        watch=lambda share: progress("proving the bound", share),
    )
    found = horizons.build()
    savable = min(savable, horizons.everybody)
    if found and savable < ground.people.sum():
        far_s = max(situation.horizon_s, FAR * found[-1].horizon_s)
        found.append(search.cold(round(far_s, DECIMALS)).cut)
    kept = tuple(_useful([_as_written(ground, cut) for cut in found]))
    return Proof(ground, kept, UpperCurve(kept), savable)


def savable_people(ground: Ground) -> float:
    """Return how many people could be safe if there were time without end.

    Beds and ways decide, capacities do not: a maximum flow over the parts of the network whose
    nodes all reach each other.
    """
    n_parts, part = connected_components(
        coo_matrix(
            (np.ones(len(ground.tail_ix)), (ground.tail_ix, ground.head_ix)),
            shape=(ground.n_nodes, ground.n_nodes),
        ),
        connection="strong",
    )
    ways = np.unique(np.column_stack([part[ground.tail_ix], part[ground.head_ix]]), axis=0)
    n_zones, n_shelters = len(ground.people), len(ground.beds)
    zones = n_parts + np.arange(n_zones)
    shelters = n_parts + n_zones + np.arange(n_shelters)
    source, sink = n_parts + n_zones + n_shelters, n_parts + n_zones + n_shelters + 1
    people = np.where(ground.people_per_vehicle > 0, ground.people, 0.0)
    everybody = people.sum() + 1.0
    tails = [ways[:, 0], np.repeat(zones, np.diff(ground.zone_nodes.ptr)), part[ground.shelter_nodes.flat]]
    heads = [ways[:, 1], part[ground.zone_nodes.flat], np.repeat(shelters, np.diff(ground.shelter_nodes.ptr))]
    n_free = sum(map(len, tails))
    amounts = np.concatenate([np.full(n_free, everybody), people, np.minimum(ground.beds, everybody)])
    solver = max_flow.SimpleMaxFlow()
    solver.add_arcs_with_capacity(
        np.concatenate([*tails, np.full(n_zones, source), shelters]).astype(np.int32),
        np.concatenate([*heads, zones, np.full(n_shelters, sink)]).astype(np.int32),
        np.ceil(amounts * 1000).astype(np.int64),
    )
    if n_zones == 0 or n_shelters == 0 or solver.solve(source, sink) != solver.OPTIMAL:
        return 0.0
    return float(min(solver.optimal_flow() / 1000, people.sum()))


def _as_written(ground: Ground, cut: Valued) -> Valued:
    """Round the times down to what is written, and value the cut anew.

    A cut that reaches no node would leave no row: then one that is no shelter is called reached
    at the last moment, for the price of a millisecond.
    """
    scale = 10.0**DECIMALS
    rounded = np.where(cut.reached_s < cut.horizon_s, np.floor(cut.reached_s * scale) / scale, np.inf)
    if not np.isfinite(rounded).any():
        plain = np.setdiff1d(np.arange(ground.n_nodes), ground.shelter_nodes.flat)
        aside = np.setdiff1d(plain, ground.zone_nodes.flat)
        rounded[[*aside[:1], *plain[:1]][:1]] = cut.horizon_s - SHARPEST_S
    return value_of(ground, cut.horizon_s, frozen(rounded, np.float64))


def _useful(cuts: Sequence[Valued]) -> list[Valued]:
    """Drop cuts that neither are the least of their horizon nor carry a chord with a neighbour's least."""
    by_horizon: dict[float, list[Valued]] = {}
    for cut in cuts:
        by_horizon.setdefault(cut.horizon_s, []).append(cut)
    rows = [sorted(by_horizon[h], key=lambda cut: cut.people_at_most) for h in sorted(by_horizon)]
    keep = {id(row[0]) for row in rows}
    for left, right in pairwise(rows):
        pairs = [(a, b) for a in left for b in right if a.sets.key == b.sets.key]
        lowest = min(pairs, key=lambda pair: pair[0].people_if_open + pair[1].people_if_open, default=())
        keep |= {id(cut) for a, b in pairs if a is left[0] or b is right[0] for cut in (a, b)}
        keep |= {id(cut) for cut in lowest}
    return [cut for row in rows for cut in row if id(cut) in keep]
