"""Which language a text is in, and saying so when it is one we do not read."""

import pytest

from clearway.reading import language_of, read_text

CASES = [
    ("Help", "en"),
    ("There are four of us in the cellar and no water", "en"),
    ("Помогите", "ru"),
    ("Нас четверо, мы в подвале", "ru"),
    ("Эвакуация начнётся завтра", "ru"),
    ("Допоможіть", "uk"),
    ("Нас четверо, ми у підвалі", "uk"),
    ("Внаслідок обстрілу пошкоджено п'ять будинків", "uk"),
    ("Kiев без света, мы в подвале", "ru"),
]
NOT_READ = [
    ("Wir sind zu viert im Keller und haben kein Wasser mehr", "de"),
    ("Bonjour, nous sommes à la gare et il y a des blessés", "fr"),
    ("Здравей, имаме нужда от помощ, къщата гори и няма вода", "bg"),
    ("😀😀🔥", "und"),
    ("", "und"),
    ("12:40 +7 900", "und"),
]


@pytest.mark.parametrize(("text", "code"), CASES)
def test_the_languages_we_read_are_recognised_in_a_few_words(text, code):
    assert language_of(read_text(text).plain).code == code


@pytest.mark.parametrize(("text", "code"), NOT_READ)
def test_a_language_we_do_not_read_is_said_and_not_guessed(text, code):
    language = language_of(read_text(text).plain)
    assert (language.code, language.is_read) == (code, False)
