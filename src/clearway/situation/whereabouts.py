"""Which shelter a household belongs to now, and which files are one household."""

from datetime import datetime

from clearway.situation.known import Known
from clearway.situation.waiting import hold_in_force, place_of


def shelters_of(known: Known, household_id: str, at: datetime) -> set[str]:
    """Return the shelters that keep beds for a household, expect it, or have it; none where it left."""
    found = set()
    for same_id in same_household(known, household_id):
        hold, place = hold_in_force(known, same_id, at), place_of(known, same_id)
        found |= {hold.shelter_id} if hold is not None else set()
        found |= {place.shelter_id} if place is not None else set()
    return found - {""}


def same_household(known: Known, household_id: str) -> set[str]:
    """Return every id that was merged with this one, however long the chain, itself among them."""
    same = {household_id}
    while True:
        more = {
            a for one, said in known.merges.items() for a in (one, said.value) if {one, said.value} & same
        }
        if more <= same:
            return same
        same |= more
