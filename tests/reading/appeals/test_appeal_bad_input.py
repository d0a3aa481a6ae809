"""Whatever arrives: no crash, nothing dropped in silence, nothing personal in an error."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearway.errors import InputError
from clearway.reading.appeals import Message, read_appeal, read_appeals, read_decisions, read_messages

NOON = datetime(2024, 1, 5, 12, tzinfo=UTC)


def line(**fields: object) -> bytes:
    return json.dumps({"id": "A1", "channel": "sms", "ts": "2024-01-05T08:00:00+03:00"} | fields).encode()


@given(st.text(max_size=300))
def test_any_text_is_read_and_every_span_lies_in_it(text):
    appeal = read_appeal(Message("A1", "web", NOON, text))
    assert all(0 <= span.start <= span.end <= len(text) for span in appeal.evidence)


MIXED = ["нас", "3", "мы", "с", "мамой", "и", "two", "kids", "(7)", "plus", "ещё", "кв", "5", "no", "us"]


@given(st.lists(st.sampled_from(MIXED), max_size=25))
def test_any_mixture_of_words_gives_a_count_that_can_be(parts):
    people = read_appeal(Message("A1", "web", NOON, " ".join(parts))).people
    assert people is None or 0 < people < 10_000


@pytest.mark.parametrize(
    "text",
    [
        "помогите, нас трое, Мира 5 " * 180_000,
        "a" * 5_000_000,
        "1 2 3 " * 800_000,
        "😀" * 1_000_000,
        "((((" * 500_000,
        "\n" * 2_000_000,
    ],
    ids=["words", "one word", "numbers", "emoji", "brackets", "breaks"],
)
def test_five_megabytes_in_one_line_are_flagged_and_not_lost(text):
    appeal = read_appeal(Message("A1", "web", NOON, text))
    assert "too_long_to_read_whole" in appeal.flags


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("", "empty"),
        ("   \n", "empty"),
        ("🆘🆘🆘", "no_words"),
        ("123", "no_words"),
        ("Fwd: help, Mira 5", "forwarded"),
    ],
)
def test_what_cannot_be_read_is_flagged(text, flag):
    assert flag in read_appeal(Message("A1", "web", NOON, text)).flags


def test_a_cry_in_emoji_is_an_appeal():
    appeal = read_appeal(Message("A1", "web", NOON, "🆘🆘🆘"))
    assert (appeal.kind, appeal.urgency) == ("appeal", "high")


def test_look_alike_letters_and_odd_blanks_do_not_hide_an_address():
    appeal = read_appeal(
        Message("A1", "web", NOON, "нac\u00a0трoе, ул.\u00a0Mира\u200b 21")
    )  # Latin a, c, o, M
    assert appeal.people == 3
    assert (appeal.address.street, appeal.address.house) == ("Мира", "21")


def test_broken_lines_are_named_by_number_and_never_quoted():
    secret = "Ковальчук +79000000001"
    lines = [
        line(text="2 people, Mira 5"),
        f'{{"id": "A2", "text": "{secret}'.encode(),
        b"[1, 2]",
        line(id="A3", text=None),
        line(id="A4", text="ok", ts="yesterday"),
        line(id="A1", text="3 people"),
        b"",
        json.dumps(
            {"id": "A6", "ts": "2024-01-05T08:00:00+03:00", "text": "нас двое"}, ensure_ascii=False
        ).encode("cp1251"),
    ]
    messages, problems = read_messages(lines, "in.jsonl")
    assert [m.message_id for m in messages] == ["A1", "A4", "A1#6", "A6"]
    assert [p.row for p in problems] == [2, 3, 4, 5, 6]
    assert messages[-1].text == "нас двое"
    assert not any(word in str(problem) for problem in problems for word in secret.split())


def test_halves_of_letters_do_not_break_the_output():
    messages, _ = read_messages(
        [b'{"id": "A1", "ts": "2024-01-05T08:00:00+03:00", "text": "help \\ud83d"}'], "in.jsonl"
    )
    reading = read_appeals(messages)
    assert reading.appeals[0].message.text.encode("utf-8")


def test_a_message_never_shows_its_text_or_telephone_when_printed():
    appeal = read_appeal(Message("A1", "web", NOON, "нас двое, Мира 5, 8 900 000 00 02"))
    assert "9000000002" not in repr(appeal)
    assert "двое" not in repr(appeal)
    assert "Мира" not in repr(appeal)
    assert appeal.shown_contact(show=False) == "+79*******02"


def test_decisions_that_are_none_are_all_named():
    lines = ['{"action": "join", "appeals": ["A1"]}', "no", '{"action": "burn", "appeals": ["A1", "A2"]}']
    with pytest.raises(InputError) as error:
        read_decisions(lines, "decided.jsonl")
    assert [problem.row for problem in error.value.problems] == [1, 2, 3]


@pytest.mark.parametrize(
    "text",
    [
        "<div>" * 200_000 + "help, 3 people, Mira 5" + "</div>" * 200_000,
        "&lt;" * 500_000,
        "<!ENTITY a '" + "&b;" * 300_000 + "'>",
        "help, 3 people, Mira 5 " + "<script>alert(1)</script>" * 20_000,
    ],
    ids=["nested", "entities", "entity bomb", "scripts"],
)
def test_a_bomb_of_html_is_read_in_part_and_flagged(text):
    appeal = read_appeal(Message("A1", "web", NOON, text))
    assert "too_long_to_read_whole" in appeal.flags
    assert appeal.kind in ("appeal", "other")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hallo, wir sind drei Personen und brauchen Hilfe, bitte kommen Sie schnell zu uns", "de"),
        ("Prosimy o pomoc, jesteśmy we troje z małym dzieckiem i nie mamy już wody", "pl"),
        ("Prosimy o pomoc, jestesmy we troje z malym dzieckiem i nie mamy juz wody", "pl"),
        ("مرحبا نحن خمسة أشخاص نحتاج إلى مساعدة عاجلة من فضلكم", "ar"),
    ],
)
def test_a_language_without_rules_goes_to_a_person_at_once(text, language):
    appeal = read_appeal(Message("A1", "web", NOON, text))
    assert appeal.language == language
    assert "language_not_read" in appeal.flags
    assert (appeal.kind, appeal.urgency) == ("appeal", "high")


@pytest.mark.parametrize("text", ["😀😀😀", "👍", "🙏"])
def test_emoji_alone_are_kept_and_sent_to_a_person(text):
    reading = read_appeals([Message("A1", "web", NOON, text)])
    assert "no_words" in reading.flags["A1"]
    assert [turn.message_ids for turn in reading.queue] == [("A1",)]


def test_emoji_between_words_are_read():
    appeal = read_appeal(Message("A1", "web", NOON, "👵👴 двоє, Шкільна 3, 🚗❌"))
    assert (appeal.people, appeal.vulnerable) == (2, ("elderly",))
    assert "transport" in appeal.needs


def test_no_error_names_what_a_line_says():
    """Whatever is wrong with a line, its words, its address and its number stay out of the problem."""
    secret = "Ковальчук 79000000001 Шевченка"
    broken = [
        f'{{"id": 5, "ts": "{secret}", "text": 7}}'.encode(),
        f'{{"id": null, "ts": 12, "text": ["{secret}"]}}'.encode(),
        f'["{secret}"]'.encode("utf-16"),
        b"\xff\xfe" + secret.encode("cp1251"),
        ("{" * 100_000 + secret).encode(),
        f'{{"id": "A1", "text": "{secret * 200_000}'.encode(),
        f'{{"id": "A2", "ts": "{secret}", "text": "help"}}'.encode(),
    ]
    messages, problems = read_messages(broken, "in.jsonl")
    assert [m.message_id for m in messages] == ["A2"]
    assert {p.row for p in problems} == set(range(1, 8))
    said = " ".join(map(str, problems))
    assert not any(word in said for word in secret.split())
    assert all(len(str(problem)) < 300 for problem in problems)
