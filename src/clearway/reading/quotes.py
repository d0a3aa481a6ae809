"""Which characters of a text stand in quotation marks, over paragraphs too.

A mark opens after a blank, a bracket or at the start of a line, and closes otherwise. A quotation that is not
closed at the end of its paragraph goes on if the next one opens again, as newspapers do.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

_MARK = re.compile(r"\"|\n|\r")
_WORDS_OF_SPEECH = 4  # fewer quoted words are a name or a scare quote, not speech


@dataclass(frozen=True)
class Quotation:
    """A stretch inside quotation marks (offsets without the marks).

    continues : it opens a paragraph while the quotation before it was left open: the same speaker
    """

    start: int
    end: int
    continues: bool


class Quotations:
    """The quotations of a plain text, for asking about places in it."""

    def __init__(self, plain: str):
        self.found = tuple(_quotations(plain))
        self._starts = [q.start for q in self.found]

    def at(self, offset: int) -> Quotation | None:
        """Return the quotation an offset stands in."""
        i = bisect_right(self._starts, offset) - 1
        return self.found[i] if i >= 0 and offset < self.found[i].end else None

    def within(self, start: int, end: int) -> list[Quotation]:
        """Return the quotations that share a character with a stretch."""
        first = max(0, bisect_right(self._starts, start) - 1)
        found = []
        for quotation in self.found[first:]:
            if quotation.start >= end:
                break
            if quotation.end > start:
                found.append(quotation)
        return found

    def masked(self, plain: str, start: int, end: int) -> str:
        """Return a stretch with quoted speech blanked out; quoted names of a word or three stay."""
        text = plain[start:end]
        for quotation in self.within(start, end):
            first, last = max(quotation.start, start), min(quotation.end, end)
            if len(plain[quotation.start : quotation.end].split()) >= _WORDS_OF_SPEECH:
                text = text[: first - start] + "\x01" * (last - first) + text[last - start :]
        return text

    def share(self, plain: str, start: int, end: int) -> float:
        """Return how much of a stretch is quoted speech, 0 to 1."""
        masked = self.masked(plain, start, end)
        letters = sum(not char.isspace() for char in masked)
        return masked.count("\x01") / max(1, letters)


def _quotations(plain: str) -> list[Quotation]:
    found: list[Quotation] = []
    opened: int | None = None
    left_open = False
    continues = False
    for match in _MARK.finditer(plain):
        at = match.start()
        if match.group() != '"':
            if opened is not None:
                found.append(Quotation(opened, at, continues))
                opened, left_open = None, True
            continue
        opens = _opens(plain, at)
        if opened is None and opens:
            continues = left_open and _starts_paragraph(plain, at)
            opened, left_open = at + 1, False
        elif opened is not None:
            found.append(Quotation(opened, at, continues))
            opened = None
    if opened is not None:
        found.append(Quotation(opened, len(plain), continues))
    return found


def _opens(plain: str, at: int) -> bool:
    before = plain[at - 1] if at else " "
    after = plain[at + 1] if at + 1 < len(plain) else " "
    return (before.isspace() or before in "([–-'") and not after.isspace()


def _starts_paragraph(plain: str, at: int) -> bool:
    return plain[max(0, at - 40) : at].rstrip(" ").endswith(("\n", "\r")) or at == 0
