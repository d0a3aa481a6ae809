"""Phrases of a message, from the lexicon, and whether they are denied: "not injured", "воды нет"."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

_NOT_BEFORE = re.compile(
    r"(?:\b(?:no|not|without|never|none|nobody|isn't|aren't|wasn't|don't|doesn't|didn't|haven't|hasn't|neither|nor|"
    r"no one is|не|нет|без|никто не|ни|нету|ніхто не|немає|нема|ні)\b)\s*"
    r"(?:[^\W\d_]+(?:['-][^\W\d_]+)*\s+){0,2}$"
)
_NOT_AFTER = re.compile(
    r"\s*(?:[^\W\d_]+\s+)?(?:нет|нету|немає|нема|не было|не було|no one|none)\b"
    r"|\s?\??\s?[:=]\s*(?:none\b|no\b|nil\b|n/a|нет\b|ні\b|немає\b|нема\b|отсутств|відсутн|0\b|[-–]\s*(?:\n|$))"
)
_PAUSE = re.compile(r"[,.;:!?()\n–]|\b(?:but|and|но|а|и|але|та|і)\b")
LEXICONS = ("counting", "kind", "needs", "urgency", "vulnerable")
_SECTION = re.compile(r"\[([\w. ]+)\]")


@cache
def lexicon(name: str) -> dict[str, tuple[str, ...]]:
    """Return the lines of each section of `reading/lexicon/appeals_<name>.txt`."""
    text = files("clearway.reading").joinpath("lexicon", f"appeals_{name}.txt").read_text("utf-8")
    sections: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if title := _SECTION.fullmatch(line):
            lines = sections.setdefault(title[1], [])
        else:
            lines.append(line)
    return {title: tuple(found) for title, found in sections.items()}


def phrase(*patterns: str) -> re.Pattern[str]:
    """Compile alternatives that begin at the edge of a word."""
    return re.compile(r"(?<![\w'])(?:" + "|".join(patterns) + ")")


def phrases(name: str, under: str = "") -> dict[str, re.Pattern[str]]:
    """Return a compiled pattern for each section of a lexicon; with `under`, only for "under.…"."""
    start = f"{under}." if under else ""
    return {
        title.removeprefix(start): phrase(*lines)
        for title, lines in lexicon(name).items()
        if title.startswith(start)
    }


def is_denied(text: str, start: int, end: int) -> bool:
    """Whether a phrase is denied in its own clause by a word just before or after it."""
    before = text[max(0, start - 40) : start]
    pauses = list(_PAUSE.finditer(before))
    if pauses:
        before = before[pauses[-1].end() :]
    return _NOT_BEFORE.search(before) is not None or _NOT_AFTER.match(text, end) is not None


def said(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Yield where a phrase is said and not denied."""
    for match in pattern.finditer(text):
        if not is_denied(text, match.start(), match.end()):
            yield match.span()


def first_said(pattern: re.Pattern[str], text: str) -> tuple[int, int] | None:
    """Return where a phrase is first said and not denied."""
    return next(said(pattern, text), None)
