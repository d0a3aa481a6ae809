"""Text in one form for reading, with a map back to every character as it was handed in.

People and newspapers write the same word in many ways: no-break spaces, five kinds of quotation
marks, a Latin "i" inside a Cyrillic word, letters taken apart into base and accent. `Text.plain`
has one way: NFKC, plain spaces, `"` and `'` for every quotation mark and apostrophe, one dash (–),
no invisible characters, and one alphabet a word. `Text.original_span` leads back.

Line breaks stay as they are (`\\n`, `\\r\\n` or `\\r`), so lines count as in the file.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

DOUBLE_QUOTES = "“”„‟«»〝〞＂″❝❞"
SINGLE_QUOTES = "‘’‚‛ʼʹ′`´＇ꞌ‹›"
DASHES = "—―‒−⸺⸻﹘"
HYPHENS = "‐‑"
SPACES = "\u00a0\u1680\u202f\u205f\u3000\t\x0b\x0c" + "".join(map(chr, range(0x2000, 0x200B)))
# Soft hyphen, zero-width signs, marks for the direction of writing, byte order mark, emoji variants.
INVISIBLE = "\x00\xad\u2060\ufeff\ufe0e\ufe0f" + "".join(
    map(chr, [*range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2066, 0x206A)])
)

_ONE_TO_ONE = str.maketrans(
    {
        **dict.fromkeys(DOUBLE_QUOTES, '"'),
        **dict.fromkeys(SINGLE_QUOTES, "'"),
        **dict.fromkeys(DASHES, "–"),
        **dict.fromkeys(HYPHENS, "-"),
        **dict.fromkeys(SPACES, " "),
    }
)
_COMBINING = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff"
_CLUSTER = re.compile(
    rf"[^{_COMBINING}][{_COMBINING}{INVISIBLE}]+|[^\x00-\x7fа-яА-ЯёЁіІїЇєЄґҐ–]|[{INVISIBLE}]"
)
_HAS_INVISIBLE = re.compile(f"[{INVISIBLE}]")
# A word with a loose accent at its end stays as it is: written in the other alphabet it would compose.
_WORD = re.compile(rf"[^\W\d_]+(?![^\W\d_]|[{_COMBINING}])")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[a-zA-Z]")
_TO_CYRILLIC = str.maketrans("aceopxyiABCEHIKMOPTXYj", "асеорхуіАВСЕНІКМОРТХУј")
_TO_LATIN = str.maketrans("асеорхуіАВСЕНІКМОРТХУјѕЅ", "aceopxyiABCEHIKMOPTXYjsS")
_LATIN_TWINS = frozenset("aceopxyiABCEHIKMOPTXYj")
_CYRILLIC_TWINS = frozenset("асеорхуіАВСЕНІКМОРТХУјѕЅ")
_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True)
class Line:
    """One line of a text: its number from 1 (empty lines count) and its characters without the break."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, eq=False)
class Text:
    """A text in plain form, and for each plain character the original one it came from.

    original : as it was handed in
    plain : the form that rules read
    origin : (len(plain) + 1,) offsets into `original`, or None where the two run in step
    """

    original: str
    plain: str
    origin: Sequence[int] | None = None

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Return where plain characters `start` to `end` stand in the original."""
        if self.origin is None:
            return start, end
        if start >= end:
            return self.origin[start], self.origin[start]
        return self.origin[start], max(self.origin[end - 1] + 1, self._end_of(end))

    def _end_of(self, end: int) -> int:
        """Return where the original of the last plain character ends: an accent after it belongs to it."""
        assert self.origin is not None
        after = self.origin[end]
        while after > self.origin[end - 1] + 1 and not unicodedata.combining(self.original[after - 1]):
            after -= 1
        return after

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Lines of the plain text; their numbers are those of the file."""
        return lines_of(self.plain)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [line.start for line in lines_of(self.original)]

    def line_number(self, original_at: int) -> int:
        """Return the number (from 1) of the original line that holds an offset of the original."""
        return bisect_right(self._line_starts, original_at)


def read_text(original: str) -> Text:
    """Return a text in plain form with its map back; time grows with length alone."""
    plain = original.translate(_ONE_TO_ONE)
    if plain.isascii() and "\x00" not in plain:
        return Text(original, plain)
    origin: list[int] | None = None
    if _HAS_INVISIBLE.search(plain) or not unicodedata.is_normalized("NFKC", plain):
        plain, origin = _compose(plain)
    return Text(original, _one_alphabet_a_word(plain), origin)


def lines_of(text: str) -> tuple[Line, ...]:
    """Split into lines at `\\n`, `\\r\\n` and `\\r` only, as editors count them."""
    found, start, number = [], 0, 1
    for match in _LINE_END.finditer(text):
        found.append(Line(number, start, match.start()))
        start, number = match.end(), number + 1
    found.append(Line(number, start, len(text)))
    return tuple(found)


def _compose(text: str) -> tuple[str, list[int]]:
    """Put clusters into NFKC and leave out invisible characters, one by one with their offsets."""
    parts: list[str] = []
    origin: list[int] = []
    at = 0
    for match in _CLUSTER.finditer(text):
        start, end = match.span()
        parts.append(text[at:start])
        origin.extend(range(at, start))
        cluster = match.group()
        new = unicodedata.normalize("NFKC", "".join(c for c in cluster if c not in INVISIBLE))
        parts.append(new)
        origin.extend([start] * len(new))
        at = end
    parts.append(text[at:])
    origin.extend(range(at, len(text) + 1))
    return "".join(parts), origin


def _one_alphabet_a_word(text: str) -> str:
    """Write words that mix look-alike Latin and Cyrillic letters in one alphabet; same length."""
    if not (_CYRILLIC.search(text) and _LATIN.search(text)):
        return text
    return _WORD.sub(lambda match: _unmixed(match.group()), text)


def _unmixed(word: str) -> str:
    latin = {c for c in word if c.isascii()}
    cyrillic = {c for c in word if "\u0400" <= c <= "\u04ff"}
    if not latin or not cyrillic:
        return word
    if latin <= _LATIN_TWINS and not cyrillic <= _CYRILLIC_TWINS:
        return word.translate(_TO_CYRILLIC)
    if cyrillic <= _CYRILLIC_TWINS and not latin <= _LATIN_TWINS:
        return word.translate(_TO_LATIN)
    if latin <= _LATIN_TWINS:
        return word.translate(_TO_CYRILLIC)
    return word
