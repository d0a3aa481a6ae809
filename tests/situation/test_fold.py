"""What was told, in any order, adds up to one situation; what was known at an instant stays what it was."""

import random
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearway.city import Closures
from clearway.situation import fold, situation_at
from clearway.situation.events import (
    AppealClosed,
    AppealReceived,
    BedHeld,
    BedReleased,
    BedsCounted,
    DeadlineSet,
    HouseholdArrived,
    HouseholdBoarded,
    HouseholdLeft,
    HouseholdsMerged,
    LinkClosed,
    LinkReopened,
    PeopleCounted,
    ShelterClosed,
    ShelterOpened,
    Undone,
)
from clearway.situation.waiting import beds_taken, waiting_at
from tests.stores import appeal, minute, told


def windows(situation, link_id="bridge"):
    return situation.closures.windows_of(situation.network.link_ix_by_id[link_id])


def beds(situation, shelter_id="hall"):
    return situation.shelters.beds[situation.shelters.shelter_ix_by_id[shelter_id]]


def people(situation, zone_id="east"):
    ix = situation.zones.zone_ix_by_id[zone_id]
    return situation.zones.people[ix], situation.zones.no_car_people[ix], situation.zones.vehicles[ix]


def test_nothing_told_leaves_the_city_as_it_is(two_banks):
    situation = situation_at(two_banks, [], minute(7))
    assert situation.at_s == 420
    assert np.array_equal(situation.zones.vehicles, two_banks.zones.vehicles)
    assert np.array_equal(situation.shelters.beds, two_banks.shelters.beds)
    assert len(situation.closures) == 0


def test_a_closed_link_is_closed_for_good_until_it_is_reopened(two_banks):
    closed = LinkClosed(link_id="bridge", reason="shelling", **told(5))
    assert windows(situation_at(two_banks, [closed], minute(10))) == [(300, np.inf)]
    reopened = LinkReopened(link_id="bridge", **told(20))
    assert windows(situation_at(two_banks, [closed, reopened], minute(30))) == [(300, 1200)]


def test_what_we_knew_then_and_what_we_now_say_of_then(two_banks):
    """The bridge fell at minute 5; we heard of it at minute 60."""
    late = LinkClosed(link_id="bridge", **told(60, happened_at=minute(5)))
    assert windows(situation_at(two_banks, [late], minute(30))) == []
    assert windows(situation_at(two_banks, [late], minute(30), known_at=minute(60))) == [(300, np.inf)]


def test_an_undone_event_counts_until_we_learnt_that_it_was_wrong(two_banks):
    events = [LinkClosed(link_id="bridge", **told(5)), Undone(undoes="e5", **told(20))]
    assert windows(situation_at(two_banks, events, minute(10))) == [(300, np.inf)]
    assert windows(situation_at(two_banks, events, minute(10), known_at=minute(20))) == []
    assert windows(situation_at(two_banks, events, minute(25))) == []


def test_an_undoing_can_be_undone(two_banks):
    events = [
        LinkClosed(link_id="bridge", **told(5)),
        Undone(undoes="e5", **told(20)),
        Undone(undoes="e20", **told(30)),
    ]
    assert windows(situation_at(two_banks, events, minute(40))) == [(300, np.inf)]


def test_two_that_take_each_other_back_are_settled_by_the_later_word(two_banks):
    events = [
        LinkClosed(link_id="bridge", **told(5)),
        Undone(undoes="e30", **told(20)),
        Undone(undoes="e20", **told(30)),
    ]
    assert windows(situation_at(two_banks, events, minute(40))) == [(300, np.inf)]


def test_a_closure_to_come_does_not_hide_the_one_in_force(two_banks):
    now = LinkClosed(link_id="bridge", until_at=minute(60), **told(0))
    later = LinkClosed(link_id="bridge", from_at=minute(600), until_at=minute(660), **told(10))
    assert windows(situation_at(two_banks, [now, later], minute(20))) == [(0, 3600), (36000, 39600)]


def test_the_later_count_of_a_zone_replaces_the_one_before(two_banks):
    counts = [
        PeopleCounted(zone_id="east", people=p, no_car_people=10, **told(n)) for n, p in ((9, 50), (3, 99))
    ]
    assert people(situation_at(two_banks, counts, minute(10))) == (50, 10, 40)


def test_households_who_left_after_the_count_are_gone_from_their_zone(two_banks):
    """Counted 100 at minute 10. H1 (3) left before, H2 (3, of them 1 without a car) after: 97 are left."""
    events = [
        appeal(1),
        HouseholdBoarded(household_id="H1", people=3, **told(5)),
        HouseholdArrived(household_id="H1", shelter_id="hall", people=3, **told(30)),
        PeopleCounted(zone_id="east", people=100, no_car_people=20, **told(10)),
        appeal(2, no_car_people=1),
        HouseholdArrived(household_id="H2", shelter_id="hall", people=3, **told(20)),
    ]
    assert people(situation_at(two_banks, events, minute(40))) == (97, 19, 78)


def test_who_comes_home_is_in_the_zone_again(two_banks):
    events = [
        appeal(1),
        HouseholdArrived(household_id="H1", shelter_id="hall", people=3, **told(5)),
        HouseholdLeft(household_id="H1", left_for="home", **told(6)),
    ]
    assert people(situation_at(two_banks, events, minute(5)))[0] == 3117
    assert people(situation_at(two_banks, events, minute(7)))[0] == 3120
    assert beds(situation_at(two_banks, events, minute(7))) == 6000


def test_beds_are_what_was_counted_less_blocked_and_taken(two_banks):
    """100 counted, 10 blocked; 3 arrived; 3 held for people with a car, who still drive: 87 for the plan.

    Of 4 held for H3, 2 have no car and are not brought by the road plan: 85.
    """
    events = [
        BedsCounted(shelter_id="hall", beds=100, blocked=10, **told(1)),
        appeal(2),
        HouseholdArrived(household_id="H2", shelter_id="hall", people=3, **told(3)),
        appeal(4),
        BedHeld(household_id="H4", shelter_id="hall", people=3, **told(5)),
    ]
    assert beds(situation_at(two_banks, events, minute(6))) == 87
    events.append(appeal(7, people=4, no_car_people=2))
    events.append(BedHeld(household_id="H7", shelter_id="hall", people=4, **told(8)))
    assert beds(situation_at(two_banks, events, minute(9))) == 85
    taken = beds_taken(fold(events, minute(9)), minute(9))["hall"]
    assert (taken.arrived, taken.held, taken.all) == (3, 7, 10)


def test_a_bed_held_too_long_is_free_again():
    held = BedHeld(household_id="H1", shelter_id="hall", people=3, until_at=minute(30), **told(5))
    known = fold([appeal(1), held], minute(29))
    assert beds_taken(known, minute(29))["hall"].held == 3
    assert beds_taken(known, minute(30)) == {}
    assert waiting_at(known, minute(29)).people == 0
    assert waiting_at(known, minute(30)).household_ids == ("H1",)


def test_releasing_a_bed_does_not_turn_out_who_has_arrived():
    events = [
        BedHeld(household_id="H1", shelter_id="hall", people=3, **told(1)),
        HouseholdArrived(household_id="H1", shelter_id="school", people=3, **told(2)),
        BedReleased(household_id="H1", **told(3)),
    ]
    taken = beds_taken(fold(events, minute(9)), minute(9))
    assert {name: t.all for name, t in taken.items()} == {"school": 3}


def test_who_moves_on_keeps_one_bed_and_is_kept_another_until_they_arrive():
    events = [
        HouseholdArrived(household_id="H1", shelter_id="hall", people=3, **told(1)),
        BedHeld(household_id="H1", shelter_id="school", people=3, **told(2)),
    ]
    taken = beds_taken(fold(events, minute(9)), minute(9))
    assert {name: t.all for name, t in taken.items()} == {"hall": 3, "school": 3}
    events.append(HouseholdArrived(household_id="H1", shelter_id="school", people=3, **told(3)))
    assert {name: t.all for name, t in beds_taken(fold(events, minute(9)), minute(9)).items()} == {
        "school": 3
    }


def test_a_closed_appeal_waits_no_more_and_a_new_one_waits_again():
    closed = AppealClosed(household_id="H1", reason="unreachable", **told(5))
    assert waiting_at(fold([appeal(1), closed], minute(9)), minute(9)).people == 0
    again = appeal(7, household_id="H1")
    assert waiting_at(fold([appeal(1), closed, again], minute(9)), minute(9)).household_ids == ("H1",)


def test_merged_households_count_once_and_an_undone_merge_parts_them():
    events = [appeal(1), appeal(2), HouseholdsMerged(household_id="H2", into_household_id="H1", **told(3))]
    assert waiting_at(fold(events, minute(4)), minute(4)).people == 3
    events.append(Undone(undoes="e3", **told(5)))
    assert waiting_at(fold(events, minute(6)), minute(6)).people == 6


def test_a_closed_shelter_gives_no_beds_and_an_opened_one_says_from_when(two_banks):
    opened = ShelterOpened(shelter_id="hall", opens_at=minute(90), **told(3))
    situation = situation_at(two_banks, [ShelterClosed(shelter_id="hall", **told(1)), opened], minute(4))
    assert (beds(situation), situation.shelters.opens_s[0]) == (6000, 5400)
    assert beds(situation_at(two_banks, [ShelterClosed(shelter_id="hall", **told(1))], minute(4))) == 0


def test_a_deadline_is_set_and_lifted(two_banks):
    by = DeadlineSet(zone_id="east", deadline_at=minute(120), **told(1))
    assert situation_at(two_banks, [by], minute(2)).zones.deadline_s[0] == 7200
    lifted = DeadlineSet(zone_id="east", **told(3))
    assert situation_at(two_banks, [by, lifted], minute(4)).zones.deadline_s[0] == np.inf


def test_a_closure_of_the_scenario_itself_ends_when_the_link_is_reopened(one_road):
    closed = replace(one_road, closures=Closures(np.array([0]), np.array([0.0]), np.array([np.inf])))
    reopened = LinkReopened(link_id="road", **told(15))
    assert windows(situation_at(closed, [reopened], minute(20)), "road") == [(0, 900)]


some_events = st.lists(
    st.builds(
        lambda kind, n, late, household, shelter, count: (kind, n, late, household, shelter, count),
        st.sampled_from(
            ["appeal", "held", "released", "boarded", "arrived", "left", "home", "close", "reopen", "undo"]
        ),
        st.integers(0, 60),
        st.integers(0, 60),
        st.integers(0, 3),
        st.sampled_from(["hall", "school"]),
        st.integers(1, 5),
    ),
    max_size=25,
)


def drawn(rows):
    return [draw(f"x{ix}", *row) for ix, row in enumerate(rows)]


def draw(event_id, kind, n, late, household, shelter, count):
    common = told(n, event_id=event_id, learnt_at=minute(n + late))
    h = common | {"household_id": f"H{household}"}
    make = {
        "appeal": lambda: AppealReceived(zone_id="east", people=count, **h),
        "held": lambda: BedHeld(shelter_id=shelter, people=count, until_at=minute(n + 20), **h),
        "released": lambda: BedReleased(**h),
        "boarded": lambda: HouseholdBoarded(people=count, **h),
        "arrived": lambda: HouseholdArrived(shelter_id=shelter, people=count, **h),
        "left": lambda: HouseholdLeft(**h),
        "home": lambda: HouseholdLeft(left_for="home", **h),
        "close": lambda: LinkClosed(link_id="bridge", until_at=minute(n + count), **common),
        "reopen": lambda: LinkReopened(link_id="bridge", **common),
        "undo": lambda: Undone(undoes=f"x{household * 3}", **common),
    }
    return make[kind]()


def summary(city, events, at, known_at):
    situation = situation_at(city, events, at, known_at=known_at)
    known = fold(events, at, known_at=known_at)
    return (
        windows(situation),
        situation.shelters.beds.tolist(),
        situation.zones.people.tolist(),
        waiting_at(known, at),
        {name: (t.arrived, t.boarded, t.held) for name, t in sorted(beds_taken(known, at).items())},
    )


@settings(max_examples=150, deadline=None)
@given(rows=some_events, seed=st.integers(0, 2**16), at=st.integers(0, 80), more=st.integers(0, 60))
def test_law_the_order_of_the_lines_changes_nothing(two_banks_once, rows, seed, at, more):
    events = drawn(rows)
    shuffled = random.Random(seed).sample(events, len(events))
    at, known_at = minute(at), minute(at + more)
    assert summary(two_banks_once, events, at, known_at) == summary(two_banks_once, shuffled, at, known_at)


@settings(max_examples=150, deadline=None)
@given(rows=some_events, at=st.integers(0, 80))
def test_law_what_was_known_at_an_instant_is_never_changed_by_what_is_learnt_later(two_banks_once, rows, at):
    events = drawn(rows)
    before = [e for e in events if e.learnt_at <= minute(at)]
    assert summary(two_banks_once, events, minute(at), None) == summary(
        two_banks_once, before, minute(at), None
    )


@settings(max_examples=100, deadline=None)
@given(rows=some_events, cut=st.integers(0, 25), at=st.integers(60, 200))
def test_law_folding_in_two_parts_is_folding_at_once(rows, cut, at):
    """As long as the second part takes back nothing of the first: the store then folds anew."""
    events = [e for e in drawn(rows) if not isinstance(e, Undone)]
    start = fold(events[:cut], minute(at))
    in_two = fold(events[cut:], minute(at), start=start)
    at_once = fold(events, minute(at))
    assert all(getattr(in_two, n) == getattr(at_once, n) for n in ("holds", "moves", "appeals", "counts"))


@settings(max_examples=100, deadline=None)
@given(rows=some_events, at=st.integers(0, 80))
def test_law_every_household_has_at_most_one_place(rows, at):
    """People in shelters and on the way never exceed the largest sizes at which households moved."""
    events = [e for e in drawn(rows) if e.happened_at <= minute(at)]
    known = fold(events, minute(at), known_at=minute(at) + timedelta(hours=9))
    taken = beds_taken(known, minute(at))
    largest = sum(max(place.people for place in moves) for moves in known.moves.values())
    assert sum(t.arrived + t.boarded for t in taken.values()) <= largest


@pytest.fixture(scope="session")
def two_banks_once():
    from tests.conftest import city

    return city(
        [("bridge", "east", "west", 60.0, 1600.0), ("ring", "west", "hall", 120.0, 3600.0)],
        [{"id": "east", "nodes": ["east"], "people": 3120}],
        [{"id": "hall", "nodes": ["hall"], "beds": 6000}, {"id": "school", "nodes": ["west"], "beds": 50}],
    )
