"""Patterns among questions: many names from one seeker, many seekers of one name, and families left alone."""

from clearway.seekers import alarms


def asked(number, name="Оксана Ковальчук", year=1980, seeker="+49301234567"):
    return f"q{number}", {"name": name, "birth_year": year, "seeker": seeker}


def test_a_family_of_five_is_no_pattern():
    assert alarms(asked(n, year=1980 + n) for n in range(5)) == []


def test_one_seeker_with_many_names_is_one_however_the_number_is_written():
    """Three ways to write one number, two people each: six people, one seeker."""
    written = ("+49 30 123 45 67", "0049301234567", "030 1234567")
    [alarm] = alarms(asked(n, year=1980 + n, seeker=written[n % 3]) for n in range(6))
    assert alarm.sentence == "One seeker asked about 6 different people."
    assert alarm.question_ids == tuple(f"q{n}" for n in range(6))


def test_one_person_with_many_seekers_is_one_in_any_alphabet():
    spelled = ("Оксана Ковальчук", "Kovalchuk Oksana")
    [alarm] = alarms(asked(n, name=spelled[n % 2], seeker=f"+4930000000{n}") for n in range(6))
    assert alarm.sentence == "6 different seekers asked about one person."


def test_the_same_question_again_and_again_is_no_pattern():
    assert alarms(asked(n) for n in range(50)) == []


def test_an_alarm_names_nobody():
    [alarm] = alarms(asked(n, year=1980 + n) for n in range(9))
    assert "овальчук" not in str(alarm)
    assert "1234567" not in str(alarm)
