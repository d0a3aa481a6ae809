"""Where: streets in three alphabets' worth of habits, houses that differ by a letter, places with a name."""

from datetime import UTC, datetime

import pytest

from clearway.reading.appeals import CityNames, Message, read_appeal
from clearway.reading.appeals.city_names import same_name
from clearway.reading.appeals.records import address_record

NOON = datetime(2024, 1, 5, 12, tzinfo=UTC)
CITY = CityNames(
    ["улица Королёва", "Садовая улица", "проспект Богдана Хмельницкого", "улица 8 Марта", "улица Мира"],
    ["Stary Oskol", "Gubkin"],
)


def address_in(text: str, city: CityNames | None = None) -> dict[str, str]:
    return address_record(read_appeal(Message("A1", "web", NOON, text), city).address)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("help, Koroleva st. 14 flat 6", {"street": "Koroleva", "house": "14", "flat": "6"}),
        ("help, 14 Koroleva St.", {"street": "Koroleva", "house": "14"}),
        ("help, Koroleva St. 4", {"street": "Koroleva", "house": "4"}),
        ("people at Rechnaya 77B", {"street": "Rechnaya", "house": "77B"}),
        ("улица Ленина дом 12 квартира 5", {"street": "Ленина", "house": "12", "flat": "5"}),
        ("ул. Мира, д. 21, корп. 2, кв. 17", {"street": "Мира", "house": "21к2", "flat": "17"}),
        ("заберите, Мира 21-17", {"street": "Мира", "house": "21", "flat": "17"}),
        ("ждём на Садовой 3", {"street": "Садовая", "house": "3"}),
        ("вул Шевченка 8/2 кв 40", {"street": "Шевченка", "house": "8/2", "flat": "40"}),
        ("нас двое, Мира 21 в подвале", {"street": "Мира", "house": "21"}),
        ("Дом 15 по улице Титова", {"street": "Титова", "house": "15"}),
        ("ul. Gorkogo 18, 2 people", {"street": "Gorkogo", "house": "18"}),
        ("in the basement of school no. 7", {"place": "school no. 7"}),
        ("We are 5, no water for 3 days", {}),
        ("Me, my wife and two kids (3 and 7)", {}),
    ],
)
def test_addresses_are_read_as_people_write_them(text, address):
    assert address_in(text) == address


@pytest.mark.parametrize(
    ("text", "street"),
    [
        ("koroleva 4 kv 3, help", "улица Королёва"),
        ("мы на королевой 4", "улица Королёва"),
        ("вул. Садова 3", "Садовая улица"),
        ("Chmelnyzkoho 5, three people", "проспект Богдана Хмельницкого"),
        ("Peace street 21", "улица Мира"),
        ("вул. Миру 21", "улица Мира"),
        ("8 Марта, 15", "улица 8 Марта"),
    ],
)
def test_the_citys_own_streets_are_found_in_any_spelling(text, street):
    assert address_in(text, CITY)["street"] == street


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Королёва", "Koroleva", True),
        ("Садовая", "Садова", True),
        ("Садовой", "Sadovaya", True),
        ("Грушевського", "Hrushevskoho", True),
        ("Peace", "Миру", True),
        ("Мира", "Мирная", False),
        ("Лесная", "Ленина", False),
        ("8 Марта", "18 Марта", False),
    ],
)
def test_names_are_compared_without_case_endings_and_alphabets(a, b, same):
    assert same_name(a, b) is same


def test_a_town_is_found_in_its_cases():
    offer = read_appeal(Message("A1", "web", NOON, "Могу взять 3 человек, еду в Губкин"), CITY)
    assert address_record(offer.address) == {"place": "Gubkin"}


def test_a_telephone_is_read_in_the_country_it_is_of():
    texts = {
        "тел 8 900 000 00 02": ("RU", "+79000000002"),
        "call +7 (900) 000-00-01": ("UA", "+79000000001"),
        "телефонуйте 067 000 00 01, дякуємо їм": ("UA", "+380670000001"),
        "кв 17 8 900 000 00 02": ("RU", "+79000000002"),
        "house 12 flat 3, 2024-01-05": ("RU", None),
    }
    for text, (region, contact) in texts.items():
        assert read_appeal(Message("A1", "web", NOON, text), region=region).contact == contact
