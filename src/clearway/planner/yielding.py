"""Orders of those still at home that make room for who is on the road already.

An order yields in whole minutes, only as long as it is in the way; the vehicles it cannot send are planned
anew. Zones that have yielded already yield first, so that few get new orders.
"""

from collections.abc import Sequence

import numpy as np

from clearway.planner.pieces import LEAST_S, Piece
from clearway.planner.traffic import Flows, Traffic
from clearway.situation import Situation

MINUTE_S = 60.0


class Standing:
    """Orders that can still be followed, put on the roads beside all others.

    yielded : zones (rows) that have made room
    """

    def __init__(self, situation: Situation, traffic: Traffic, ordered: Sequence[Piece]):
        self._situation, self._traffic = situation, traffic
        self._orders: list[Piece | None] = []
        self.yielded: set[int] = set()
        for piece in ordered:
            self._add(piece)

    def _add(self, piece: Piece) -> None:
        self._traffic.add([piece], order=len(self._orders))
        self._orders.append(piece)

    def kept(self) -> tuple[Piece, ...]:
        """Return what is left of the orders."""
        return tuple(piece for piece in self._orders if piece is not None)

    def make_room(self, comer: Piece) -> None:
        """Let orders yield until there is room for one more on its way."""
        flows, rate_vph = Flows(self._situation, [comer]), comer.rate_vph
        for link, enter_s, leave_s in zip(flows.link, flows.enter_s, flows.leave_s, strict=True):
            while standing := self._traffic.in_the_way(int(link), float(enter_s), float(leave_s), rate_vph):
                order, first_s = min(standing, key=lambda row: self._rank(row[0]))
                self._yield(order, float(enter_s) - first_s, float(leave_s) - first_s)

    def _rank(self, order: int) -> tuple[bool, float, int]:
        piece = self._orders[order]
        if piece is None:
            raise ValueError(f"order {order} has been taken off the roads")
        return piece.zone_ix not in self.yielded, -piece.rate_vph, order

    def _yield(self, order: int, from_s: float, until_s: float) -> None:
        """Cut a stretch out of an order; times are seconds after its first vehicle leaves."""
        piece = self._orders[order]
        if piece is None:
            raise ValueError(f"order {order} has been taken off the roads")
        self._traffic.take_off(order)
        self._orders[order] = None
        self.yielded.add(piece.zone_ix)
        begin = MINUTE_S * np.floor((piece.from_s + from_s) / MINUTE_S)
        end = MINUTE_S * np.ceil((piece.from_s + until_s) / MINUTE_S)
        for part in (piece.between(-np.inf, begin), piece.between(end, np.inf)):
            if part.until_s - part.from_s > LEAST_S and (whole := self._whole(part)).vehicles > 0:
                self._add(whole)

    def _whole(self, part: Piece) -> Piece:
        """Return a part with whole vehicles, unless some of its window have left already."""
        if part.from_s <= self._situation.at_s + LEAST_S:
            return part
        return part.with_vehicles(float(np.floor(part.vehicles + 1e-6)))
