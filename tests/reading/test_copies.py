"""Copies of reports, and what only looks like one."""

from itertools import combinations

import pytest

from clearway.reading import read_text
from clearway.reading.candidates import KnownReports
from clearway.reading.content import content_of
from clearway.reading.copies import Comparison, Relation, compare
from tests.conftest import SHARED
from tests.reading.report_gold import report_text


def relation(a: str, b: str) -> Comparison:
    return compare(content_of("a", read_text(a)), content_of("b", read_text(b)))


def test_a_machine_rewording_is_a_copy_and_shows_its_aligned_sentences():
    comparison = relation(report_text("original"), report_text("reworded"))
    assert comparison.relation is Relation.COPY
    assert len(comparison.aligned) >= 5


def test_the_same_text_with_other_figures_is_an_update_and_names_them():
    comparison = relation(report_text("original"), report_text("updated"))
    assert comparison.relation is Relation.UPDATE
    assert any(old == {3.0, 11.0} and new == {5.0, 16.0} for _, old, new in comparison.changed)


def test_a_digest_is_a_partial_copy():
    assert relation(report_text("original"), report_text("digest")).relation is Relation.PARTIAL_COPY


def test_half_an_article_inside_another_is_a_partial_copy():
    original = report_text("original")
    half = original[: len(original) // 2] + report_text("stranger_b") + report_text("stranger_a")
    assert relation(report_text("original"), half).relation is Relation.PARTIAL_COPY


def test_another_paper_on_the_same_event_tells_the_same_story():
    assert relation(report_text("original"), report_text("other_view")).relation is Relation.SAME_STORY


def test_strangers_that_stand_on_one_site_are_not_copies():
    assert relation(report_text("stranger_a"), report_text("stranger_b")).relation is Relation.OTHER


def test_strangers_that_quote_the_same_words_are_not_copies():
    comparison = relation(report_text("quoting_a"), report_text("quoting_b"))
    assert comparison.relation not in (Relation.COPY, Relation.PARTIAL_COPY, Relation.UPDATE)
    assert comparison.shared_quotation


@pytest.mark.parametrize("a", ["original", "reworded", "updated", "digest", "stranger_a", "quoting_a"])
@pytest.mark.parametrize("b", ["other_view", "stranger_b", "quoting_b", "digest"])
def test_a_verdict_does_not_depend_on_which_report_came_first(a, b):
    first, second = report_text(a), report_text(b)
    assert relation(first, second).relation is relation(second, first).relation


def test_an_empty_report_is_nobodys_copy():
    assert relation("", report_text("original")).relation is Relation.OTHER


def test_a_copy_is_found_among_many_known_reports_by_its_rare_words():
    known = KnownReports()
    for i in range(300):
        words = " ".join(f"word{i}x{j % 37} common{j % 5}" for j in range(60))
        known.add(content_of(f"k{i}", read_text(f"{words}.")))
    known.add(content_of("original", read_text(report_text("original"))))
    found = known.related(content_of("new", read_text(report_text("reworded"))))
    assert [(c.b, c.relation) for c in found] == [("original", Relation.COPY)]


@pytest.mark.skipif(not (SHARED / "data" / "reports").is_dir(), reason="the five press reports are not here")
def test_of_five_press_reports_only_the_rewording_is_a_copy():
    files = sorted((SHARED / "data" / "reports").glob("*.txt"))
    contents = [content_of(file.name[:3], read_text(file.read_text("utf-8"))) for file in files]
    verdicts = {(a.document, b.document): compare(a, b).relation for a, b in combinations(contents, 2)}
    assert {pair for pair, verdict in verdicts.items() if verdict is not Relation.OTHER} == {("000", "001")}
    assert verdicts["000", "001"] is Relation.COPY
