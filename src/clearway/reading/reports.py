"""Reports read together: cleaned, compared with each other, and turned into claims and incidents."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations

from clearway.reading.candidates import KnownReports
from clearway.reading.claims import Claim, read_claims
from clearway.reading.clean import JudgedLine, judge_lines
from clearway.reading.content import Content, content_of
from clearway.reading.copies import Comparison, Relation, compare
from clearway.reading.html import article_lines, is_html, read_html
from clearway.reading.incidents import Incident, find_incidents
from clearway.reading.language import Language, language_of
from clearway.reading.places import Gazetteer, PlaceMention
from clearway.reading.text import Text, read_text

_ALL_PAIRS_UP_TO = 200  # reports; beyond, only related pairs are looked for and written
_LONGEST = 300_000  # characters of a report that are read; the rest is kept and said
_MOST_LINES = 20_000


@dataclass(frozen=True)
class RawReport:
    """A report as it was handed in."""

    document: str
    original: str
    published_at: datetime | None = None
    url: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Report:
    """A report after cleaning.

    notes : what a person should know: a language without rules, a text cut short, an encoding guessed
    """

    raw: RawReport
    text: Text
    language: Language
    lines: tuple[JudgedLine, ...]
    content: Content
    notes: tuple[str, ...] = ()

    @property
    def document(self) -> str:
        """Id of the report."""
        return self.raw.document

    def file_lines(self, *, kept: bool) -> list[int]:
        """Return the line numbers of the file that were kept, or those dropped whole."""
        of_kept = {self._file_line(line) for line in self.lines if line.is_kept}
        if kept:
            return sorted(of_kept)
        return sorted({self._file_line(line) for line in self.lines if not line.is_kept} - of_kept)

    def _file_line(self, line: JudgedLine) -> int:
        return self.text.line_number(self.text.original_span(line.start, line.end)[0])


@dataclass(frozen=True, eq=False)
class Reading:
    """Everything that was read out of some reports.

    report_of : document -> the document that stands for all its copies (itself where it has none)
    """

    reports: tuple[Report, ...]
    comparisons: tuple[Comparison, ...]
    report_of: dict[str, str]
    claims: tuple[Claim, ...]
    incidents: tuple[Incident, ...]
    notes: tuple[str, ...] = field(default=())


def clean_report(raw: RawReport) -> Report:
    """Return a report with its lines judged, its language and its content for comparing."""
    notes = list(raw.notes)
    original = raw.original
    if len(original) > _LONGEST:
        notes.append(f"only the first {_LONGEST:,} of {len(original):,} characters were read for claims")
    text = read_html(original) if is_html(original) else read_text(original[:_LONGEST])
    if text.original is not original:
        text = Text(original, text.plain, text.origin)
    lines = tuple(_judged(text, original, notes))
    kept = " ".join(text.plain[line.start : line.end] for line in lines if line.is_kept) or text.plain
    language = language_of(kept)
    if not text.plain.strip():
        notes.append("the text is empty")
    elif not language.is_read:
        notes.append(f"language {language.code}: there are no rules for it; a person must read this report")
    return Report(raw, text, language, lines, content_of(raw.document, text, lines), tuple(notes))


def _judged(text: Text, original: str, notes: list[str]) -> list[JudgedLine]:
    lines = text.lines
    if len(lines) > _MOST_LINES:
        notes.append(f"only the first {_MOST_LINES:,} of {len(lines):,} lines were read")
        lines = lines[:_MOST_LINES]
    judged = judge_lines([(line.number, line.start, line.end) for line in lines], text.plain)
    if text.original is original and is_html(original):
        article = article_lines(text)
        if article is None:
            notes.append("the page's article was not found by the parser; lines were judged one by one")
            return judged
        return [
            JudgedLine(line.number, line.start, line.end, 1.0 if line.number in article else -1.0, "article")
            for line in judged
        ]
    return judged


def read_reports(raws: Iterable[RawReport], gazetteer: Gazetteer | None = None) -> Reading:
    """Read reports together: clean, compare, claim, group."""
    reports = tuple(clean_report(raw) for raw in raws)
    comparisons = tuple(compare_all(reports))
    report_of = canonical(reports, comparisons)
    named: dict[str, PlaceMention] = {}
    claims = tuple(
        claim
        for report in reports
        if report.language.is_read
        for claim in read_claims(
            report.document, report.text, report.lines, report.raw.published_at, gazetteer, named
        )
    )
    published = {r.document: r.raw.published_at for r in reports if r.raw.published_at is not None}
    incidents = tuple(find_incidents(claims, report_of, published))
    return Reading(reports, comparisons, report_of, claims, incidents)


def compare_all(reports: Sequence[Report]) -> list[Comparison]:
    """Compare every pair of a small collection; of a large one, the pairs that could be related."""
    if len(reports) <= _ALL_PAIRS_UP_TO:
        return [compare(a.content, b.content) for a, b in combinations(reports, 2)]
    known = KnownReports()
    found: list[Comparison] = []
    for report in reports:
        found += known.related(report.content)
        known.add(report.content)
    return found


def canonical(reports: Sequence[Report], comparisons: Iterable[Comparison]) -> dict[str, str]:
    """Return for each document the one that stands for its copies: the earliest, else the longest."""
    leader = {report.document: report.document for report in reports}

    def root(document: str) -> str:
        while leader[document] != document:
            document = leader[document]
        return document

    by_id = {report.document: report for report in reports}
    for comparison in comparisons:
        if comparison.relation is Relation.COPY:
            a, b = root(comparison.a), root(comparison.b)
            first, second = sorted((a, b), key=lambda document: _seniority(by_id[document]))
            leader[second] = first
    return {document: root(document) for document in leader}


def _seniority(report: Report) -> tuple[float, int, str]:
    at = report.raw.published_at
    return (at.timestamp() if at is not None else float("inf"), -len(report.content.stems), report.document)
