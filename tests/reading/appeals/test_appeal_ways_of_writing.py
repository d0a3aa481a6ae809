"""The same facts spoken to a machine, typed into a form, in Latin letters, with signs and without."""

from datetime import UTC, datetime

import pytest

from clearway.reading.appeals import Appeal, Message, read_appeal
from clearway.reading.appeals.records import address_record
from clearway.reading.appeals.spoken_numbers import spoken_in_figures

NOON = datetime(2024, 1, 5, 12, tzinfo=UTC)


def read(text: str) -> Appeal:
    return read_appeal(Message("A1", "web", NOON, text))


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("запишите адрес улица чапаева дом двадцать пять квартира сорок один нас четверо", "чапаева 25 41"),
        ("вулиця стуса будинок шість квартира сто три я з немовлям", "стуса 6 103"),
        ("my address is forty two maple street flat six there are three of us", "maple 42 6"),
        ("на стуса 6 жінка з немовлям, 103 квартира", "стуса 6 103"),
        ("Улица - Чапаева\nДом - 25\nКв - 41\nВсего человек - 4", "Чапаева 25 41"),
        ("Вулиця: Стуса; Будинок: 6; Квартира: 103; Кількість: 2", "Стуса 6 103"),
        ("Address: Maple Street 42, Apt 6; People: 3; Disabled: no", "Maple 42 6"),
        ("Flat 4, 12 Canal Street, three of us", "Canal 12 4"),
        ("ulica Chapaeva dom 25 kv 41, chetvero", "Chapaeva 25 41"),
        ("Чапаева, 25, 41. Нас трое", "Чапаева 25 41"),
        ("дом 5 корпус 3 кв 17 по Молодёжной", "Молодёжная 5к3 17"),
        ("5 people near the shop, on Hillside Avenue, we are at number 14", "Hillside 14"),
        ("Полевая 4 бабушка одна", "Полевая 4"),
        ("Гоголя 16 мать и двое детей", "Гоголя 16"),
        ("3 people at Mill Road 5", "Mill 5"),
    ],
)
def test_an_address_is_read_however_it_is_written(text, address):
    found = address_record(read(text).address)
    assert " ".join(found.get(part, "") for part in ("street", "house", "flat")).strip() == address


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Number of people: 3, special needs: one person on oxygen", 3),
        ("Скільки вас: 4", 4),
        ("my sister's family (2+3) are at 14 Bay View", 5),
        ("нас было пятеро, двое уехали вчера", 3),
        ("there were 5 of us, four of us have gone by train, only grandma is left", 1),
        ("my children 2, 4 and 6 and I", 4),
        ("My 2 year old swallowed floodwater", 1),
        ("я сама з трьома", 4),
        ("три семьи: 4, 5 и 3 человека", 12),
        ("хата згоріла, ночуємо в машині, дружина, двоє дітей та теща", 5),
        ("we are three generations: my parents, my husband and me, our baby girl", 5),
        ("one of us is deaf, there are three adults and one teenager", 4),
        ("он глухой, она слепая", 2),
        ("nas dvoe pensionerov, hotim uehat", 2),
        ("my s zhenoy i dvumya detmi na krishe", 4),
        ("лежачий больной, нужно минимум 4 человека вынести", 1),
        ("вывезите деток из интерната, там 24 ребёнка и 3 воспитателя", 27),
    ],
)
def test_people_are_counted_however_they_are_told(text, people):
    assert read(text).people == people


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("Water is up to the windows, 45 Station Road", "critical"),
        ("вода по пояс, Заречная 6", "critical"),
        ("вода вже у дворі, Тиха 4, двоє", "high"),
        ("I think there's gas. Everyone has a headache, 14 Dyer Street", "critical"),
        ("жовтий дим із заводу, діти кашляють, Заводська 1", "critical"),
        ("strange smell from the chemical plant, 4 Works Road, two of us", "high"),
        ("Mum isn't making sense and she is very hot, 9 Lark Street", "critical"),
        ("дед теряет сознание от жары, Степная 7", "critical"),
        ("smoke in the stairwell, 3 Fern Close", "critical"),
        ("горит лес за огородами, нас двое, Заречная 8", "high"),
        ("мене звати Марія, мама впала і мовчить", "critical"),
        ("my phone is dying, two of us at Mira 5", "normal"),
        ("ЗАБЕРИТЕ НАС СРОЧНО!!!!! НАС ДВОЕ ДОНСКАЯ 12", "normal"),
        ("SOS", "high"),
    ],
)
def test_every_kind_of_danger_is_known(text, urgency):
    assert read(text).urgency == urgency


def test_spoken_numbers_keep_every_character_in_its_place():
    text = "дом двадцать пять квартира сорок один нас двое"
    figures = spoken_in_figures(text)
    assert len(figures) == len(text)
    assert figures.split() == ["дом", "25", "квартира", "41", "нас", "двое"]
    assert spoken_in_figures("в доме три человека") == "в доме три человека"


def test_values_read_from_latin_letters_point_at_the_words_as_they_came():
    text = "pomogite, nas pyatero, babushka lezhachaya, net mashiny, ulica Mira 5"
    appeal = read(text)
    said = {span.rule: text[span.start : span.end] for span in appeal.evidence}
    assert appeal.language == "ru"
    assert said["people.total"] == "nas pyatero"
    assert said["needs.transport"] == "net mashiny"


def test_english_is_never_taken_for_russian_in_latin_letters():
    appeal = read("We need help, my mama and papa are at 5 Dom Street, no water since Monday")
    assert appeal.language == "en"
    assert appeal.needs == ("evacuation", "water")
