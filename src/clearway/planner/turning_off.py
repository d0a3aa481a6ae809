"""Another way for those on the road whose way is blocked, through the room that is left; or they are named.

A blocked piece is cut where its vehicles stand between different junctions, and each part is led from its
next junction to a shelter with beds by the quickest way that has room, turning round included. Who is on
the road goes first: orders of those still at home make room, but a way that needs none to is preferred. A
part for which no one way has room is shared out over several, or over shorter stretches of time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from clearway.city.arrays import Floats, Ints
from clearway.planner.carry import Blocked, Carried, bedded
from clearway.planner.demand import usable_links
from clearway.planner.pieces import LEAST_S, LEAST_VEHICLES, Piece
from clearway.planner.traffic import Traffic
from clearway.planner.traffic_kernels import ON_TIME_S
from clearway.planner.trees import Roads
from clearway.planner.yielding import Standing
from clearway.situation import Situation

SHARES = (1.0, 0.5, 0.25, 0.125)  # of a part's rate that are tried on one way
WHOLE_VEH = 0.25  # fewer vehicles are not shared out
SHORTEST_S = 10.0  # a stretch of time is not cut shorter than this

INSIDE = "Find them other beds."
NO_WAY = "no other way to a bed is open. Meet them there, or reopen a way."
NO_ROOM = (
    "no way round has room for them at that time. Let them stop where it is safe, and lead them on later."
)


@dataclass(frozen=True)
class Stranded:
    """Vehicles that have left and have no bed to come to, and why, in a sentence."""

    zone_ix: int
    vehicles: float
    reason: str


@dataclass(frozen=True, eq=False)
class TurnedOff:
    """Vehicles on the road and their new way; the link into which they leave the old one, if they do."""

    piece: Piece
    into_link: int | None


@dataclass(frozen=True)
class Turned:
    """The blocked on their new ways, who is left without one, and what is left of the orders beside them.

    yielded : zones (rows) whose orders have made room
    """

    ways: tuple[TurnedOff, ...]
    stranded: tuple[Stranded, ...]
    ordered: tuple[Piece, ...]
    yielded: frozenset[int]

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The blocked on their new ways."""
        return tuple(row.piece for row in self.ways)


def turn_off(situation: Situation, roads: Roads, carried: Carried, ordered: Sequence[Piece]) -> Turned:
    """Lead the blocked on.

    ordered : what those at home are told to do and still can
    """
    parts = [part for blocked in carried.blocked for part in _by_junction(situation, blocked)]
    turning = _Turning(situation, roads, carried, parts, ordered)
    ways: list[TurnedOff] = []
    lost: dict[tuple[int, str, str], float] = {}
    for blocked in parts:
        for part, way in turning.led_on(blocked):
            if way is not None:
                ways.append(TurnedOff(way, _into(part.links, way.links)))
                continue
            key = (part.zone_ix, _obstacle(situation, blocked), turning.why_not(blocked))
            lost[key] = lost.get(key, 0.0) + part.vehicles
    stranded = tuple(
        Stranded(zone, vehicles, _sentence(situation, zone, vehicles, obstacle, why))
        for (zone, obstacle, why), vehicles in lost.items()
    )
    standing = turning.standing
    return Turned(tuple(ways), stranded, standing.kept(), frozenset(standing.yielded))


def _into(old: Ints, new: Ints) -> int | None:
    """Return the link by which a new way leaves an old one; None where it only ends earlier."""
    same = min(len(old), len(new))
    differs = np.flatnonzero(old[:same] != new[:same])
    first = int(differs[0]) if len(differs) else same
    return int(new[first]) if first < len(new) else None


def _by_junction(situation: Situation, blocked: Blocked) -> Iterator[Blocked]:
    """Cut a piece where its vehicles stand between different junctions at the instant."""
    piece = blocked.piece
    passed = situation.at_s - piece.offsets_s(situation)[: blocked.at_link + 1]
    cuts = [t for t in passed if piece.from_s + LEAST_S < t < piece.until_s - LEAST_S]
    for low, high in pairwise([piece.from_s, *sorted(cuts), piece.until_s]):
        yield replace(blocked, piece=piece.between(low, high))


def _obstacle(situation: Situation, blocked: Blocked) -> str:
    piece = blocked.piece
    if blocked.at_link < len(piece.links):
        return f"{situation.network.label(int(piece.links[blocked.at_link]))} has closed ahead of them"
    shelters, ix = situation.shelters, piece.shelter_ix
    opens = shelters.opens_s[ix] > situation.at_s
    return (
        f"{shelters.names[ix]} {'is not open when they arrive' if opens else 'has no bed for them any more'}"
    )


def _sentence(situation: Situation, zone: int, vehicles: float, obstacle: str, why: str) -> str:
    zones = situation.zones
    people = vehicles * float(zones.people_per_vehicle[zone])
    who = f"{np.ceil(people - 1e-3):,.0f} people of zone {zones.names[zone] or zones.zone_ids[zone]}"
    if why == INSIDE:
        return f"{who} are in a shelter already, but {obstacle}. {why}"
    return f"{who} are on the road: {obstacle}, and {why}"


class _Turning:
    """Leads parts on one by one; each takes room and beds from those after it."""

    def __init__(
        self,
        situation: Situation,
        roads: Roads,
        carried: Carried,
        parts: Sequence[Blocked],
        ordered: Sequence[Piece],
    ):
        self._situation, self._roads = situation, roads
        self._beds = carried.beds.copy()
        self._usable_s = np.where(usable_links(situation), situation.network.travel_s, np.inf)
        so_far = [replace(b.piece, links=b.piece.links[: self._turn(b)]) for b in parts if not b.inside]
        self._traffic = Traffic(situation)
        self._traffic.add([*carried.driving, *so_far])
        self.standing = Standing(situation, self._traffic, ordered)
        self._to_go_s, self._welcome_s = self._beds_left()

    def _beds_left(self) -> tuple[Floats, Floats]:
        """(n_nodes,) least seconds to a shelter with beds, and when one at each node opens; inf if none."""
        shelters, open_ = self._situation.shelters, self._beds > LEAST_VEHICLES
        to_go_s = self._roads.tree(self._usable_s, np.where(open_, 0.0, np.inf)).price
        welcome_s = np.full(self._situation.network.n_nodes, np.inf)
        opens_s = np.where(open_, shelters.opens_s, np.inf)[self._roads.goal_shelter]
        np.minimum.at(welcome_s, self._roads.goals, opens_s)
        return to_go_s, welcome_s

    def _turn(self, blocked: Blocked) -> int:
        """Return the index of the first link of the way that a part has not entered yet."""
        enters_s = blocked.piece.from_s + blocked.piece.offsets_s(self._situation)
        return int(np.argmax(enters_s >= self._situation.at_s - LEAST_S))

    def _node(self, blocked: Blocked) -> int:
        """Return the junction that a part comes to next."""
        network, links, turn = self._situation.network, blocked.piece.links, self._turn(blocked)
        return int(network.tail_ix[links[turn]] if turn < len(links) else network.head_ix[links[-1]])

    def why_not(self, blocked: Blocked) -> str:
        """Say what a part that was not led on is missing, and what to do."""
        if blocked.inside:
            return INSIDE
        return NO_ROOM if np.isfinite(self._to_go_s[self._node(blocked)]) else NO_WAY

    def led_on(self, blocked: Blocked) -> Iterator[tuple[Piece, Piece | None]]:
        """Lead a part on, in as many parts as it takes: (who, on which way, None if on none)."""
        if blocked.inside:
            yield blocked.piece, None
            return
        turn, node = self._turn(blocked), self._node(blocked)
        passes_s = float(blocked.piece.offsets_s(self._situation)[turn])
        waiting = [blocked.piece]
        while waiting:
            part = waiting.pop(0)
            if part.vehicles <= LEAST_VEHICLES:
                continue
            found = self._way_for(part, node, passes_s)
            if found is not None:
                on, vph = found
                share = min(1.0, vph / part.rate_vph)
                taken = replace(part, vehicles=share * part.vehicles)
                seated, others = self._taken(taken, node, on, passes_s)
                links = np.concatenate([part.links[:turn], on]).astype(np.int32)
                yield seated, replace(seated, links=links)
                waiting[:0] = [others, replace(part, vehicles=(1 - share) * part.vehicles)]
            elif part.until_s - part.from_s >= 2 * SHORTEST_S:
                middle = (part.from_s + part.until_s) / 2
                waiting[:0] = [part.between(part.from_s, middle), part.between(middle, part.until_s)]
            else:
                yield part, None

    def _way_for(self, part: Piece, node: int, passes_s: float) -> tuple[Ints, float] | None:
        """Return a way for a part, or for a share of its rate: (links, vehicles an hour that it takes)."""
        when = part.from_s + passes_s, part.until_s + passes_s
        for share in SHARES if part.vehicles > WHOLE_VEH else SHARES[:1]:
            asked_vph = share * part.rate_vph
            if found := self._traffic.way_on(node, *when, asked_vph, self._to_go_s, self._welcome_s):
                return found
        return None

    def _taken(self, part: Piece, node: int, on: Ints, passes_s: float) -> tuple[Piece, Piece]:
        """Take room and beds for a part: (who has a bed at the end of the way, who is left)."""
        network, shelters = self._situation.network, self._situation.shelters
        arrives_s = part.from_s + passes_s + float(network.travel_s[on].sum())
        at_end = self._roads.goal_shelter[self._roads.goals == (network.head_ix[on[-1]] if len(on) else node)]
        welcomes = (self._beds[at_end] > LEAST_VEHICLES) & (
            shelters.opens_s[at_end] <= arrives_s + 2 * ON_TIME_S
        )
        shelter = int(at_end[welcomes][0])
        seated, others = part.first(bedded(self._situation, self._beds, part, shelter))
        later = replace(seated, links=on, from_s=seated.from_s + passes_s, until_s=seated.until_s + passes_s)
        self.standing.make_room(later)
        self._traffic.add([later])
        if self._beds[shelter] <= LEAST_VEHICLES:
            self._to_go_s, self._welcome_s = self._beds_left()
        return replace(seated, shelter_ix=shelter), others
