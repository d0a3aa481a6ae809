"""Reports read together: cleaning, pages, incidents, a person's decisions, proposals, rumours, bad input."""

from datetime import UTC, datetime

import pytest

from clearway.reading.clean import judge_lines
from clearway.reading.decisions import apply_decisions, check_decisions
from clearway.reading.handed_in import decode, report_of_file, reports_of_jsonl
from clearway.reading.places import Gazetteer, KnownPlace
from clearway.reading.proposals import propose
from clearway.reading.reports import RawReport, read_reports
from clearway.reading.rumours import rumour_cards
from clearway.reading.text import read_text
from tests.reading.report_gold import report_text

FRIDAY = datetime(2024, 1, 5, 18, 0, tzinfo=UTC)
PAGE = """<!doctype html><html><head><title>x</title><script>a = "killed 900";</script></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/s">Sport</a></li></ul></nav>
<article><h1>Shells hit Olven</h1>
<p>Three people were killed and eleven injured in <b>Olven</b> on Tuesday, Mayor Irena Lunt&nbsp;said.</p>
<p>The Mill Bridge across the Tarn has been closed to traffic since noon; its western pier was damaged.</p>
<p>Schools in the valley will stay shut until the end of the week, the district council announced.</p>
</article><footer><p>Subscribe to our newsletter</p></footer></body></html>"""


def kept(text: str) -> list[int]:
    plain = read_text(text)
    judged = judge_lines([(line.number, line.start, line.end) for line in plain.lines], plain.plain)
    return [line.number for line in judged if line.is_kept]


def page_with(furniture: str) -> str:
    return f"{report_text('original')}\n{furniture}\n"


@pytest.mark.parametrize(
    "furniture",
    [
        "Read Entire Article",
        "Leave a Reply",
        "Photo: Adam Lesko / Northgate Press",
        "We use your sign-up to provide content in ways you've consented to. Unsubscribe at any time.",
        "READ MORE: Ten ways to cook an egg",
        "Читайте также: погода на выходные",
        "Подписывайтесь на наш Телеграм-канал",
        "Читайте також: погода на вихідні",
        "Підписуйтесь на наш канал",
        "© 2024 Northgate Courier. All rights reserved.",
    ],
)
def test_furniture_is_dropped_and_the_report_around_it_kept(furniture):
    text = page_with(furniture)
    number = 1 + text.split("\n").index(furniture)
    assert number not in kept(text)
    assert {1, 3, 5, 7, 9, 11, 13, 15} <= set(kept(text))


def test_a_caption_that_stands_twice_is_dropped_both_times():
    lines = report_text("original").split("\n")
    lines[4:4] = ["The arcade after the shelling", "", "The arcade after the shelling Credit: AP", ""]
    assert not {5, 7} & set(kept("\n".join(lines)))


def test_a_message_of_three_lines_is_kept_whole():
    assert kept("Обстрел посёлка\nДвое раненых\nМост закрыт") == [1, 2, 3]


def test_no_claim_comes_from_furniture():
    text = page_with("READ MORE: Nine killed as bus falls into ravine")
    lines = {claim.line for claim in read_reports([RawReport("x", text)]).claims}
    assert lines <= set(kept(text))


def test_claims_of_a_page_point_into_the_file_as_it_was_handed_in():
    reading = read_reports([RawReport("x", PAGE)])
    first = next(claim for claim in reading.claims if claim.kind == "casualties")
    assert PAGE[first.span.start : first.span.end].startswith("Three people were killed")
    assert first.line == 4
    assert [(f.role, f.value) for f in first.figures] == [("killed", 3), ("injured", 11)]
    assert first.voice.source == "Mayor Irena Lunt"


def test_offsets_survive_curly_quotes_no_break_spaces_and_invisible_characters():
    text = "﻿В ночь на среду в Ольвене погибли\u00a0трое, «ещё\u200b двое ранены», — сообщил мэр Иван Лунт."
    claim = read_reports([RawReport("x", text)]).claims[0]
    figure = claim.figures[0]
    assert text[claim.span.start : claim.span.end] == claim.text
    assert (figure.role, figure.value) == ("killed", 3)


def test_copies_count_as_one_report_and_one_quoted_voice_as_one_source():
    raws = [RawReport("a", report_text("original")), RawReport("b", report_text("reworded"))]
    reading = read_reports(raws)
    assert set(reading.report_of.values()) == {reading.report_of["a"]}
    incident = next(i for i in reading.incidents if any(c.kind == "casualties" for c in i.claims))
    assert {c.document for c in incident.claims} == {"a", "b"}
    assert incident.n_reports == 1


def test_figures_that_cannot_both_be_true_are_named_with_their_sources():
    reading = read_reports(
        [
            RawReport("a", "Three people were killed in Olven on Tuesday, Mayor Irena Lunt said.", FRIDAY),
            RawReport("b", "On Tuesday five people were killed in Olven, the army said.", FRIDAY),
        ]
    )
    (incident,) = [i for i in reading.incidents if i.kind == "attack"]
    assert incident.n_sources == 2
    assert "Mayor Irena Lunt" in incident.contradictions[0]
    assert "the army" in incident.contradictions[0]


def test_square_miles_beside_square_kilometres_are_a_contradiction():
    text = (
        "The army said it has recaptured more than 3,000 square miles in the Tarn region.\n\n"
        "The army said it has recaptured about 3,000 square kilometres in the Tarn region."
    )
    incidents = read_reports([RawReport("a", text)]).incidents
    assert any("square miles" in c and "square kilometres" in c for i in incidents for c in i.contradictions)


@pytest.mark.parametrize(
    "other",
    ["On Monday five people were killed in Olven.", "On Tuesday five people were killed in Harrow Ford."],
)
def test_look_alikes_of_another_day_or_place_are_never_one_incident(other):
    reading = read_reports(
        [
            RawReport("a", "On Tuesday five people were killed in Olven.", FRIDAY),
            RawReport("b", other, FRIDAY),
        ]
    )
    assert len([i for i in reading.incidents if i.kind == "attack"]) == 2


def test_a_person_joins_splits_and_takes_it_back():
    text = "Shells hit Olven on Monday.\n\nShells hit Harrow Ford on Tuesday."
    reading = read_reports([RawReport("a", text, FRIDAY)])
    assert len(reading.incidents) == 2
    join = {"verb": "join", "claims": ["a#1", "a#2"]}
    decided, problems = check_decisions([join, {"verb": "undo", "undoes": 1}], "decisions.jsonl")
    assert not problems
    joined, _ = apply_decisions(reading.incidents, decided[:1], reading.report_of)
    undone, _ = apply_decisions(reading.incidents, decided, reading.report_of)
    assert [len(i.claims) for i in joined] == [2]
    assert [len(i.claims) for i in undone] == [1, 1]


def test_a_decision_that_cannot_be_is_refused_with_its_row():
    _, problems = check_decisions([{"verb": "merge"}, {"verb": "undo", "undoes": 9}], "decisions.jsonl")
    assert [problem.row for problem in problems] == [1, 2]


def test_a_closure_is_proposed_for_the_link_it_names_and_closes_nothing():
    known = Gazetteer([KnownPlace("L7", "Mill Bridge", "link")])
    reading = read_reports(
        [RawReport("a", "Governor Adam Lesko said the Mill Bridge is closed to traffic.", FRIDAY)], known
    )
    (proposal,) = propose(list(reading.incidents))
    assert (proposal.event, proposal.target, proposal.standing) == ("LinkClosed", "L7", "official")
    assert proposal.claims == ("a#1",)


def test_a_place_is_known_across_alphabets_and_cases():
    known = Gazetteer([KnownPlace("Z3", "Верхний Тарн", "zone")])
    assert [p.place_id for p in known.find("Верхнем Тарне")] == ["Z3"]
    assert [p.place_id for p in Gazetteer([KnownPlace("Z4", "Ольвен")]).find("Olven")] == ["Z4"]
    assert not known.find("Нижний Тарн")


def test_a_rumour_gets_a_card_with_what_officials_say():
    reading = read_reports(
        [
            RawReport(
                "a", "Rumours that the Sedge reservoir is poisoned are spreading on social media.", FRIDAY
            ),
            RawReport("b", "The water company denied that the Sedge reservoir is poisoned.", FRIDAY),
        ]
    )
    (card,) = rumour_cards(reading.claims, reading.report_of, {"a": FRIDAY})
    assert card.since_at == FRIDAY
    assert "water company" in card.answer


def test_friday_written_on_a_friday_is_that_day():
    claim = read_reports([RawReport("a", "Shells hit Olven on Friday.", FRIDAY)]).claims[0]
    assert claim.time is not None
    assert claim.time.from_at == datetime(2024, 1, 5, tzinfo=UTC)


def test_a_relative_time_without_an_anchor_keeps_its_words_and_is_not_guessed():
    claim = read_reports([RawReport("a", "Shells hit Olven overnight.")]).claims[0]
    assert claim.time is not None
    assert (claim.time.words, claim.time.from_at) == ("overnight", None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n \n",
        "😀🔥" * 100,
        "a" * 200_000,
        '"' * 50_000,
        "<html>" + "<div>" * 5_000 + "3 people killed",
        "<html><p>&amp" * 5_000,
        "> > > Fwd: Fwd:\n> > hello\n> " * 500,
        "said " * 20_000,
    ],
)
def test_whatever_is_handed_in_is_read_without_failing(text):
    reading = read_reports([RawReport("x", text)])
    assert len(reading.reports) == 1


def test_a_report_that_says_one_thing_a_thousand_times_is_one_incident_and_contradicts_nothing():
    text = "At least 3 people were killed near Olven, the governor said. " * 1000
    reading = read_reports([RawReport("x", text)])
    (incident,) = reading.incidents
    assert len(incident.claims) == 1000
    assert incident.contradictions == ()


def test_contradictions_among_very_many_figures_are_named_up_to_twenty():
    text = "".join(f"{n} people were killed near Olven. " for n in range(2, 202))
    reading = read_reports([RawReport("x", text)])
    assert [len(incident.contradictions) for incident in reading.incidents] == [20]


def test_a_language_without_rules_is_said_and_sent_to_a_person():
    report = read_reports(
        [RawReport("x", "Wir sind zu viert im Keller, das Dach brennt seit heute.")]
    ).reports[0]
    assert report.language.code == "de"
    assert "a person must read" in report.notes[0]


def test_lines_in_mixed_encodings_are_each_read_in_their_own():
    data = (
        "Погибли трое.".encode("cp1251") + b"\n" + "Мост закрыт.".encode("koi8-u") + b"\n" + "Ґанок".encode()
    )
    text, notes = decode(data)
    assert text == "Погибли трое.\nМост закрыт.\nҐанок"
    assert "cp1251" in notes[0]


def test_a_page_that_says_when_it_was_published_anchors_its_times():
    page = b'<html><meta property="article:published_time" content="2024-01-05T10:00:00+00:00"></html>'
    assert report_of_file("x", page).published_at == datetime(2024, 1, 5, 10, tzinfo=UTC)


def test_a_bad_row_of_a_jsonl_file_is_named_and_the_others_are_read():
    rows = [b'{"id": "a", "text": "Shells hit Olven."}', b"{", b'{"id": "b"}', b'{"id": "a", "text": "x"}']
    reports, problems = reports_of_jsonl(rows, "in.jsonl")
    assert [report.document for report in reports] == ["a"]
    assert [problem.row for problem in problems] == [2, 3, 4]
