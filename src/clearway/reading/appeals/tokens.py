"""Words, numbers and signs of a message in small letters, each with its place in the plain text."""

import re
from dataclasses import dataclass

_TOKEN = re.compile(r"(?P<word>[^\W\d_]+(?:['-][^\W\d_]+)*)|(?P<number>\d+)|(?P<sign>[^\s\w])")
_BREAKS = re.compile(r"[.!?;\n]+(?=\s|$|[^\w\s])")


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or sign: its text in small letters, its kind, and where it stands."""

    text: str
    kind: str
    start: int
    end: int


def small(plain: str) -> str:
    """Return the text in small letters with ё as е; every character keeps its place."""
    lowered = plain.lower()
    if len(lowered) != len(plain):
        lowered = "".join(low if len(low := c.lower()) == 1 else c for c in plain)
    return lowered.replace("ё", "е")


def tokens(text: str) -> list[Token]:
    """Split a text in small letters into words (apostrophes and hyphens inside), numbers and signs."""
    return [
        Token(found.group(), found.lastgroup or "sign", found.start(), found.end())
        for found in _TOKEN.finditer(text)
    ]


def hide(text: str, spans: list[tuple[int, int]]) -> str:
    """Return the text with the digits and letters of some spans put out of sight; same length."""
    if not spans:
        return text
    letters = list(text)
    for start, end in spans:
        for at in range(start, min(end, len(letters))):
            if letters[at].isalnum():
                letters[at] = "_"
    return "".join(letters)


def clause_bounds(text: str, at: int) -> tuple[int, int]:
    """Return start and end of the sentence around a place, told by . ! ? ; and line breaks."""
    start, end = 0, len(text)
    for found in _BREAKS.finditer(text):
        if found.end() <= at:
            start = found.end()
        else:
            end = found.start()
            break
    return start, end
