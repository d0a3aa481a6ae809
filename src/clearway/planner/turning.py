"""What a plan's turned roads come to: what each lends, when its other direction must be empty, what is wrong.

Read as a stranger reads contraflow.csv (docs/formats.md), sharing nothing with the parts that choose
roads to turn. A row that is wrong lends nothing and shuts nothing.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clearway.city.arrays import Floats
from clearway.plan import Plan, Turned
from clearway.situation import Situation

INSTANT_S = 1e-6
"""Instants closer than this are one."""

Rows = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Lent:
    """Room that links take over from their other direction; rows are stretches of time.

    link_ix : (n,) int, the link that takes it
    from_s, until_s : (n,) float; vph : (n,) float, vehicles an hour
    """

    link_ix: Rows
    from_s: Floats
    until_s: Floats
    vph: Floats

    def vph_at(self, link_ix: Rows, moment_s: Floats) -> Floats:
        """Return how many vehicles an hour more the links carry at the given moments, row by row."""
        more = np.zeros(len(link_ix))
        for row, taker in enumerate(self.link_ix):
            begun = moment_s >= self.from_s[row] - INSTANT_S
            here = (link_ix == taker) & begun & (moment_s < self.until_s[row] - INSTANT_S)
            more[here] += self.vph[row]
        return more


@dataclass(frozen=True)
class Turning:
    """A plan's turned roads, checked.

    rows : those that are two directions of one road, each road once
    faults : a sentence for each of the others
    """

    rows: tuple[Turned, ...]
    faults: tuple[str, ...]

    def lent(self, situation: Situation) -> Lent:
        """Return what the turned roads lend; nothing while the direction that lends is itself closed."""
        network, stretches = situation.network, []
        for row in self.rows:
            for begin_s, end_s in situation.closures.open_stretches(row.link_ix, row.from_s):
                stretches.append((row.to_link_ix, begin_s, end_s, network.capacity_vph[row.link_ix]))
        columns = np.array(stretches, float).reshape(-1, 4).T
        return Lent(columns[0].astype(np.int64), columns[1], columns[2], columns[3])

    def empty_from_s(self, situation: Situation) -> list[tuple[int, float]]:
        """Return (link, seconds) by which the last vehicle has entered each link given up."""
        travel_s = situation.network.travel_s
        return [(row.link_ix, row.from_s - float(travel_s[row.link_ix])) for row in self.rows]


def read_turning(situation: Situation, plan: Plan) -> Turning:
    """Read a plan's turned roads and say which rows are no road, or a road that is turned already."""
    network, good, faults = situation.network, [], []
    seen: set[int] = set()
    for number, row in enumerate(plan.contraflow, start=2):
        given, taker = row.link_ix, row.to_link_ix
        ids = f"{network.link_ids[given]} and {network.link_ids[taker]}"
        ends = (network.tail_ix[given], network.head_ix[given])
        if ends != (network.head_ix[taker], network.tail_ix[taker]):
            faults.append(f"contraflow.csv, row {number}: {ids} are not the two directions of one road.")
        elif seen & {given, taker}:
            faults.append(f"contraflow.csv, row {number}: {ids} are on a road that is turned already.")
        else:
            seen |= {given, taker}
            good.append(row)
    return Turning(tuple(good), tuple(faults))
