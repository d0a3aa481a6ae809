"""Names meet across alphabets, strangers stay strangers, and a duplicate comes with its reasons."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearway.people import (
    Household,
    Person,
    duplicate_reasons,
    name_terms,
    name_words,
    phone_key,
    same_name,
    search_terms,
    suggest_duplicates,
)

CYRILLIC_NAMES = [
    "Оксана Ковальчук",
    "Иван Петренко",
    "Мария Шевченко",
    "Олексій Бондаренко",
    "Галина Щербак",
    "Юрій Цимбал",
]


def home(number, *people, **more):
    return Household(household_id=f"H{number}", people=people, **more)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Оксана Ковальчук", "Oksana Kovalchuk"),
        ("Oksana Kovalchuk", "Oxana Kowaltschuk"),
        ("Ковальчук Оксана Іванівна", "Oksana Kovalchuk"),
        ("Оксана К. Ковальчук", "О. Ковальчук"),
        ("Юрій Цимбал", "Yurii Tsymbal"),
        ("Галина Щербак", "Halyna Shcherbak"),
    ],
)
def test_one_name_in_several_alphabets_and_spellings(one, other):
    assert same_name(one, other)
    assert same_name(other, one)


@pytest.mark.parametrize("one", CYRILLIC_NAMES)
def test_cyrillic_names_are_not_all_equal(one):
    """A comparison that keeps only a to z turns them all into nothing, and nothing equals nothing."""
    assert [other for other in CYRILLIC_NAMES if same_name(one, other)] == [one]


@pytest.mark.parametrize(
    ("one", "other"),
    [("", ""), ("Оксана", "Оксана Ковальчук"), ("О. К.", "Оксана Ковальчук"), ("張 偉", "王 芳"), ("?", "!")],
)
def test_too_little_is_no_match(one, other):
    assert not same_name(one, other)


def test_names_in_other_alphabets_equal_themselves_only():
    assert same_name("გიორგი ბერიძე", "გიორგი ბერიძე")
    assert not same_name("გიორგი ბერიძე", "ნინო ბერიძე")


@given(st.text(max_size=30), st.text(max_size=30))
def test_law_names_match_both_ways_or_not_at_all(one, other):
    assert same_name(one, other) == same_name(other, one)


def test_a_phone_is_one_number_however_it_is_written():
    written = ("+380 44 123-45-67", "0441234567", "00380441234567", "(044) 123 45 67")
    assert {phone_key(phone) for phone in written} == {"441234567"}
    assert phone_key("122") == ""


def test_a_shared_phone_is_a_reason_and_shows_three_figures_of_it():
    one = home(1, Person(name="Оксана Ковальчук"), phones=("+380441234567",))
    other = home(2, Person(name="Anna"), phones=("044 123 45 67",))
    assert duplicate_reasons(one, other) == ("the same telephone, ending in 567",)


def test_a_name_alone_is_no_reason_but_with_a_birth_year_or_an_address_it_is():
    one = home(1, Person(name="Оксана Ковальчук", birth_year=1980), address="вул. Садова 5")
    assert duplicate_reasons(one, home(2, Person(name="Oksana Kovalchuk"))) == ()
    born = home(3, Person(name="Oksana Kovalchuk", birth_year=1980))
    assert duplicate_reasons(one, born) == ("one person with the same name and birth year",)
    lives = home(4, Person(name="Oksana Kovalchuk"), address="Садова вул., 5")
    assert duplicate_reasons(one, lives) == ("one person with the same name at the same address",)
    younger = home(5, Person(name="Оксана Ковальчук", birth_year=2004), address="вул. Садова 5")
    assert duplicate_reasons(one, younger) == (), "mother and daughter may be called the same"


def test_suggestions_come_with_the_most_reasons_first_and_never_name_oneself():
    person = Person(name="Оксана Ковальчук", birth_year=1980)
    one = home(1, person, phones=("0441234567",))
    others = [
        one,
        home(2, Person(name="Anna B"), phones=("0441234567",)),
        home(3, person, phones=("0441234567",)),
    ]
    assert [s.other_id for s in suggest_duplicates(one, others)] == ["H3", "H2"]


def test_a_file_is_found_in_any_alphabet_and_never_by_a_first_name_alone():
    terms = search_terms(home(1, Person(name="Ковальчук Оксана"), paper_number="1207"))
    assert terms & name_terms(name_words("Oksana Kowaltschuk"))
    assert not terms & name_terms(name_words("Oksana"))
    assert "paper:1207" in terms
