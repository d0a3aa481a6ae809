"""What enters every link when, in continuous time: what room is left, who must yield, the way through it.

Closures count as flows that fill a link; room that is spoken for or lent is in from the start. Who is on
the road stays there; orders of those still at home can be asked to yield.
"""

from collections.abc import Sequence

import numpy as np

from clearway.planner.pieces import Piece
from clearway.planner.traffic_kernels import append, cheapest, fits, room_of
from clearway.planner.trees import NONE, Array
from clearway.situation import Situation

SLACK = 5e-7  # of a capacity: rounding in written rates
TOUCH_S = 5e-3  # windows that overlap by less only touch: written times are rounded (docs/formats.md)
SHUT_VPH = 1e12
SHUT_S = TOUCH_S - 1e-6  # a closure, unlike a window, holds to the microsecond
YIELD_S = 600.0  # a way may be so much longer before others at home have to make room on one more link
ENTER, LEAVE, VPH, YIELDS = range(4)


class Flows:
    """What pieces ask of every link: who enters which, when, at what rate.

    piece, link : (n,) int; enter_s, leave_s : (n,) float; vph : (n,) float
    """

    def __init__(self, situation: Situation, pieces: Sequence[Piece]):
        lengths = np.array([len(piece.links) for piece in pieces], np.int64)
        self.piece = np.repeat(np.arange(len(pieces)), lengths)
        links = [piece.links for piece in pieces]
        self.link = np.concatenate(links) if links else np.empty(0, np.int32)
        seconds = situation.network.travel_s[self.link]
        so_far = np.cumsum(seconds) - seconds
        begins = (np.cumsum(lengths) - lengths)[lengths > 0]
        offset_s = so_far - np.repeat(so_far[begins], lengths[lengths > 0])
        from_s = np.array([piece.from_s for piece in pieces], float)
        until_s = np.array([piece.until_s for piece in pieces], float)
        rate = np.array([piece.rate_vph for piece in pieces], float)
        self.enter_s, self.leave_s = from_s[self.piece] + offset_s, until_s[self.piece] + offset_s
        self.vph = rate[self.piece]


class Traffic:
    """All flows so far on every link."""

    def __init__(self, situation: Situation):
        network, shut, spoken = situation.network, situation.closures, situation.reserved
        self._situation = situation
        self._capacity_vph = network.capacity_vph * (1 + SLACK)
        self._first = np.full(network.n_links, NONE, np.int64)
        self._flows = np.empty((0, 4))
        self._after, self._order = np.empty(0, np.int64), np.empty(0, np.int64)
        self._size = 0
        out = np.argsort(network.tail_ix, kind="stable")
        self._out_links = out.astype(np.int32)
        self._out_ptr = np.searchsorted(network.tail_ix[out], np.arange(network.n_nodes + 1))
        closed = np.full(len(shut), SHUT_VPH)
        self._append(shut.link_ix, shut.from_s - SHUT_S, shut.until_s + SHUT_S, closed)
        self._append(spoken.link_ix, spoken.from_s + TOUCH_S, spoken.until_s - TOUCH_S, spoken.vph)

    def _append(self, link: Array, enter_s: Array, leave_s: Array, vph: Array, order: int = NONE) -> None:
        end = self._size + len(link)
        if end > len(self._after):
            spare = 2 * max(end, 1024) - self._size
            self._flows = np.vstack([self._flows[: self._size], np.empty((spare, 4))])
            self._after = np.append(self._after[: self._size], np.empty(spare, np.int64))
            self._order = np.append(self._order[: self._size], np.empty(spare, np.int64))
        yields = np.full(len(link), float(order != NONE))
        self._flows[self._size : end] = np.column_stack([enter_s, leave_s, vph, yields])
        self._order[self._size : end] = order
        append(self._first, self._after, link.astype(np.int64), self._size)
        self._size = end

    def add(self, pieces: Sequence[Piece], order: int = NONE) -> None:
        """Put pieces on their ways, whether there is room or not; those of an order can be asked to yield."""
        flows = Flows(self._situation, pieces)
        self._append(flows.link, flows.enter_s + TOUCH_S, flows.leave_s - TOUCH_S, flows.vph, order)

    def fits(self, piece: Piece) -> bool:
        """Whether there is room for a piece on its way."""
        flows = Flows(self._situation, [piece])
        return bool(
            fits(
                self._first, self._after, self._flows, self._capacity_vph, flows.link, flows.enter_s,
                flows.leave_s, piece.rate_vph, TOUCH_S,
            )
        )  # fmt: skip

    def take_off(self, order: int) -> None:
        """Take an order off the roads."""
        self._flows[: self._size, VPH][self._order[: self._size] == order] = 0.0

    def in_the_way(self, link: int, enter_s: float, leave_s: float, vph: float) -> list[tuple[int, float]]:
        """Return the orders on a link too full for one more rate: (order, when its first is there)."""
        low, high = enter_s + TOUCH_S, leave_s - TOUCH_S
        if room_of(
            self._first, self._after, self._flows, self._capacity_vph[link], link, low, high
        )[1] >= vph:  # fmt: skip
            return []
        found, row = [], self._first[link]
        while row != NONE:
            enters, leaves, rate, yields = self._flows[row]
            if yields and rate > 0 and enters < high and leaves > low:
                found.append((int(self._order[row]), float(enters) - TOUCH_S))
            row = self._after[row]
        return sorted(found)

    def way_on(
        self, node: int, from_s: float, until_s: float, vph: float, to_go_s: Array, welcome_s: Array
    ) -> tuple[Array, float] | None:
        """Return the cheapest way on for a rate that passes a node, and the room on it; nobody waits on it.

        Ends at a node that welcomes whoever arrives at `welcome_s` or later.
        to_go_s : (n_nodes,) never more than the seconds from there on; inf where no way leads on
        """
        network = self._situation.network
        links, room = cheapest(
            self._out_ptr, self._out_links, network.head_ix, network.travel_s, self._capacity_vph,
            self._first, self._after, self._flows, to_go_s, welcome_s, node, from_s, until_s, TOUCH_S, vph,
            YIELD_S,
        )  # fmt: skip
        return (links, float(room)) if room > 0 else None
