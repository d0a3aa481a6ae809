"""A new plan from an instant on: those on the road go on, orders stay where they can, the rest is planned.

Orders already given stay unless they became impossible or keeping them costs much. If the plan that keeps
them is as near its bound as the plan before was, that is enough; else it is held against a plan with all
orders open. Where that is much better, the tenth of the zones whose orders stand most in the way get
new ones, and if that is not nearly as good, all.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from clearway.city import Reserved
from clearway.plan import Departures, Plan, Routes, Unserved
from clearway.planner.carry import Carried, carry_on
from clearway.planner.pieces import LEAST_VEHICLES, Piece, pieces_of
from clearway.planner.traffic import Flows, Traffic
from clearway.planner.trees import Array, Roads
from clearway.planner.turning_off import Stranded, Turned, turn_off
from clearway.planner.what_changed import what_changed
from clearway.situation import Situation

LEAST_PEOPLE = 1e-3  # less than this is rounding, not a person
YIELDED = "those on the road who had to turn off need the room"
LARGE_GAIN = 0.02  # of the mean time still to come: worth giving new orders to zones that have good ones
MOST_RELEASED = 0.1  # of the zones nothing happened to


@dataclass(frozen=True, eq=False)
class Scheduled:
    """Routes and departures for the vehicles of a situation, and who is left over."""

    routes: Routes
    departures: Departures
    unserved: Mapping[str, Unserved]

    @property
    def unserved_people(self) -> float:
        """People with a car who are served with nothing."""
        return sum(row.people for row in self.unserved.values())


PlanRest = Callable[[Situation], Scheduled]
"""Plans a situation as if nothing had been ordered."""


@dataclass(frozen=True)
class Replanned:
    """The whole plan after an instant, past included, and what changed.

    pieces : everything that has left or will; rest : the plan of those who got new orders, if anybody did
    stranded : who is on the road without a way
    changes : zone row -> what is new for it and why, in a sentence; zones not in it keep their orders
    """

    pieces: tuple[Piece, ...]
    rest: Scheduled | None
    stranded: tuple[Stranded, ...]
    changes: dict[int, str]


@dataclass(frozen=True)
class _Fixed:
    """What is settled before the rest is planned."""

    gone: tuple[Piece, ...]
    kept: tuple[Piece, ...]
    reasons: dict[int, str]

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return self.gone + self.kept


def replan(
    situation: Situation,
    before: Plan,
    plan_rest: PlanRest,
    near_enough: Callable[[float, float, float], bool],
) -> Replanned:
    """Return the plan from `situation.at_s` on that keeps what it can of the one before.

    near_enough : told how many people a plan serves, how many are stranded and the mean arrival in seconds,
        answers whether that is as near the bound as the plan before was; then nothing is planned afresh
    """
    roads = Roads(situation.network, situation.shelters)
    carried = carry_on(situation, before)
    reasons, possible = _followed(situation, carried.ordered)
    turned = turn_off(situation, roads, carried, possible)
    settled = _settled(situation, carried.driving + turned.pieces, turned, reasons)
    lost = np.zeros(len(situation.zones))
    for row in turned.stranded:
        lost[row.zone_ix] += row.vehicles
    best = _with_rest(situation, settled, lost, plan_rest)
    people, mean_s = _arrival(situation, best)
    if near_enough(people, float(lost @ situation.zones.people_per_vehicle), mean_s):
        return _told(situation, carried, turned, best)
    afresh = _with_rest(situation, _Fixed(settled.gone, (), settled.reasons), lost, plan_rest)
    if _worth(situation, best, afresh):
        few = _in_the_way(situation, settled, afresh)[: max(1, int(MOST_RELEASED * len(situation.zones)))]
        best = _with_rest(situation, _released(settled, set(few)), lost, plan_rest)
        if _worth(situation, best, afresh):
            best = afresh
    return _told(situation, carried, turned, best)


@dataclass(frozen=True)
class _Try:
    fixed: _Fixed
    rest: Scheduled | None

    @property
    def new(self) -> tuple[Piece, ...]:
        return pieces_of(self.rest.routes, self.rest.departures) if self.rest is not None else ()

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return self.fixed.pieces + self.new

    @property
    def unserved_people(self) -> float:
        return self.rest.unserved_people if self.rest is not None else 0.0


def _followed(situation: Situation, ordered: Sequence[Piece]) -> tuple[dict[int, str], list[Piece]]:
    """Part the orders: why those of some zones can no longer be followed, and those that can."""
    reasons: dict[int, str] = {}
    possible: list[Piece] = []
    for piece in ordered:
        if why := _why_impossible(situation, piece):
            reasons.setdefault(piece.zone_ix, why)
        else:
            possible.append(piece)
    return reasons, possible


def _settled(
    situation: Situation, gone: tuple[Piece, ...], turned: Turned, reasons: dict[int, str]
) -> _Fixed:
    """Keep every order for which there are vehicles, beds and room beside those on the road."""
    reasons = dict.fromkeys(turned.yielded, YIELDED) | reasons
    kept: list[Piece] = []
    vehicles_left = situation.zones.vehicles.astype(float).copy()
    beds = situation.shelters.beds.astype(float).copy()
    traffic = Traffic(situation)
    traffic.add(gone)
    for piece in gone:
        vehicles_left[piece.zone_ix] -= piece.vehicles
        beds[piece.shelter_ix] -= piece.people(situation)
    for piece in sorted(turned.ordered, key=lambda p: (p.from_s, p.zone_ix)):
        people, why = piece.people(situation), ""
        if people > beds[piece.shelter_ix] + 1e-3:
            why = f"{situation.shelters.names[piece.shelter_ix]} has no bed left for them"
        elif piece.vehicles > vehicles_left[piece.zone_ix] + 1e-3:
            why = "fewer vehicles are there than were ordered"
        elif not traffic.fits(piece):
            why = "a road on their way carries less than was thought"
        if why:
            reasons.setdefault(piece.zone_ix, why)
            continue
        beds[piece.shelter_ix] -= people
        vehicles_left[piece.zone_ix] -= piece.vehicles
        traffic.add([piece])
        kept.append(piece)
    return _Fixed(gone, tuple(kept), reasons)


def _why_impossible(situation: Situation, piece: Piece) -> str:
    """Say why an order can no longer be followed, or nothing."""
    network, shelters = situation.network, situation.shelters
    offset = np.concatenate([[0.0], np.cumsum(network.travel_s[piece.links])])
    shut = situation.closures
    for row in np.flatnonzero(np.isin(shut.link_ix, piece.links)):
        k = int(np.flatnonzero(piece.links == shut.link_ix[row])[0])
        if piece.from_s + offset[k] < shut.until_s[row] and piece.until_s + offset[k] > shut.from_s[row]:
            return f"{network.label(int(shut.link_ix[row]))} is closed when they would pass it"
    if (network.capacity_vph[piece.links] <= 0).any():
        return "a road on their way carries nothing"
    if piece.from_s + offset[-1] < shelters.opens_s[piece.shelter_ix] - 1e-3:
        return f"{shelters.names[piece.shelter_ix]} opens later"
    if piece.from_s < situation.zones.ready_s[piece.zone_ix] - 1e-3:
        return "the zone is ready later"
    return ""


def _with_rest(situation: Situation, fixed: _Fixed, lost_veh: Array, plan_rest: PlanRest) -> _Try:
    """Plan whoever has no order yet."""
    rest = rest_of(situation, fixed.pieces, lost_veh)
    return _Try(fixed, plan_rest(rest) if (rest.zones.car_people > LEAST_PEOPLE).any() else None)


def rest_of(situation: Situation, pieces: Sequence[Piece], lost_veh: Array) -> Situation:
    """Return the situation of those who have no order yet, with the room and beds that pieces leave.

    lost_veh : (n_zones,) vehicles that nothing can be ordered any more
    """
    zones, shelters = situation.zones, situation.shelters
    waiting = zones.vehicles - lost_veh
    beds = shelters.beds.astype(float).copy()
    for piece in pieces:
        waiting[piece.zone_ix] -= piece.vehicles
        beds[piece.shelter_ix] -= piece.people(situation)
    waiting = np.where(waiting > LEAST_VEHICLES, waiting, 0.0)
    flows = Flows(situation, pieces)
    spoken = Reserved(flows.link, flows.enter_s, flows.leave_s, flows.vph)
    return replace(
        situation,
        zones=replace(
            zones, vehicles=waiting, people=waiting * zones.people_per_vehicle + zones.no_car_people
        ),
        shelters=replace(shelters, beds=np.maximum(beds, 0.0)),
        reserved=situation.reserved.plus(spoken),
    )


def _released(settled: _Fixed, zones: set[int]) -> _Fixed:
    return replace(settled, kept=tuple(p for p in settled.kept if p.zone_ix not in zones))


def _cost_s(situation: Situation, attempt: _Try) -> tuple[float, float]:
    """(people not served, weighted mean seconds still to come of those who arrive after the instant)."""
    zones = situation.zones
    weight, total = 0.0, 0.0
    for piece in attempt.pieces:
        travel_s = float(situation.network.travel_s[piece.links].sum())
        to_come_s = (piece.from_s + piece.until_s) / 2 + travel_s - situation.at_s
        if to_come_s > 0:
            people = piece.vehicles * float(
                zones.people_per_vehicle[piece.zone_ix] * zones.weight[piece.zone_ix]
            )
            weight += people
            total += people * to_come_s
    return attempt.unserved_people, total / weight if weight else 0.0


def _arrival(situation: Situation, attempt: _Try) -> tuple[float, float]:
    """(people served, their mean arrival in seconds), past arrivals included."""
    each, travel_s = situation.zones.people_per_vehicle, situation.network.travel_s
    people = np.array([piece.vehicles * each[piece.zone_ix] for piece in attempt.pieces])
    at_s = [(p.from_s + p.until_s) / 2 + float(travel_s[p.links].sum()) for p in attempt.pieces]
    return float(people.sum()), float(people @ np.array(at_s)) / max(float(people.sum()), LEAST_PEOPLE)


def _worth(situation: Situation, kept: _Try, afresh: _Try) -> bool:
    """Whether planning afresh serves more people, or the same so much sooner, that orders may change."""
    left_out, mean_s = _cost_s(situation, kept)
    left_out_afresh, mean_afresh_s = _cost_s(situation, afresh)
    if left_out > left_out_afresh + 0.5:
        return True
    return left_out > left_out_afresh - 0.5 and mean_s > mean_afresh_s * (1 + LARGE_GAIN)


def _in_the_way(situation: Situation, settled: _Fixed, afresh: _Try) -> list[int]:
    """Zones that keep their orders, those first for whom planning afresh makes the most difference."""
    now, then = np.zeros(len(situation.zones)), np.zeros(len(situation.zones))
    for gain, pieces in ((now, settled.kept), (then, afresh.new)):
        for piece in pieces:
            travel_s = float(situation.network.travel_s[piece.links].sum())
            gain[piece.zone_ix] += piece.vehicles * ((piece.from_s + piece.until_s) / 2 + travel_s)
    zones = np.unique([piece.zone_ix for piece in settled.kept]).astype(int)
    differs = np.abs(now - then)[zones]
    return [int(zone) for zone in zones[np.argsort(-differs, kind="stable")]]


def left_over(situation: Situation, replanned: Replanned) -> dict[str, Unserved]:
    """Return who is served with nothing, zone by zone: of the rest, and stranded on the road."""
    zones = situation.zones
    rest = dict(replanned.rest.unserved) if replanned.rest is not None else {}
    people: dict[str, float] = {zone: row.people for zone, row in rest.items()}
    reasons: dict[str, list[str]] = {zone: [row.reason] for zone, row in rest.items()}
    for stranded in replanned.stranded:
        zone = zones.zone_ids[stranded.zone_ix]
        lost = stranded.vehicles * float(zones.people_per_vehicle[stranded.zone_ix])
        people[zone] = people.get(zone, 0.0) + lost
        reasons.setdefault(zone, []).append(stranded.reason)
    beds = {zone: row.beds_missing for zone, row in rest.items()}
    return {zone: Unserved(people[zone], " ".join(reasons[zone]), beds.get(zone, 0.0)) for zone in people}


def _told(situation: Situation, carried: Carried, turned: Turned, best: _Try) -> Replanned:
    """Return the best that was found, with what is new in it."""
    fixed = best.fixed
    changes = what_changed(situation, carried.ordered, fixed.kept, best.new, fixed.reasons, turned.ways)
    return Replanned(best.pieces, best.rest, turned.stranded, changes)
