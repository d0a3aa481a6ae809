"""Pages in Russian and Ukrainian with their tags gone: the report stays, menus, sharing and other stories go.

The pages are our own; towns and people are invented.
"""

import pytest

from clearway.reading.clean import judge_lines
from clearway.reading.reports import RawReport, read_reports
from clearway.reading.text import read_text
from tests.reading.report_gold import report_text

RUSSIAN = report_text("page_ru")
UKRAINIAN = report_text("page_uk")
PARAGRAPHS = {RUSSIAN: {12, 13, 14, 16}, UKRAINIAN: {8, 9, 10, 11}}  # line numbers from 1
HEADLINE = {RUSSIAN: 7, UKRAINIAN: 6}  # kept or dropped: its words stand in the first paragraph


def kept_lines(page: str) -> set[int]:
    text = read_text(page)
    return {
        line.number
        for line in judge_lines([(li.number, li.start, li.end) for li in text.lines], text.plain)
        if line.is_kept
    }


@pytest.mark.parametrize("page", PARAGRAPHS, ids=["ru", "uk"])
def test_every_paragraph_of_a_cyrillic_page_is_kept_with_its_quotations(page):
    assert PARAGRAPHS[page] <= kept_lines(page)


@pytest.mark.parametrize("page", PARAGRAPHS, ids=["ru", "uk"])
def test_menus_sharing_credits_and_other_stories_of_a_cyrillic_page_are_dropped(page):
    short_quotation = 15 if page == RUSSIAN else 0
    assert kept_lines(page) - PARAGRAPHS[page] - {HEADLINE[page], short_quotation} == set()


@pytest.mark.parametrize("page", PARAGRAPHS, ids=["ru", "uk"])
def test_no_claim_of_a_cyrillic_page_comes_from_its_furniture(page):
    lines = {claim.line for claim in read_reports([RawReport("x", page)]).claims}
    assert lines
    assert lines <= PARAGRAPHS[page] | {HEADLINE[page]}


@pytest.mark.parametrize(
    "line",
    [
        "If you are already a subscriber, you can log in for immediate access to this story about the town.",
        "Submit a letter to the editor or write to the newsroom about what you have just read on this page.",
        "The reporter writes about schools and transport policy for the Olven Courier from the town.",
    ],
)
def test_a_line_that_speaks_to_visitors_is_furniture_though_it_is_shaped_like_prose(line):
    report = (
        "The shelling damaged two houses in Olven on Monday, the mayor said, and nobody was hurt in them."
    )
    assert 4 not in kept_lines("\n".join([report, report + " It ended.", "More was known later.", line]))
