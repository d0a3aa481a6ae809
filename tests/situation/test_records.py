"""Records from outside are read whole or refused with every reason; ours come back as they were."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearway.errors import InputError
from clearway.situation.events import KINDS, HouseholdBoarded, LinkClosed, Undone
from clearway.situation.known import APPLY
from clearway.situation.records import check_record, event_of, read_record, record_of
from tests.stores import appeal, minute, told


def problems(**changes):
    record = record_of(appeal(1)) | changes
    return [str(p) for p in check_record({k: v for k, v in record.items() if v is not ...})]


@pytest.mark.parametrize(
    "event",
    [
        appeal(1),
        LinkClosed(link_id="мост/1", until_at=minute(9.5), **told(3)),
        Undone(undoes="e1", **told(3)),
        HouseholdBoarded(household_id="H1", people=2, **told(4)),
        appeal(2, happened_at=datetime(2024, 1, 5, 10, 5, tzinfo=timezone(timedelta(hours=3)))),
    ],
)
def test_an_event_survives_being_written_down(event):
    assert event_of(record_of(event)) == event
    assert read_record(record_of(event)) == event


def test_every_kind_of_event_is_folded():
    assert set(APPLY) == set(KINDS.values())


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kind": "LinkClsed"}, "'LinkClsed' is no kind of event. Give one of LinkClosed"),
        ({"kind": None}, "None is no kind of event"),
        ({"people": -1}, "people: -1 is not a number of people or beds. Give a whole number from 0"),
        ({"people": 2.5}, "2.5 is not a number of people"),
        ({"people": True}, "True is not a number of people"),
        ({"people": "3"}, "'3' is not a number of people"),
        ({"people": 10**30}, "is not a number of people"),
        ({"people": ...}, "people: AppealReceived needs people"),
        ({"zone_id": ""}, "zone_id: '' cannot be used here"),
        ({"zone_id": "a\nb"}, "cannot be used here"),
        ({"zone_id": "x" * 101}, "has 101 characters. Give at most 100"),
        ({"event_id": "a b"}, "Give letters, digits and"),
        ({"happened_at": "2024-01-05T14:05:00"}, "does not say its offset from UTC"),
        ({"happened_at": "yesterday"}, "'yesterday' is not an instant"),
        ({"happened_at": 12}, "12 is not an instant"),
        ({"happened_at": "9999-12-31T23:59:59-10:00"}, "lies outside the years"),
        ({"pets": "yes"}, "'yes' is not true or false"),
        ({"nonsense": 1}, "AppealReceived has no field 'nonsense'"),
        ({"no_car_people": 4}, "no_car_people: 4 of 3 people is too many"),
        ({"source": "call +380 44 123-45-67"}, "looks like a phone number or an e-mail address"),
        ({"source": "anna@example.org"}, "looks like a phone number or an e-mail address"),
        ({"happened_at": minute(7).isoformat()}, "lies after we learnt it"),
    ],
)
def test_what_is_wrong_with_a_record_is_said_with_its_value_and_what_to_do(changes, sentence):
    assert sentence in "\n".join(problems(**changes))


def test_all_problems_are_said_together():
    assert len(problems(people=-1, zone_id="", happened_at="never")) == 3


def test_a_window_that_ends_before_it_begins_is_refused():
    record = record_of(LinkClosed(link_id="bridge", until_at=minute(2), **told(3)))
    with pytest.raises(InputError, match="is not after"):
        read_record(record)


def test_an_event_cannot_take_itself_back():
    with pytest.raises(InputError, match="cannot take itself back"):
        read_record(record_of(Undone(undoes="e3", **told(3))))


def test_a_line_of_a_newer_version_is_refused_and_not_skipped():
    with pytest.raises(InputError, match="'TrainDelayed' is a kind of event that this version"):
        event_of({"kind": "TrainDelayed", "event_id": "e1"})


@settings(max_examples=300, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(
            ["kind", "people", "zone_id", "household_id", "happened_at", "learnt_at", "who", "event_id"]
        ),
        st.one_of(
            st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=9), st.lists(st.integers())
        ),
    )
)
def test_law_whatever_is_handed_in_is_refused_in_sentences_or_read(changes):
    record = record_of(appeal(1)) | changes
    found = check_record(record)
    if not found:
        assert event_of({k: v for k, v in record.items() if v is not None}).people == record["people"]
    assert all(str(problem) for problem in found)
