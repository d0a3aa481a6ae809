"""Files as they are handed in, as raw reports: one text or page a file, or JSONL with one report a line.

Bytes that are not UTF-8 are read line by line in the encoding that fits each line best, because forwarded
chains mix them; the report says so. A line that is no report is a problem with its row; the others stand.
"""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from clearway.errors import Problem
from clearway.reading.html import is_html
from clearway.reading.reports import RawReport

_META_DATE = re.compile(
    r"<meta[^>]{0,200}(?:article:published_time|datePublished|dc\.date|publishdate|"
        r"pubdate)[^>]{0,200}>|<time[^>]{0,200}>", re.I
)  # fmt: skip
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?")
_FREQUENT = "оеаинтсрвлкмдпуі"  # commonest letters of Russian and Ukrainian
_OLD_ENCODINGS = ("cp1251", "koi8-u", "cp866")


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Return a file's text and a note if its encoding had to be guessed; nothing fails."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace"), ("read as UTF-16",)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        lines = [_decode_line(line) for line in data.split(b"\n")]
        names = sorted({name for _, name in lines} - {"utf-8"})
        return "\n".join(text for text, _ in lines), (
            f"not all UTF-8: some lines read as {', '.join(names)}",
        )


def _decode_line(line: bytes) -> tuple[str, str]:
    try:
        return line.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    high = sum(byte >= 0x80 for byte in line)
    if high <= 0.3 * len(line):
        return line.decode("cp1252", errors="replace"), "cp1252"
    guesses = [(line.decode(name, errors="replace"), name) for name in _OLD_ENCODINGS]
    return max(guesses, key=lambda guess: _looks_slavic(guess[0]))


def _looks_slavic(text: str) -> float:
    """Return how much a text looks like small Cyrillic letters in their usual shares."""
    return sum(char in _FREQUENT for char in text) - 2.0 * sum(
        char in "�╔═║░▒▓└" or char.isupper() for char in text
    )


def report_of_file(document: str, data: bytes, published: str | None = None) -> RawReport:
    """Return the report in one text or HTML file."""
    text, notes = decode(data)
    if published is None and is_html(text):
        published = _date_of_page(text)
    at, more = _published(published)
    return RawReport(document, text, at, "", notes + more)


def _date_of_page(page: str) -> str | None:
    for match in _META_DATE.finditer(page[:100_000]):
        found = _ISO.search(match.group())
        if found is not None:
            return found.group()
    return None


def reports_of_jsonl(lines: Iterable[bytes], file: str) -> tuple[list[RawReport], list[Problem]]:
    """Return the reports of a JSONL file (`id, text, published, url`) and what is wrong with other rows."""
    reports: list[RawReport] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for row, data in enumerate(lines, start=1):
        if not data.strip():
            continue
        text, notes = decode(data)
        try:
            record = json.loads(text.lstrip("\ufeff"))
        except (ValueError, RecursionError):
            problems.append(Problem(file, "the line is no JSON", "Give one JSON object a line.", row))
            continue
        problem = _problem_of(record, file, row, seen)
        if problem is not None:
            problems.append(problem)
            continue
        document = str(record.get("id", f"{file}:{row}"))
        seen.add(document)
        at, more = _published(record.get("published"))
        reports.append(RawReport(document, record["text"], at, str(record.get("url") or ""), notes + more))
    return reports, problems


def _problem_of(record: object, file: str, row: int, seen: set[str]) -> Problem | None:
    if not isinstance(record, Mapping):
        return Problem(file, "the line is no JSON object", "Give id, text, published and url.", row)
    if not isinstance(record.get("text"), str):
        return Problem(
            file, f"{record.get('text')!r} is no text", "Give the report as a string.", row, "text"
        )
    document = record.get("id")
    if document is not None and str(document) in seen:
        return Problem(file, f"{document} names two reports", "Give each report an id of its own.", row, "id")
    return None


def _published(value: object) -> tuple[datetime | None, tuple[str, ...]]:
    """Return an instant of publication, or a note why relative times stay unresolved."""
    if value is None or value == "":
        return None, ()
    try:
        at = datetime.fromisoformat(str(value).strip())
    except ValueError:
        return None, (f"published {value!r} is no ISO date: relative times stay unresolved",)
    if at.tzinfo is None:
        return at.replace(tzinfo=UTC), ("published has no offset; taken as UTC",)
    return at, ()
