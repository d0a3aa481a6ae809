"""Where sentences end: titles, initials, abbreviations, quotations and wrapped lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearway.reading import sentences

CASES = {
    "a title": (
        "In Verin, Gov. Adam Lesko said so. Nobody asked.",
        ["In Verin, Gov. Adam Lesko said so.", "Nobody asked."],
    ),
    "an initial": ("Mr. A. B. Lesko left.", ["Mr. A. B. Lesko left."]),
    "a country": ("The U.S. Army left. It was late.", ["The U.S. Army left.", "It was late."]),
    "a country at the end": ("He left the U.S. The rest stayed.", ["He left the U.S.", "The rest stayed."]),
    "a stop in quotation marks": ('They said "No." He left.', ['They said "No."', "He left."]),
    "a question inside": ('"Why?" she asked. Nobody knew.', ['"Why?" she asked.', "Nobody knew."]),
    "a decimal": ("It fell 3.5 km away. Then two more.", ["It fell 3.5 km away.", "Then two more."]),
    "a Russian address": (
        "Дом 5 на ул. Садовой в г. Верин горит. Есть раненые.",
        ["Дом 5 на ул. Садовой в г. Верин горит.", "Есть раненые."],
    ),
    "a Russian year": ("Так было в 2024 г. Потом стихло.", ["Так было в 2024 г.", "Потом стихло."]),
    "a Russian count": ("Погибли 3 чел. Пострадали двое.", ["Погибли 3 чел.", "Пострадали двое."]),
    "a Ukrainian address": (
        "На вул. Миру, буд. 4 пожежа. Є поранені.",
        ["На вул. Миру, буд. 4 пожежа.", "Є поранені."],
    ),
    "a wrapped line": (
        "The bridge is\nclosed. Headline\nNext",
        ["The bridge is\nclosed.", "Headline", "Next"],
    ),
    "paragraphs": ("No stop here\n\nnor here", ["No stop here", "nor here"]),
}


@pytest.mark.parametrize("name", CASES)
def test_sentences_end_where_a_reader_would_end_them(name):
    text, expected = CASES[name]
    assert [text[start:end] for start, end in sentences(text)] == expected


@given(st.text(alphabet="Aaг. !?\n\"'()1ї…", max_size=80))
def test_no_character_but_blanks_is_lost_between_sentences(text):
    spans = sentences(text)
    inside = {i for start, end in spans for i in range(start, end)}
    assert all(char.isspace() for i, char in enumerate(text) if i not in inside)
    assert len(inside) == sum(end - start for start, end in spans)
