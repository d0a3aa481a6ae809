"""Phrases of a message and whether they are denied: "no car", "not injured", "воды нет"."""

import re
from collections.abc import Iterable

_NOT_BEFORE = re.compile(
    r"(?:\b(?:no|not|without|never|none|nobody|isn't|aren't|wasn't|don't|doesn't|didn't|haven't|hasn't|neither|nor|"
    r"no one is|не|нет|без|никто не|ни|нету|ніхто не|немає|нема|ні)\b)\s*(?:[^\W\d_]+(?:['-][^\W\d_]+)*\s+){0,2}$"
)
_NOT_AFTER = re.compile(r"\s*(?:[^\W\d_]+\s+)?(?:нет|нету|немає|нема|не было|не було|no one|none)\b")
_PAUSE = re.compile(r"[,.;:!?()\n–]|\b(?:but|and|но|а|и|але|та|і)\b")


def phrase(*parts: str) -> re.Pattern[str]:
    """Compile alternatives that begin at the edge of a word."""
    return re.compile(r"(?<![\w'-])(?:" + "|".join(part.strip() for part in parts if part.strip()) + ")")


def is_denied(text: str, start: int, end: int) -> bool:
    """Whether a phrase is denied in its own clause by a word just before or after it."""
    before = text[max(0, start - 40) : start]
    pauses = list(_PAUSE.finditer(before))
    if pauses:
        before = before[pauses[-1].end() :]
    return _NOT_BEFORE.search(before) is not None or _NOT_AFTER.match(text, end) is not None


def said(pattern: re.Pattern[str], text: str) -> Iterable[tuple[int, int]]:
    """Yield where a phrase is said and not denied."""
    for match in pattern.finditer(text):
        if not is_denied(text, match.start(), match.end()):
            yield match.span()


def first_said(pattern: re.Pattern[str], text: str) -> tuple[int, int] | None:
    """Return where a phrase is first said and not denied."""
    return next(iter(said(pattern, text)), None)
