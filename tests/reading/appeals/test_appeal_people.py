"""How many people: each answer is worked out from the words, part by part."""

from datetime import UTC, datetime

import pytest

from clearway.reading.appeals import Message, read_appeal

NOON = datetime(2024, 1, 5, 12, tzinfo=UTC)


def people_in(text: str) -> int | None:
    return read_appeal(Message("A1", "web", NOON, text)).people


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Me, my wife and two kids, 3 and 7", 4),  # 1 + 1 + 2; 3 and 7 are ages
        ("We are 5, grandmother in a wheelchair", 5),  # she is one of the five
        ("five people incl. granny, Koroleva 4", 5),
        ("Family of four plus our neighbours, another three", 7),  # 4 + 3
        ("at least 3 trapped, one bleeding badly", 3),
        ("her mother, 82, alone in the house", 1),
        ("my neighbour does not answer, old man, deaf", 1),  # the old man is the neighbour
        ("Two adults one baby 5 months", 3),
        ("I am alone with three kids aged 2, 5 and 9", 4),  # 1 + 3
        ("Wife and children left yesterday, I am alone now", 1),
        ("we need a bus for 30 children and 4 teachers", 34),
        ("2-3 people in the cellar", 3),  # a seat too many is the smaller mistake
        ("нас трое, мама лежачая", 3),
        ("мы с мамой вдвоем, ей 84 года", 2),
        ("я и мама", 2),
        ("Мы с мужем и двумя детьми хотим уехать", 4),  # 1 + 1 + 2
        ("нас двое пенсионеров, 4 этаж", 2),
        ("У нас двое детей, трое взрослых и кот", 5),  # 2 + 3
        ("нас 7 человек из них 3 детей и 1 инвалид", 7),
        ("взрослых 2, детей 3", 5),
        ("Соседка рожает, скорая не едет", 1),
        ("сім'я з чотирьох", 4),
        ("Я вагітна, 8 місяць, і двоє дітей", 3),  # 1 + 2; 8 is a month
        ("Ми з бабусею удвох, їй 79", 2),
        ("нас уже не троє, нас четверо", 4),  # the newest count
        ("No water for 3 days, 5th floor, 2 dogs", None),
        ("Please send help to the school", None),
    ],
)
def test_people_are_the_sum_of_their_parts(text, people):
    assert people_in(text) == people


@pytest.mark.parametrize(
    "text",
    [
        "There are four of us at Koroleva 14 flat 6, 3rd floor, 20 km from the border, call 8 900 000 00 02",
        "нас четверо, ул. Мира 21 кв 17, 4 этаж, 2 собаки, ждём уже 3 часа, тел 8 900 000 00 02",
        "нас четверо, 8-900-000-00-02, д. 5, подъезд 2, 12 января, 10:30",
    ],
)
def test_no_other_number_is_taken_for_people(text):
    assert people_in(text) == 4


def test_an_offer_has_seats_and_no_people():
    appeal = read_appeal(Message("A1", "web", NOON, "I can take 3 people to Gubkin"))
    assert (appeal.kind, appeal.people) == ("offer", None)
