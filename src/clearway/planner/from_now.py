"""A situation as it looks from the instant of planning: what is past falls away, second 0 is now.

The planner spreads people over the time between now and the clearance; on a clock that began hours ago it
would spread them over too little. What it finds is put back onto the situation's own clock.
"""

from dataclasses import replace

import numpy as np

from clearway.city import Closures, Reserved
from clearway.plan import Departures
from clearway.situation import Situation

WHOLE_S = 60.0  # clocks are moved by whole minutes, so that orders at round minutes stay round
DECIMALS = 9  # moving a clock and moving it back must not leave a trace


def seen_from_now(situation: Situation) -> tuple[Situation, float]:
    """Return the situation on a clock that begins at the minute of planning, and by how much it was moved."""
    moved_s = WHOLE_S * np.floor(situation.at_s / WHOLE_S)
    if moved_s <= 0:
        return situation, 0.0
    zones, shelters, at_s = situation.zones, situation.shelters, situation.at_s
    return replace(
        situation,
        horizon_s=max(situation.horizon_s - moved_s, 0.0),
        at_s=at_s - moved_s,
        zones=replace(
            zones,
            ready_s=np.maximum(zones.ready_s, at_s) - moved_s,
            deadline_s=np.maximum(zones.deadline_s - moved_s, 0.0),
        ),
        shelters=replace(shelters, opens_s=np.maximum(shelters.opens_s - moved_s, 0.0)),
        closures=_closures_from(situation.closures, moved_s),
        reserved=_reserved_from(situation.reserved, moved_s),
    ), float(moved_s)


def _closures_from(shut: Closures, moved_s: float) -> Closures:
    rows = np.flatnonzero(shut.until_s > moved_s)
    return Closures(
        shut.link_ix[rows],
        np.maximum(shut.from_s[rows] - moved_s, 0.0),
        shut.until_s[rows] - moved_s,
        tuple(shut.reasons[row] for row in rows),
        tuple(shut.sources[row] for row in rows),
    )


def _reserved_from(spoken: Reserved, moved_s: float) -> Reserved:
    rows = np.flatnonzero(spoken.until_s > moved_s)
    return Reserved(
        spoken.link_ix[rows],
        np.maximum(spoken.from_s[rows] - moved_s, 0.0),
        spoken.until_s[rows] - moved_s,
        spoken.vph[rows],
    )


def put_back(departures: Departures, moved_s: float) -> Departures:
    """Return departures on the situation's own clock again."""
    from_s, until_s = (np.round(t_s + moved_s, DECIMALS) for t_s in (departures.from_s, departures.until_s))
    return replace(departures, from_s=from_s, until_s=until_s)
