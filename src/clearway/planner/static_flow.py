"""The best cut with given sets: the dual of one static minimum-cost flow.

Fix which zones are let in and which shelters stay unreached; what is left to choose are the
closing times alone. That is the dual of sending a steady flow x from those zones to those
shelters that earns `horizon` for each vehicle and second that arrives and pays the seconds
driven (and waited for the zone to be ready): a temporally repeated flow of Ford and Fulkerson.
The closing times are the flow's potentials; the flow that arrives, |x|, is how fast the value
grows with the horizon.
"""

import numpy as np
from numpy.typing import ArrayLike

from clearway.city.arrays import Bools, Floats
from clearway.planner.cut import Ground
from clearway.planner.simplex import NONE, Circulation


class StaticFlow:
    """The steady flows of one ground; each solve starts from the tree of the one before.

    Vertices are the nodes, then a source and a sink. Arcs are the links, a start for each node
    of a zone, an end for each node of a shelter, one arc from the source to every vertex that
    is too dear to use (where the tree begins), and the way back from sink to source that earns.
    """

    def __init__(self, ground: Ground):
        self.ground = ground
        n, source, sink = ground.n_nodes, ground.n_nodes, ground.n_nodes + 1
        begins, ends = ground.zone_nodes.flat, ground.shelter_nodes.flat
        n_tree = n + 1
        tree_heads = np.concatenate([np.arange(n), [sink]])
        tails: list[ArrayLike] = [
            ground.tail_ix,
            np.full(len(begins), source),
            ends,
            np.full(n_tree, source),
            [sink],
        ]
        heads: list[ArrayLike] = [ground.head_ix, begins, np.full(len(ends), sink), tree_heads, [source]]
        no_limit = float(ground.vehicles_per_s.sum()) + 1.0
        n_others = len(begins) + len(ends) + n_tree + 1
        self._zone = np.repeat(np.arange(len(ground.people)), np.diff(ground.zone_nodes.ptr))
        self._shelter = np.repeat(np.arange(len(ground.beds)), np.diff(ground.shelter_nodes.ptr))
        self._n_tree = n_tree
        first_tree_arc = len(ground.tail_ix) + len(begins) + len(ends)
        tree_arcs = np.full(n + 2, NONE, np.int64)
        tree_arcs[tree_heads] = first_tree_arc + np.arange(n_tree)
        self._flow = Circulation(
            n + 2,
            source,
            np.concatenate(tails).astype(np.int64),
            np.concatenate(heads).astype(np.int64),
            np.concatenate([ground.vehicles_per_s, np.full(n_others, no_limit)]),
            tree_arcs,
        )

    def cut(self, horizon_s: float, let_in: Bools, unreached: Bools) -> tuple[Floats, float]:
        """Return (n_nodes,) the best closing times with these sets, and |x| in vehicles a second.

        Zones that are ready only after the horizon, and shelters that open after it, have no part.
        """
        ground = self.ground
        too_dear = 2.0 * horizon_s + 1.0
        starts = (let_in & (ground.ready_s < horizon_s))[self._zone]
        ends = (unreached & ground.open_by(horizon_s))[self._shelter]
        costs = np.concatenate(
            [
                ground.travel_s,
                np.where(starts, ground.ready_s[self._zone], too_dear),
                np.where(ends, 0.0, too_dear),
                np.full(self._n_tree, too_dear),
                [-horizon_s],
            ]
        )
        self._flow.solve(costs)
        times = np.clip(self._flow.potential[: ground.n_nodes], 0.0, horizon_s)
        return times, float(self._flow.flow[-1])
