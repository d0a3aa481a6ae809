"""Text in one form, and the way back to every character."""

from hypothesis import example, given
from hypothesis import strategies as st

from clearway.reading import read_text
from clearway.reading.text import lines_of

MIXED = st.text(alphabet="aбіё 𝟛\n\r\t\u00a0\u0301\u0306\u200bﬁ…«»“”’—и\ufeff😀A.", max_size=60)


def test_every_kind_of_quotation_mark_blank_and_dash_is_read_alike():
    text = read_text("«Да»\u00a0— “no” ‚so’")
    assert text.plain == '"Да" – "no" \'so\''


def test_a_latin_letter_inside_a_cyrillic_word_is_read_as_cyrillic():
    assert read_text("Кiев и Xарьков").plain == "Кіев и Харьков"


def test_a_model_name_in_latin_letters_stays_latin():
    assert read_text("дрон F-16 и HIMARS").plain == "дрон F-16 и HIMARS"


def test_a_ligature_and_a_letter_taken_apart_lead_back_to_their_originals():
    text = read_text("ﬁre in cafe\u0301 now")
    fire, cafe = text.plain.index("fire"), text.plain.index("café")
    assert text.original[slice(*text.original_span(fire, fire + 4))] == "ﬁre"
    assert text.original[slice(*text.original_span(cafe, cafe + 4))] == "cafe\u0301"


def test_invisible_characters_are_left_out_and_their_neighbours_found_again():
    text = read_text("о\u200bпасно")
    assert text.plain == "опасно"
    assert text.original_span(0, 2) == (0, 3)


@given(MIXED)
def test_spans_of_the_plain_text_lie_in_the_original_and_in_order(original):
    text = read_text(original)
    spans = [text.original_span(i, i + 1) for i in range(len(text.plain))]
    assert all(0 <= start < end <= len(original) for start, end in spans)
    assert [start for start, _ in spans] == sorted(start for start, _ in spans)
    assert text.original_span(0, len(text.plain))[1] <= len(original)


@given(MIXED)
@example("\ufb01\u0456\u0301")  # a ligature, a Ukrainian i, an accent
def test_reading_a_plain_text_again_changes_nothing(original):
    plain = read_text(original).plain
    assert read_text(plain).plain == plain


def test_lines_count_from_one_with_the_empty_ones():
    assert [(line.number, line.start, line.end) for line in lines_of("a\r\n\nb\rc")] == [
        (1, 0, 1),
        (2, 3, 3),
        (3, 4, 5),
        (4, 6, 7),
    ]


def test_a_line_number_is_that_of_the_file():
    text = read_text("first\n\n“third”\n")
    assert text.line_number(text.original.index("third")) == 3
