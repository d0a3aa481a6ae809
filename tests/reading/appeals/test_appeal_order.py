"""The order of care, step by step, and the signs that are only pointed out."""

from datetime import UTC, datetime, timedelta

from clearway.reading.appeals import AppealsReading, CityNames, Message, read_appeals

NOON = datetime(2024, 1, 5, 12, tzinfo=UTC)


def read(*texts: str, city: CityNames | None = None) -> AppealsReading:
    messages = [
        Message(f"A{number}", "web", NOON + timedelta(minutes=number), text)
        for number, text in enumerate(texts, start=1)
    ]
    return read_appeals(messages, city)


def order(*texts: str) -> list[str]:
    return [" ".join(turn.message_ids) for turn in read(*texts).queue]


def test_a_threat_to_life_comes_before_everything_else():
    assert order("3 people want to leave, Mira 5", "man unconscious, Mira 30") == ["A2", "A1"]


def test_less_time_left_comes_first():
    texts = ("diabetic, insulin for 2 days left, Mira 5", "diabetic, insulin for 6 hours left, Mira 7")
    assert order(*texts) == ["A2", "A1"]


def test_the_more_vulnerable_come_first():
    texts = (
        "pensioner, Mira 5",
        "pensioner in a wheelchair, Mira 7",
        "bedridden pensioner on oxygen, Mira 9",
    )
    assert order(*texts) == ["A3", "A2", "A1"]


def test_the_more_exposed_place_comes_first():
    texts = ("pensioner, Mira 5", "pensioner, windows blown out by shelling, Mira 7")
    assert order(*texts) == ["A2", "A1"]


def test_who_waits_longer_comes_first():
    assert order("3 people want to leave, Mira 5", "4 people want to leave, Mira 7") == ["A1", "A2"]


def test_polite_and_short_is_not_less_urgent_than_shouting():
    polite = "If it is no trouble, my mother on oxygen has 2 hours of battery left. Mira 5. Thank you."
    shouting = "HELP!!! FAST!!! WE ARE 3 AND WE WANT OUT!!! MIRA STREET 7!!!"
    assert order(shouting, polite) == ["A2", "A1"]


def test_help_alone_goes_to_a_person_right_after_the_critical():
    reading = read("pensioner in a wheelchair, Mira 5", "Help", "man bleeding, Mira 7")
    assert [turn.message_ids for turn in reading.queue] == [("A3",), ("A2",), ("A1",)]
    assert "says_little" in reading.queue[1].flags
    assert "a person must read this at once" in reading.queue[1].reason


def test_a_language_without_rules_goes_to_a_person():
    reading = read("Bitte helfen Sie uns, wir sind mit unserer Mutter im Keller und kommen nicht mehr heraus")
    (turn,) = reading.queue
    assert (turn.kind, turn.urgency) == ("appeal", "high")
    assert "language_not_read" in turn.flags


def test_nobody_drops_out_of_the_queue():
    texts = (
        "I can take 3 people to Gubkin",
        "When do buses leave?",
        "Shame on the mayor!",
        "ok",
        "2 people, Mira 5",
    )
    assert sorted(order(*texts)) == ["A1", "A2", "A3", "A4", "A5"]
    assert order(*texts)[0] == "A5"


def test_every_reason_is_in_words():
    reading = read("man unconscious, Mira 30", "Nothing new", "2 people want to leave, Mira 5")
    assert reading.queue[0].reason.startswith("critical: somebody is bleeding or unconscious")
    assert "waits since 12:03" in reading.queue[1].reason
    assert all(turn.reason for turn in reading.queue)


def test_signs_of_a_lure_are_pointed_out_and_change_no_rank():
    city = CityNames(["улица Мира"], ["Gubkin"])
    texts = ["3 people want to leave, Mira 5", *["4 people wait, please come to Nowhere street 9"] * 3]
    reading = read(*texts, city=city)
    assert reading.flags["A1"] == ()
    assert reading.flags["A2"] == ("street_not_in_city", "same_words_in_3")
    assert [turn.urgency for turn in reading.queue] == ["normal", "normal"]


def test_without_a_network_no_street_is_called_unknown():
    assert read("4 people, Nowhere street 9").flags["A1"] == ()


def test_the_queue_says_what_is_still_to_be_asked():
    reading = read("3 people, Lenina 12 flat 3, +79000000001", "5 people, Lenina 12", "Help")
    asked = {turn.household_id: turn.ask for turn in reading.queue}
    doubt = "the same house; only one of the two names a flat"
    assert asked["H1"] == (f"whether they are H2 too ({doubt})",)
    assert asked["H2"] == ("a telephone number", f"whether they are H1 too ({doubt})")
    assert asked["H3"] == ("how many people", "where they are", "a telephone number")


def test_the_reason_names_the_danger_and_not_the_wish_to_leave():
    (turn,) = read("2 people, Mira 5 flat 1", "Mira 5 flat 1 again, the stairs are on fire").queue
    assert turn.reason.startswith("critical: ")
    assert "fire or smoke where people are" in turn.reason
    assert "wants to leave" not in turn.reason
    assert turn.reason.endswith("wrote 2 times")
