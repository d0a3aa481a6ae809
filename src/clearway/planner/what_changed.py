"""What a new plan asks of each zone that the one before did not, and why, in sentences."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from clearway.planner.pieces import LEAST_VEHICLES, Piece
from clearway.planner.turning_off import TurnedOff
from clearway.situation import Situation

NEVER_TOLD = "nobody had told them when to leave"
OTHERS_GAIN = "theirs could stand, but with these all others together are safe much sooner"
MORE_THERE = "more vehicles are there than were thought, or more of them can be served; orders given stay"
MOST_WAYS = 3  # of those on the road are named for a zone, the largest


def what_changed(
    situation: Situation,
    ordered: Sequence[Piece],
    kept: Sequence[Piece],
    new: Sequence[Piece],
    reasons: Mapping[int, str],
    turned: Sequence[TurnedOff],
) -> dict[int, str]:
    """Return what is new for each zone (row); zones that keep their orders are not in it.

    ordered, kept, new : what was to leave from now on, what of it stands, what is ordered anew
    reasons : zone row -> why its orders can no longer be followed
    """
    was, stays, more = (_vehicles(situation, pieces) for pieces in (ordered, kept, new))
    changes: dict[int, str] = {}
    for zone in np.flatnonzero((more > LEAST_VEHICLES) | (was > stays + 1e-3)).tolist():
        if was[zone] <= LEAST_VEHICLES:
            why = NEVER_TOLD
        elif zone in reasons:
            why = reasons[zone]
        else:
            why = OTHERS_GAIN if was[zone] > stays[zone] + 1e-3 else MORE_THERE
        each = float(situation.zones.people_per_vehicle[zone])
        at_home = max(float(was[zone]), float(stays[zone] + more[zone])) * each
        told, everybody = _count(more[zone] * each), _count(at_home)
        who = f"all {everybody}" if told == everybody else f"{told} of {everybody}"
        changes[zone] = f"New orders for {who} people still at home: {why}."
    for zone in sorted({row.piece.zone_ix for row in turned}):
        told = _turning(situation, [row for row in turned if row.piece.zone_ix == zone])
        changes[zone] = f"{changes.get(zone, '')} {told}".strip()
    return changes


def _vehicles(situation: Situation, pieces: Iterable[Piece]) -> np.ndarray:
    total = np.zeros(len(situation.zones))
    for piece in pieces:
        total[piece.zone_ix] += piece.vehicles
    return total


def _count(people: float) -> str:
    return f"{np.ceil(people - 1e-3):,.0f}"


def _turning(situation: Situation, rows: Sequence[TurnedOff]) -> str:
    """Say where those of a zone who are on the road turn off, most people first."""
    by_way: dict[str, float] = {}
    for row in rows:
        to = f"to {situation.shelters.names[row.piece.shelter_ix]}"
        if row.into_link is not None:
            to = f"into {situation.network.label(row.into_link)}, {to}"
        by_way[to] = by_way.get(to, 0.0) + row.piece.people(situation)
    ways = sorted(by_way.items(), key=lambda item: (-item[1], item[0]))
    named = "; ".join(f"{_count(people)} {to}" for to, people in ways[:MOST_WAYS])
    others = sum(people for _, people in ways[MOST_WAYS:])
    rest = f"; {_count(others)} by other ways" if others > 0 else ""
    return f"Of those on the road turn off: {named}{rest}."
