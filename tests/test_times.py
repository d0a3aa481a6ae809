"""Instants and spans as people say them, on the scenario's own clock."""

from datetime import datetime, timedelta, timezone

import pytest

from clearway.times import clock, duration, offset_name, window

MOSCOW = timezone(timedelta(hours=3))
EVENING = datetime(2024, 1, 5, 18, 0, tzinfo=MOSCOW)


@pytest.mark.parametrize(
    ("after_s", "said"),
    [
        (0, "18:00"),
        (1229, "18:20"),
        (1231, "18:21"),
        (6 * 3600, "6 Jan 00:00"),
        (-3600, "17:00"),
        (float("inf"), "never"),
        (float("nan"), "not known"),
    ],
)
def test_an_instant_is_said_to_the_minute_with_its_day_where_that_is_another(after_s, said):
    assert clock(EVENING, after_s) == said


def test_a_window_says_the_day_once():
    assert window(EVENING, 1200, 3000) == "18:20–18:50"
    assert window(EVENING, 7 * 3600, 8 * 3600) == "6 Jan 01:00–02:00"
    assert window(EVENING, 5 * 3600, 7 * 3600) == "23:00–6 Jan 01:00"
    assert window(EVENING, 1200, 1210) == "18:20"


@pytest.mark.parametrize(
    ("span_s", "said"),
    [
        (45, "45 s"),
        (60, "1 min"),
        (119, "119 s"),
        (720, "12 min"),
        (3599, "1 h 00 min"),
        (11_040, "3 h 04 min"),
        (float("inf"), "without end"),
        (float("nan"), "not known"),
    ],
)
def test_a_span_is_said_in_the_units_people_use(span_s, said):
    assert duration(span_s) == said


def test_an_offset_is_said_with_its_minutes():
    assert offset_name(EVENING) == "UTC+03:00"
    assert offset_name(EVENING.astimezone(timezone(timedelta(hours=-3, minutes=-30)))) == "UTC-03:30"
