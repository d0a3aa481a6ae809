"""Pieces: vehicles of one zone that leave at an even rate and drive one way; a plan is made of them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from clearway.city.arrays import Floats, Ints
from clearway.plan import Departures, Routes
from clearway.situation import Situation

LEAST_VEHICLES = 1e-6
LEAST_S = 1e-3


@dataclass(frozen=True, eq=False)
class Piece:
    """Vehicles of one zone that leave at an even rate over [from_s, until_s) and drive one way.

    links : (k,) int, link rows in driving order
    """

    zone_ix: int
    shelter_ix: int
    links: Ints
    from_s: float
    until_s: float
    vehicles: float

    @property
    def rate_vph(self) -> float:
        """Vehicles an hour; 0 for those who are safe where they are."""
        span = self.until_s - self.from_s
        return 3600.0 * self.vehicles / span if span > 0 else 0.0

    def between(self, from_s: float, until_s: float) -> "Piece":
        """Return the part of it that leaves within a time; its vehicles in proportion."""
        low, high = max(self.from_s, from_s), min(self.until_s, until_s)
        span = self.until_s - self.from_s
        share = (high - low) / span if span > 0 else 1.0
        return replace(self, from_s=low, until_s=high, vehicles=self.vehicles * max(0.0, share))

    def first(self, vehicles: float) -> tuple["Piece", "Piece"]:
        """Return its first vehicles, so many, and the others."""
        until_s = self.from_s + (self.until_s - self.from_s) * vehicles / self.vehicles
        cut = replace(self, until_s=until_s, vehicles=vehicles)
        return cut, replace(self, from_s=until_s, vehicles=self.vehicles - vehicles)

    def with_vehicles(self, vehicles: float) -> "Piece":
        """Return it with so many vehicles in the same time."""
        return replace(self, vehicles=vehicles)

    def offsets_s(self, situation: Situation) -> Floats:
        """(k + 1,) seconds from home to the start of each link, and to the shelter."""
        return np.concatenate([[0.0], np.cumsum(situation.network.travel_s[self.links])])

    def people(self, situation: Situation) -> float:
        """Return how many people travel in it."""
        return self.vehicles * float(situation.zones.people_per_vehicle[self.zone_ix])


def pieces_of(routes: Routes, departures: Departures) -> tuple[Piece, ...]:
    """Return departure windows, each with its way."""
    return tuple(
        Piece(
            int(routes.zone_ix[route]),
            int(routes.shelter_ix[route]),
            routes.links[int(route)],
            float(departures.from_s[row]),
            float(departures.until_s[row]),
            float(departures.vehicles[row]),
        )
        for row, route in enumerate(departures.route_ix)
    )


def joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Join pieces of one way that follow each other at one rate; they come in order of departure."""
    done: list[Piece] = []
    for piece in pieces:
        last = done[-1] if done else None
        if last is not None and _goes_on(last, piece):
            done[-1] = replace(last, until_s=piece.until_s, vehicles=last.vehicles + piece.vehicles)
        else:
            done.append(piece)
    return done


def _goes_on(last: Piece, piece: Piece) -> bool:
    return (
        last.zone_ix == piece.zone_ix
        and np.array_equal(last.links, piece.links)
        and abs(last.until_s - piece.from_s) < LEAST_S
        and bool(np.isclose(last.rate_vph, piece.rate_vph, rtol=1e-6))
    )
