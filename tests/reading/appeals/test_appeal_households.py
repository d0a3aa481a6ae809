"""One household from many messages, and what must never be joined."""

from datetime import UTC, datetime, timedelta

import pytest

from clearway.reading.appeals import AppealsReading, Message, read_appeals, read_decisions
from clearway.reading.appeals.records import merge_record

NOON = datetime(2024, 1, 5, 12, tzinfo=UTC)


def read(*texts: str, decisions: str = "") -> AppealsReading:
    """Read messages A1, A2 … sent a minute apart."""
    messages = [
        Message(f"A{number}", "web", NOON + timedelta(minutes=number), text)
        for number, text in enumerate(texts, start=1)
    ]
    return read_appeals(messages, decisions=read_decisions(decisions.splitlines(), "decided.jsonl"))


def households(reading: AppealsReading) -> list[tuple[str, ...]]:
    return [tuple(a.message.message_id for a in h.appeals) for h in reading.grouping.households]


def test_one_address_in_two_alphabets_is_one_household():
    reading = read("нас трое, ул. Королёва 4 кв 7", "still waiting, three people, Koroleva St. 4, flat 7")
    assert households(reading) == [("A1", "A2")]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("3 people, Koroleva 4 flat 7", "3 people, Koroleva 14 flat 7"),
        ("3 people, Koroleva 10 flat 7", "3 people, Koroleva 110 flat 7"),
        ("3 people, Koroleva 77 flat 7", "3 people, Koroleva 77B flat 7"),
        ("3 people, Koroleva 4 flat 7", "3 people, Koroleva 4 flat 8"),
        ("3 people, Koroleva 4 flat 7", "3 people, Lenina 4 flat 7"),
        ("3 people, Мира 4 кв 7", "3 people, Мирная 4 кв 7"),
    ],
)
def test_a_neighbour_is_another_household(a, b):
    reading = read(a, b)
    assert households(reading) == [("A1",), ("A2",)]
    assert not reading.grouping.merges


def test_an_unknown_flat_is_for_a_person_to_decide():
    reading = read("3 people, Lenina 12 flat 3", "5 people, Lenina 12")
    assert households(reading) == [("A1",), ("A2",)]
    assert [(c.household_id, c.other_id) for c in reading.grouping.candidates] == [("H2", "H1")]


@pytest.mark.parametrize(
    "second",
    [
        "Lenina 12, two people, wheelchair",
        "Update: now we are four, Lenina 12",
        "still waiting, Lenina 12, two of us",
        "we left, Lenina 12, please cancel",
    ],
    ids=["same people", "update", "again", "cancellation"],
)
def test_an_unknown_flat_never_merges_without_the_telephone(second):
    reading = read("two of us, granny in a wheelchair, Lenina 12 flat 3", second)
    assert households(reading) == [("A1",), ("A2",)]
    assert reading.grouping.households[0].is_open
    assert [(c.household_id, c.other_id) for c in reading.grouping.candidates] == [("H2", "H1")]
    with_phone = read(
        "two of us, granny in a wheelchair, Lenina 12 flat 3, 8 900 000-00-01", f"{second}, 8 900 000-00-01"
    )
    assert households(with_phone) == [("A1", "A2")]
    assert with_phone.grouping.households[0].address.flat == "3"


def test_a_telephone_joins_messages_without_an_address():
    reading = read("3 people, Lenina 12 flat 3, +7 900 000-00-01", "nobody came, call +7 900 000 00 01")
    assert households(reading) == [("A1", "A2")]


def test_a_coordinators_telephone_joins_nobody():
    reading = read(
        "2 people, Lenina 12 flat 3, +79000000001",
        "4 people, Mira 5, +79000000001",
        "1 woman, Sadovaya 8, +79000000001",
    )
    assert len(reading.grouping.households) == 3
    assert reading.grouping.coordinators == {"+79000000001"}


def test_the_newest_count_wins_and_the_old_one_is_kept():
    reading = read("we are 3, Lenina 12 flat 3", "Update: now we are 5, Lenina 12 flat 3")
    (household,) = reading.grouping.households
    assert household.people == 5
    assert household.history == [("A1", 3), ("A2", 5)]


def test_a_cancellation_closes_only_its_own_household():
    reading = read("3 people, Lenina 12 flat 3", "2 people, Lenina 12 flat 5", "мы уехали, Ленина 12 кв 5")
    states = {h.household_id: h.is_open for h in reading.grouping.households}
    assert states == {"H1": True, "H2": False}
    assert [turn.household_id for turn in reading.queue] == ["H1"]


def test_a_cancellation_that_fits_two_households_closes_neither():
    reading = read("3 people, Lenina 12 flat 3", "2 people, Lenina 12 flat 5", "мы уехали, Ленина 12")
    assert all(h.is_open for h in reading.grouping.households if h.household_id in ("H1", "H2"))
    assert {c.other_id for c in reading.grouping.candidates if c.message_id == "A3"} == {"H1", "H2"}


def test_who_writes_again_after_cancelling_waits_again():
    reading = read(
        "we are 3, Lenina 12 flat 3", "we left, Lenina 12 flat 3", "3 people still here, Lenina 12 flat 3"
    )
    assert reading.grouping.households[0].is_open


def test_every_merge_can_be_undone_by_its_own_line():
    texts = ("we are 3, Lenina 12 flat 3", "three people, Ленина 12 кв 3")
    (merge,) = read(*texts).grouping.merges
    undo = merge_record(merge)["undo"]
    import json

    undone = read(*texts, decisions=json.dumps(undo))
    assert households(undone) == [("A1",), ("A2",)]
    taken_back = read(*texts, decisions=json.dumps(undo) + "\n" + json.dumps(undo | {"action": "undo"}))
    assert households(taken_back) == [("A1", "A2")]


def test_a_person_can_join_what_the_rules_left_apart():
    texts = ("3 people, Lenina 12 flat 3", "5 people, Lenina 12")
    joined = read(*texts, decisions='{"action": "join", "appeals": ["A1", "A2"]}')
    assert households(joined) == [("A1", "A2")]
    assert joined.grouping.merges[0].rule == "decision"


def test_the_result_does_not_depend_on_the_order_of_the_file():
    texts = ["we are 3, Lenina 12 flat 3", "5 people, Mira 5", "three people, Ленина 12 кв 3", "Help"]
    messages = [
        Message(f"A{i}", "web", NOON + timedelta(minutes=i), text) for i, text in enumerate(texts, start=1)
    ]
    there, back = read_appeals(messages), read_appeals(reversed(messages))
    assert there.grouping.household_of == back.grouping.household_of
    assert [turn.message_ids for turn in there.queue] == [turn.message_ids for turn in back.queue]


def test_equal_counts_in_a_crowd_are_not_one_household():
    reading = read("2 people in the basement of school 7", "we are two, school no. 7", "2 people, school 7")
    assert len(reading.grouping.households) == 3


def test_a_telephone_joins_a_street_without_a_number():
    reading = read("3 people, Lenina street 12, +79000000001", "we wait on Lenina street, +79000000001")
    assert households(reading) == [("A1", "A2")]


def test_a_misspelt_street_is_a_candidate():
    reading = read("3 people, Shevchenko street 12 flat 3", "5 people, Shevchehko street 12 flat 3")
    assert len(reading.grouping.households) == 2
    assert len(reading.grouping.candidates) == 1


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("3 people, Lenina 12", "three of us at Lenina 12, please help"),
        ("нас трое, ул. Мира 21", "трое человек, Мира 21, заберите"),
        ("нас троє, вул. Миру 21", "троє людей, вул. Миру 21"),
        ("family of 6, Lenina 12 flat 3", "6 people, Lenina 12"),
        ("3 people, Lenina 12", "3 people, Lenina 12"),
    ],
)
def test_an_equal_count_in_one_house_is_for_a_person_to_decide(a, b):
    reading = read(a, b)
    assert households(reading) == [("A1",), ("A2",)]
    assert [(c.household_id, c.other_id) for c in reading.grouping.candidates] == [("H2", "H1")]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("3 people, Lenina 12, +79000000001", "three of us, Lenina 12, +79000000001"),
        ("two of us, granny in a wheelchair, Lenina 12", "Lenina 12, two people, wheelchair"),
        ("please come, 3 people at Lenina 12", "Please come! 3 people at Lenina 12"),
    ],
    ids=["telephone", "vulnerable", "words"],
)
def test_an_equal_count_is_joined_when_something_else_agrees(a, b):
    assert households(read(a, b)) == [("A1", "A2")]


def test_an_update_without_a_flat_joins_nobody_where_several_live():
    reading = read(
        "3 people, Lenina 12", "2 people, Lenina 12 flat 9", "Update: now there are 4 of us, Lenina 12"
    )
    assert len(reading.grouping.households) == 3
    assert {c.other_id for c in reading.grouping.candidates if c.message_id == "A3"} == {"H1", "H2"}


@pytest.mark.parametrize(
    "second",
    [
        "Update: now there are 5 of us, Lenina 12",
        "still waiting at Lenina 12, nobody came",
        "we left, Lenina 12, please cancel",
    ],
    ids=["update", "again", "cancellation"],
)
def test_who_writes_of_a_house_again_is_its_only_household(second):
    assert households(read("3 people, Lenina 12", second)) == [("A1", "A2")]


def test_a_street_and_a_lane_of_one_name_are_for_a_person_to_decide():
    reading = read("4 people, dog, Green Street 8", "4 people, dog, Green Lane 8")
    assert households(reading) == [("A1",), ("A2",)]
    assert len(reading.grouping.candidates) == 1


def test_a_telephone_with_another_address_is_a_coordinator_unless_somebody_moved():
    apart = read("2 people, Lenina 12 flat 3, +79000000001", "Update: 4 people, Mira 5, +79000000001")
    assert households(apart) == [("A1",), ("A2",)]
    moved = read("2 people, Lenina 12 flat 3, +79000000001", "we have moved to Mira 5, +79000000001")
    assert households(moved) == [("A1", "A2")]
    assert moved.grouping.households[0].address.street == "Mira"


def test_a_coordinator_can_cancel_for_one_house_only():
    reading = read(
        "2 people, Lenina 12 flat 3, +79000000001",
        "4 people, Mira 5 flat 1, +79000000001",
        "Mira 5: they have left, please cancel. +79000000001",
    )
    assert [h.is_open for h in reading.grouping.households] == [True, False]


def test_russian_in_latin_letters_is_the_same_household():
    reading = read(
        "nas troe, babushka lezhachaya, ul Koroleva 4 kv 7", "Королёва 4 кв 7, трое, бабушка лежачая"
    )
    assert households(reading) == [("A1", "A2")]


def test_a_message_about_one_of_them_does_not_lower_the_count():
    """Three people wrote; later they say that one of them fainted: three still wait."""
    reading = read("3 people, Lenina 12 flat 3", "it's us again, Lenina 12 flat 3, granddad has fainted")
    assert reading.grouping.households[0].people == 3
    fewer = read("3 people, Lenina 12 flat 3", "Lenina 12 flat 3, there are 2 of us")
    assert fewer.grouping.households[0].people == 2
