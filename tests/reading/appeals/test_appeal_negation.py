"""What is denied is not needed and nobody's illness; offers, questions and complaints are no appeals."""

from datetime import UTC, datetime

import pytest

from clearway.reading.appeals import Message, read_appeal

NOON = datetime(2024, 1, 5, 12, tzinfo=UTC)


def read(text: str):
    return read_appeal(Message("A1", "web", NOON, text))


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("We have a car, 3 people, Mira 5", "transport"),
        ("машина есть, нас трое, Мира 5", "transport"),
        ("We have water and food, 3 people, Mira 5", "water"),
        ("not injured, 3 people, Mira 5", "medical"),
        ("эвакуация не нужна, нужна вода, Мира 5", "evacuation"),
    ],
)
def test_what_is_at_hand_is_no_need(text, needs):
    assert needs not in read(text).needs


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("no car, 3 people, Mira 5", "transport"),
        ("машины нет, нас трое", "transport"),
        ("авто немає, нас троє", "transport"),
        ("car but no petrol, 3 people", "fuel"),
        ("закончилась вода, нас трое", "water"),
        ("insulin for one day left, 1 man", "medicine"),
        ("нас троє і кіт", "pet"),
        ("сосед не отвечает", "welfare_check"),
        ("под завалом люди", "rescue"),
    ],
)
def test_what_is_missing_is_a_need(text, need):
    assert need in read(text).needs


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("nobody is injured, no pensioners", ()),
        ("никто не ранен, детей нет", ()),
        ("не поранені, без дітей", ()),
        ("one man injured", ("injured",)),
        ("я её дочь, она лежачая", ("bedridden",)),
    ],
)
def test_vulnerable_is_who_is_not_denied(text, kind):
    assert read(f"{text}, Mira 5").vulnerable == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Could you pick us up? 3 people, Mira 5", "appeal"),
        ("Is the road to Gubkin open?", "question"),
        ("Есть 2 места в машине до Воронежа", "offer"),
        ("We can walk to the stop, 3 people, Mira 5", "appeal"),
        ("Мы уже выехали, заявку снимите", "cancel"),
        ("мы выехали, а мама осталась, Мира 5, заберите её", "appeal"),
        ("We have not left yet, 3 people, Mira 5", "appeal"),
        ("Позор! Мэр сбежал", "complaint"),
        ("Позор! Нас бросили, Мира 5, двое лежачих", "appeal"),
        ("спасибо вам большое", "other"),
    ],
)
def test_kinds_are_told_apart(text, kind):
    assert read(text).kind == kind
