"""Where a household belongs, and which files are one household, however long the chain of merges."""

from clearway.situation.events import BedHeld, HouseholdArrived, HouseholdLeft, HouseholdsMerged
from clearway.situation.known import APPLY, Known, stamp_of
from clearway.situation.whereabouts import same_household, shelters_of
from tests.stores import minute, told


def known_after(*events):
    known = Known()
    for event in events:
        APPLY[type(event)](known, event, stamp_of(event))
    return known


def merged(n, one, into):
    return HouseholdsMerged(**told(n), household_id=one, into_household_id=into)


def test_a_chain_of_merges_is_one_household_from_either_end():
    known = known_after(merged(1, "H1", "H2"), merged(2, "H2", "H3"), merged(3, "H8", "H9"))
    assert same_household(known, "H1") == same_household(known, "H3") == {"H1", "H2", "H3"}
    assert same_household(known, "H7") == {"H7"}


def test_a_household_belongs_where_beds_are_held_and_where_it_arrived():
    held = BedHeld(**told(1), household_id="H1", shelter_id="hall", people=2)
    arrived = HouseholdArrived(**told(2), household_id="H1", shelter_id="school", people=2)
    assert shelters_of(known_after(held), "H1", minute(5)) == {"hall"}
    assert shelters_of(known_after(held, arrived), "H1", minute(5)) == {"school"}


def test_the_file_that_was_merged_belongs_where_the_other_is():
    arrived = HouseholdArrived(**told(1), household_id="H2", shelter_id="hall", people=2)
    assert shelters_of(known_after(arrived, merged(2, "H1", "H2")), "H1", minute(5)) == {"hall"}


def test_who_has_left_belongs_nowhere():
    arrived = HouseholdArrived(**told(1), household_id="H1", shelter_id="hall", people=2)
    left = HouseholdLeft(**told(2), household_id="H1")
    assert shelters_of(known_after(arrived, left), "H1", minute(5)) == set()
