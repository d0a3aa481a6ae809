"""What a careful reader takes from a passage, the reader takes too, in three languages."""

from collections import Counter
from typing import Any

import pytest

from clearway.reading.reports import RawReport, Reading, read_reports
from tests.reading.report_gold import COUNTED, passages

ALL = passages()
IDS = [f"{passage['language']}: {passage['text'][:50]}" for passage in ALL]


def reading_of(passage: dict[str, Any]) -> Reading:
    return read_reports([RawReport("x", passage["text"])])


@pytest.mark.parametrize("passage", ALL, ids=IDS)
def test_the_types_of_claims_are_found_and_no_others(passage):
    reading = reading_of(passage)
    assert {claim.kind for claim in reading.claims} == set(passage["types"])
    assert reading.reports[0].language.code == passage["language"]


@pytest.mark.parametrize("passage", ALL, ids=IDS)
def test_every_figure_has_its_number_role_and_qualifier(passage):
    claims = reading_of(passage).claims
    read = {(f.start, f.role, f.value, f.qualifier) for c in claims for f in c.figures if f.role in COUNTED}
    assert Counter(figure[1:] for figure in read) == Counter(tuple(figure) for figure in passage["figures"])


@pytest.mark.parametrize("passage", ALL, ids=IDS)
def test_the_voice_of_a_claim_is_named_and_judged(passage):
    claim = next(c for c in reading_of(passage).claims if c.kind == passage["types"][0])
    assert passage["source"] in claim.voice.source
    assert bool(passage["source"]) == bool(claim.voice.source)
    assert claim.voice.kind == passage["source_kind"]
    assert claim.certainty == passage["certainty"]
    assert claim.voice.speech == passage["speech"]
    if passage["place"] is not None:
        assert claim.place is not None
        assert claim.place.name == passage["place"]


@pytest.mark.parametrize("passage", ALL, ids=IDS)
def test_every_claim_points_at_its_words_in_the_text(passage):
    for claim in reading_of(passage).claims:
        assert passage["text"][claim.span.start : claim.span.end] == claim.text
        assert claim.line == 1


def test_there_are_at_least_forty_passages_over_three_languages():
    by_language = Counter(passage["language"] for passage in ALL)
    assert sum(by_language.values()) >= 40
    assert min(by_language[code] for code in ("en", "ru", "uk")) >= 8
