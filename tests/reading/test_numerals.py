"""Numbers as people write them: value, bounds and qualifier."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearway.reading.numerals import numerals

# text: value, low, high, qualifier
CASES = {
    "25 people": (25, 25, 25, "exact"),
    "12,400 homes": (12400, 12400, 12400, "exact"),
    "1.5 million": (1_500_000, 1_500_000, 1_500_000, "exact"),
    "at least one person": (1, 1, None, "at_least"),
    "no fewer than fourteen": (14, 14, None, "at_least"),
    "20+ wounded": (20, 20, None, "at_least"),
    "more than a dozen": (12, 12, None, "more_than"),
    "nearly two thousand": (2000, None, 2000, "nearly"),
    "some 560 troops": (560, None, None, "about"),
    "as many as 40": (40, None, 40, "up_to"),
    "between five and seven": (None, 5, 7, "range"),
    "10 to 15 houses": (None, 10, 15, "range"),
    "twenty-three": (23, 23, 23, "exact"),
    "one hundred and twenty five": (125, 125, 125, "exact"),
    "hundreds of homes": (100, 100, None, "at_least"),
    "dozens": (12, 12, None, "at_least"),
    "several families": (None, 3, None, "several"),
    "не менее 25 человек": (25, 25, None, "at_least"),
    "двадцать пять": (25, 25, 25, "exact"),
    "около 1,5 тысячи": (1500, None, None, "about"),
    "пятеро раненых": (5, 5, 5, "exact"),
    "5–7 раненых": (None, 5, 7, "range"),
    "щонайменше дванадцятеро": (12, 12, None, "at_least"),
    "понад сто будинків": (100, 100, None, "more_than"),
    "троє загиблих": (3, 3, 3, "exact"),
    "кілька десятків": (24, 24, None, "at_least"),
}


@pytest.mark.parametrize("text", CASES)
def test_a_number_is_read_with_its_bounds_and_its_qualifier(text):
    found = numerals(text)[0]
    assert (found.value, found.low, found.high, found.qualifier) == CASES[text]


@pytest.mark.parametrize("text", ["on 12.05.2024", "at 14:30", "an F-16", "ten to one"])
def test_dates_clock_times_names_and_ratios_are_no_numbers(text):
    assert not numerals(text)


@given(st.integers(1, 999_999_999))
def test_a_whole_number_with_commas_is_read_back(number):
    assert numerals(f"{number:,} people")[0].value == number


@given(st.text(alphabet="12,. -–тридва oneatwof\n%$", max_size=60))
def test_whatever_is_written_numbers_lie_in_the_text_and_in_order(text):
    found = numerals(text)
    assert all(0 <= n.start <= n.core[0] < n.core[1] <= n.end <= len(text) for n in found)
    assert [n.start for n in found] == sorted(n.start for n in found)
