"""A snapshot is only ever a shorter way to the same answer."""

from dataclasses import fields

import sqlalchemy as sa

from clearway.situation.events import (
    BedHeld,
    HouseholdArrived,
    LinkClosed,
    LinkReopened,
    ShelterOpened,
    Undone,
)
from clearway.situation.fold import add_to, fold
from clearway.situation.known import Known
from clearway.store import snapshots
from clearway.store.packed import pack, unpack
from clearway.store.snapshots import take_snapshot
from tests.stores import appeal, minute, told


def same(one: Known, other: Known) -> bool:
    return all(getattr(one, f.name) == getattr(other, f.name) for f in fields(Known))


def held(n: int, household: int, shelter: str = "hall") -> BedHeld:
    return BedHeld(household_id=f"H{household}", shelter_id=shelter, people=3, **told(n))


def a_day(n: int = 200) -> list:
    events = [appeal(i) if i % 2 else held(i, i - 1) for i in range(n)]
    events.append(LinkClosed(link_id="bridge", until_at=minute(n + 90), **told(n)))
    events.append(LinkReopened(link_id="bridge", **told(n + 1)))
    events.append(ShelterOpened(shelter_id="hall", opens_at=minute(n + 60), **told(n + 2)))
    return events


def test_what_is_packed_is_unpacked_as_it_was():
    known = fold(a_day(), minute(1000))
    assert same(unpack(pack(known)), known)


def test_with_a_snapshot_the_answer_is_the_same_and_fewer_lines_are_read(store, journal, monkeypatch):
    journal.append(a_day())
    assert take_snapshot(store.database, journal, lines_between=100) == 203
    journal.append([HouseholdArrived(household_id="H1", shelter_id="hall", people=3, **told(900))])
    read: list = []
    monkeypatch.setattr(
        snapshots, "add_to", lambda known, events, *a: add_to(known, _watched(events, read), *a)
    )
    known, until = store.known("live", minute(1000))
    assert until == 204
    assert len(read) == 1
    assert same(known, fold(journal.events(), minute(1000)))


def _watched(events, read):
    for event in events:
        read.append(event)
        yield event


def test_a_late_event_counts_although_the_snapshot_is_newer(store, journal):
    """The bridge was closed at minute 50; we learn at minute 300, after the snapshot."""
    journal.append(a_day(120))
    take_snapshot(store.database, journal, lines_between=1)
    late = LinkClosed(link_id="ring", **told(300, happened_at=minute(50)))
    journal.append([late])
    assert "ring" in store.known("live", minute(301))[0].closures
    assert "ring" not in store.known("live", minute(299))[0].closures
    assert "ring" in store.known("live", minute(60), told_by=minute(301))[0].closures


def test_taking_back_an_event_inside_a_snapshot_sets_the_snapshot_aside(store, journal):
    journal.append([held(1, 1), held(2, 1, "school")])
    take_snapshot(store.database, journal, lines_between=1)
    journal.append([Undone(undoes="e2", **told(3))])
    assert store.known("live", minute(4))[0].holds["H1"].shelter_id == "hall"
    assert take_snapshot(store.database, journal, lines_between=1) == 3
    journal.append([Undone(undoes="e3", **told(4))])
    assert store.known("live", minute(5))[0].holds["H1"].shelter_id == "school"


def test_the_past_is_not_answered_from_a_snapshot_that_knows_the_future(store, journal):
    journal.append([held(1, 1), held(10, 1, "school")])
    take_snapshot(store.database, journal, lines_between=1)
    assert store.known("live", minute(5))[0].holds["H1"].shelter_id == "hall"


def test_no_snapshot_is_taken_before_enough_came_since_the_last(store, journal):
    journal.append(a_day(50))
    assert take_snapshot(store.database, journal, lines_between=40) == 53
    assert take_snapshot(store.database, journal, lines_between=40) == 0


def test_a_damaged_snapshot_is_left_aside_and_the_answer_is_the_same(store, journal):
    journal.append(a_day())
    take_snapshot(store.database, journal, lines_between=1)
    with store.database.write() as connection:
        connection.execute(sa.text("UPDATE snapshots SET known = :noise"), {"noise": b"noise" * 9})
    assert same(store.known("live", minute(1000))[0], fold(a_day(), minute(1000)))
