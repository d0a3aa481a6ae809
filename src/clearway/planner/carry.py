"""What of a plan still stands at a later instant: who is on the road, who is blocked, what was ordered.

Vehicles that have left are carried on along their way, and take their beds, first arrivals first. Who
would come to a closed link, or to a shelter with no bed left, is blocked: `turning_off` finds another way.
Orders from the instant on are handed back as they were: whether they are kept is `replan`'s question.

The new situation keeps the rows of the one the plan was made for; what is new comes after them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from clearway.city.arrays import Floats
from clearway.plan import Plan
from clearway.planner.pieces import LEAST_S, LEAST_VEHICLES, Piece, pieces_of
from clearway.situation import Situation


@dataclass(frozen=True, eq=False)
class Blocked:
    """Vehicles that have left and cannot go on as they were told.

    at_link : index of the link of their way that they would find closed; the number of links where it
        is the shelter that is full or not open
    inside : they are in the shelter already, and it has no bed for them any more
    """

    piece: Piece
    at_link: int
    inside: bool = False


@dataclass(frozen=True, eq=False)
class Carried:
    """A plan at an instant.

    driving : what has left and stands; blocked : what has left and needs another way
    ordered : what was to leave from the instant on, as it was ordered
    beds : (n_shelters,) people for whom there is room beside those in `driving`
    """

    driving: tuple[Piece, ...]
    blocked: tuple[Blocked, ...]
    ordered: tuple[Piece, ...]
    beds: Floats


def carry_on(situation: Situation, before: Plan) -> Carried:
    """Return what of the plan before stands in the situation now, at its instant `at_s`."""
    at_s = situation.at_s
    pieces = pieces_of(before.routes, before.departures)
    gone = [piece.between(-np.inf, at_s) for piece in pieces if _left_before(piece, at_s)]
    ordered = [piece.between(at_s, np.inf) for piece in pieces if not _left_before(piece, at_s, last=True)]
    course = _Course(situation)
    driving: list[Piece] = []
    blocked: list[Blocked] = []
    for piece, off in _by_arrival(situation, gone):
        for part in course.parts(piece, off):
            if isinstance(part, Blocked):
                blocked.append(part)
            else:
                driving.append(part)
    kept = tuple(piece for piece in ordered if piece.vehicles > LEAST_VEHICLES)
    return Carried(tuple(driving), tuple(blocked), kept, np.maximum(course.beds, 0.0))


def _left_before(piece: Piece, at_s: float, *, last: bool = False) -> bool:
    """Whether the first (or the last) vehicle leaves before an instant."""
    if piece.from_s == piece.until_s:
        return piece.from_s < at_s
    return (piece.until_s <= at_s) if last else (piece.from_s < at_s)


def _by_arrival(situation: Situation, gone: list[Piece]) -> list[tuple[Piece, Floats]]:
    """Cut what has left into who is in the shelter already and who is on the road; first arrivals first."""
    found: list[tuple[float, Piece, Floats]] = []
    for piece in gone:
        off = piece.offsets_s(situation)
        arrived = situation.at_s - off[-1]
        parts = [piece] if piece.from_s == piece.until_s else [
            piece.between(-np.inf, arrived), piece.between(arrived, np.inf)
        ]  # fmt: skip
        found += [(part.until_s + off[-1], part, off) for part in parts if part.vehicles > LEAST_VEHICLES]
    found.sort(key=lambda row: row[0])
    return [(part, off) for _, part, off in found]


class _Course:
    """Finds who is blocked; counts beds as it goes, first arrivals first."""

    def __init__(self, situation: Situation):
        self._situation = situation
        self._windows = {
            int(link): situation.closures.windows_of(int(link))
            for link in np.unique(situation.closures.link_ix)
        }
        self.beds = situation.shelters.beds.astype(float).copy()

    def parts(self, piece: Piece, off: Floats) -> Iterator[Piece | Blocked]:
        """Split a piece by what blocks it, if anything does."""
        end, at_s = len(piece.links), self._situation.at_s
        if piece.until_s + off[-1] <= at_s + LEAST_S:
            yield from self._seated(piece, end, inside=True)
            return
        conflicts = [found for found in self._conflicts(piece, off) if found[1] - found[0] > LEAST_S]
        edges = sorted({piece.from_s, piece.until_s} | {mark for row in conflicts for mark in row[:2]})
        for low, high in pairwise(edges):
            middle = (low + high) / 2
            first = min((k for a, b, k in conflicts if a <= middle < b), default=None)
            part = piece.between(low, high)
            if part.vehicles <= LEAST_VEHICLES:
                continue
            if first is None:
                yield from self._seated(part, end, inside=False)
            else:
                yield Blocked(part, first)

    def _conflicts(self, piece: Piece, off: Floats) -> Iterator[tuple[float, float, int]]:
        """Departure times that would enter a link (k) while it is closed, from the instant on."""
        at_s = self._situation.at_s
        for k, link in enumerate(piece.links):
            for closed_from, closed_until in self._windows.get(int(link), ()):
                low = max(piece.from_s, at_s - off[k], closed_from - off[k])
                high = min(piece.until_s, closed_until - off[k])
                if high > low:
                    yield low, high, k
        opens = float(self._situation.shelters.opens_s[piece.shelter_ix]) - off[-1]
        if opens > piece.from_s:
            yield max(piece.from_s, at_s - off[-1]), min(piece.until_s, opens), len(piece.links)

    def _seated(self, part: Piece, end: int, *, inside: bool) -> Iterator[Piece | Blocked]:
        """Take the part's beds; who arrives when they have run out is blocked at the end of the way."""
        fits = bedded(self._situation, self.beds, part, part.shelter_ix)
        seated, others = part.first(fits)
        if seated.vehicles > LEAST_VEHICLES:
            yield seated
        if others.vehicles > LEAST_VEHICLES:
            yield Blocked(others, end, inside)


def bedded(situation: Situation, beds: Floats, piece: Piece, shelter: int) -> float:
    """Take beds of a shelter for a piece; return how many of its vehicles find them."""
    each = float(situation.zones.people_per_vehicle[piece.zone_ix])
    left = max(0.0, float(beds[shelter]))
    fits = piece.vehicles if piece.vehicles * each <= left + LEAST_VEHICLES else left / each
    beds[shelter] = left - fits * each
    return fits
