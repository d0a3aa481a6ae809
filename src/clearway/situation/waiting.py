"""Who still needs a bed, and which beds are taken: what the households' events add up to."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from clearway.situation.known import Appeal, Hold, Known, Place


@dataclass(frozen=True)
class Waiting:
    """Households who asked for help and have neither a bed kept for them nor left.

    household_ids : in the order in which they asked
    people, no_car_people : of them all; by_zone : zone id -> people
    """

    household_ids: tuple[str, ...] = ()
    people: int = 0
    no_car_people: int = 0
    by_zone: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class BedsTaken:
    """People of one shelter: `arrived` are in it, `boarded` are on their way, `held` are kept a bed.

    held_no_car : of the held, those without a car, whom the road plan does not bring
    """

    arrived: int = 0
    boarded: int = 0
    held: int = 0
    held_no_car: int = 0

    @property
    def all(self) -> int:
        """Beds that nobody else may be promised."""
        return self.arrived + self.boarded + self.held

    @property
    def not_for_the_road_plan(self) -> int:
        """Beds that the people still to be planned cannot have; a held bed waits for one of them."""
        return self.arrived + self.boarded + self.held_no_car


def waiting_at(known: Known, at: datetime) -> Waiting:
    """Return who asked for help and still has no bed, as known of an instant."""
    waits = []
    for household_id, appeal in known.appeals.items():
        if is_open(known, household_id) and hold_in_force(known, household_id, at) is None:
            place = place_of(known, household_id)
            if place is None or place.stamp < appeal.stamp:
                waits.append((appeal.stamp, household_id, appeal))
    waits.sort()
    by_zone: dict[str, int] = {}
    for _, _, appeal in waits:
        by_zone[appeal.zone_id] = by_zone.get(appeal.zone_id, 0) + appeal.people
    return Waiting(
        tuple(household_id for _, household_id, _ in waits),
        sum(appeal.people for *_, appeal in waits),
        sum(appeal.no_car_people for *_, appeal in waits),
        by_zone,
    )


def beds_taken(known: Known, at: datetime) -> dict[str, BedsTaken]:
    """Return shelter id -> beds taken; every household counts in one shelter at most once."""
    taken: dict[str, BedsTaken] = {}
    for household_id in known.moves.keys() | known.holds.keys():
        if household_id in known.merges:
            continue
        hold = hold_in_force(known, household_id, at)
        place = place_of(known, household_id)
        if place is not None and place.where == "arrived":
            taken.setdefault(place.shelter_id, BedsTaken()).arrived += place.people
        elif place is not None and place.where == "boarded":
            bound_for = place.shelter_id or (hold.shelter_id if hold else "")
            if bound_for:
                taken.setdefault(bound_for, BedsTaken()).boarded += place.people
        if hold is not None and (place is None or place.where != "boarded"):
            beds = taken.setdefault(hold.shelter_id, BedsTaken())
            beds.held += hold.people
            beds.held_no_car += _held_no_car(known.appeals.get(household_id), hold)
    return taken


def _held_no_car(appeal: Appeal | None, hold: Hold) -> int:
    """Without an appeal we know of no car; beds of the unknown are not given to the road plan twice."""
    return hold.people if appeal is None else min(hold.people, appeal.no_car_people)


def hold_in_force(known: Known, household_id: str, at: datetime) -> Hold | None:
    """Return the beds kept for a household; None once released, expired, or taken by arriving."""
    hold = known.holds.get(household_id)
    if hold is None or not hold.shelter_id or household_id in known.merges:
        return None
    if hold.until_at is not None and hold.until_at <= at:
        return None
    return None if _spent(hold, known.moves.get(household_id, ())) else hold


def _spent(hold: Hold, moves: Sequence[Place]) -> bool:
    """Return whether a household arrived or left after its beds were kept; that hold never counts again."""
    return any(place.where != "boarded" and place.stamp > hold.stamp for place in moves)


def without_spent_holds(known: Known) -> Known:
    """Return the same knowledge in fewer registers, for a snapshot."""
    moves = known.moves
    return replace(
        known, holds={h: hold for h, hold in known.holds.items() if not _spent(hold, moves.get(h, ()))}
    )


def is_open(known: Known, household_id: str) -> bool:
    """Return whether a household's appeal stands: asked for, not closed since, not merged away."""
    appeal = known.appeals.get(household_id)
    closed = known.closed.get(household_id)
    return (
        appeal is not None
        and household_id not in known.merges
        and (closed is None or closed.stamp < appeal.stamp)
    )


def place_of(known: Known, household_id: str) -> Place | None:
    """Return where a household went last; None while nothing was heard of it leaving home."""
    moves = known.moves.get(household_id)
    return moves[-1] if moves else None


def gone_since_count(known: Known) -> dict[str, tuple[int, int]]:
    """Return zone id -> (with a car, without) of households who left home after their zone's count.

    Those who left before the count are not in it and must not be taken off again; those who came
    home are there again.
    """
    gone: dict[str, tuple[int, int]] = {}
    for household_id, moves in known.moves.items():
        appeal = known.appeals.get(household_id)
        if appeal is None or household_id in known.merges or moves[-1].where == "home":
            continue
        count = known.counts.get(appeal.zone_id)
        left = _left_home(moves)
        if count is None or left.stamp > count.stamp:
            people = left.people or appeal.people
            no_car = min(people, appeal.no_car_people)
            with_car_before, no_car_before = gone.get(appeal.zone_id, (0, 0))
            gone[appeal.zone_id] = (with_car_before + people - no_car, no_car_before + no_car)
    return gone


def _left_home(moves: list[Place]) -> Place:
    """Return the first move after the last time at home."""
    homes = [ix for ix, place in enumerate(moves) if place.where == "home"]
    return moves[homes[-1] + 1 if homes else 0]
