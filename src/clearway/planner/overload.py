"""Where flows together ask more of a link than it carries, in continuous time."""

from collections.abc import Sequence

import numpy as np
from numba import njit

from clearway.planner.carry import Piece
from clearway.planner.trees import Array
from clearway.situation import Situation

SLACK = 5e-7  # of a capacity: rounding in written rates
TOUCH_S = 5e-3  # windows that overlap by less only touch: written times are rounded (docs/formats.md)


class Flows:
    """What pieces ask of every link: who enters which, when, at what rate.

    piece, link : (n,) int; enter_s, leave_s : (n,) float; vph : (n,) float
    """

    def __init__(self, situation: Situation, pieces: Sequence[Piece]):
        travel_s = situation.network.travel_s
        lengths = np.array([len(piece.links) for piece in pieces], np.int64)
        self.piece = np.repeat(np.arange(len(pieces)), lengths)
        self.link = (
            np.concatenate([piece.links for piece in pieces]) if len(pieces) else np.empty(0, np.int32)
        )
        seconds = travel_s[self.link]
        ends = np.cumsum(seconds)
        first = np.concatenate([[0], np.cumsum(lengths)[:-1]])[lengths > 0].astype(np.int64)
        before = np.repeat((ends - seconds)[first], lengths[lengths > 0]) if len(first) else np.empty(0)
        offset_s = ends - seconds - before
        from_s = np.array([piece.from_s for piece in pieces], float)
        until_s = np.array([piece.until_s for piece in pieces], float)
        vehicles = np.array([piece.vehicles for piece in pieces], float)
        rate = 3600.0 * np.divide(
            vehicles, until_s - from_s, out=np.zeros_like(vehicles), where=until_s > from_s
        )
        self.enter_s, self.leave_s = from_s[self.piece] + offset_s, until_s[self.piece] + offset_s
        self.vph = rate[self.piece]


def overloaded(situation: Situation, pieces: Sequence[Piece], first_in: int, contested: Array) -> Array:
    """(n_pieces,) bool: which pieces do not fit beside all that come before them in the list.

    The first `first_in` pieces are on the road already and always fit.
    contested : (n_links,) bool, links on which to look; on the others all are known to fit
    """
    flows = Flows(situation, pieces)
    order = np.lexsort((flows.piece, flows.link))
    ptr = np.searchsorted(flows.link[order], np.arange(situation.network.n_links + 1))
    by_piece = np.searchsorted(flows.piece, np.arange(len(pieces) + 1))
    out: Array = _sift(
        ptr.astype(np.int64), order, by_piece.astype(np.int64), flows.link, flows.enter_s, flows.leave_s,
        flows.vph, flows.piece, situation.network.capacity_vph, first_in, contested,
    )  # fmt: skip
    return out


@njit(cache=True)
def _sift(
    ptr: Array, order: Array, by_piece: Array, link: Array, enter_s: Array, leave_s: Array, vph: Array,
    piece: Array, capacity_vph: Array, first_in: int, contested: Array,
) -> Array:  # fmt: skip
    """Let pieces in one by one; refuse one whose peak on any of its links goes over the capacity."""
    n_pieces = len(by_piece) - 1
    refused = np.zeros(n_pieces, np.bool_)
    for p in range(first_in, n_pieces):
        for row in range(by_piece[p], by_piece[p + 1]):
            e = link[row]
            if not contested[e]:
                continue
            room = capacity_vph[e] * (1 + SLACK) - vph[row]
            if room < 0 or _peak(ptr, order, e, p, enter_s, leave_s, vph, piece, refused, row) > room:
                refused[p] = True
                break
    return refused


@njit(cache=True)
def _peak(
    ptr: Array, order: Array, e: int, p: int, enter_s: Array, leave_s: Array, vph: Array, piece: Array,
    refused: Array, row: int,
) -> float:  # fmt: skip
    """Return the most that pieces before p, and not refused, send into link e while row does."""
    low, high = enter_s[row] + TOUCH_S, leave_s[row] - TOUCH_S
    most = 0.0
    for a in range(ptr[e], ptr[e + 1]):
        i = order[a]
        if piece[i] >= p:
            break
        if refused[piece[i]] or leave_s[i] <= low or enter_s[i] >= high:
            continue
        at = max(low, enter_s[i] + TOUCH_S)
        total = 0.0
        for b in range(ptr[e], ptr[e + 1]):
            j = order[b]
            if piece[j] >= p:
                break
            if not refused[piece[j]] and enter_s[j] + TOUCH_S <= at < leave_s[j] - TOUCH_S:
                total += vph[j]
        most = max(most, total)
    return most
