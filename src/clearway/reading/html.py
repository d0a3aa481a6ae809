"""HTML into text that still knows where each character stood in the file.

Tags are taken off here, so that a claim can point into the page as it was handed in; which of the blocks
are the article is decided by trafilatura (Barbaresi 2021), and by the line classifier where that finds
nothing or the page is too large or too deeply nested for a parser.
"""

import html
import re

from clearway.reading.text import Text, read_text
from clearway.reading.wordlists import words

_LOOKS_LIKE = re.compile(r"<(?:!doctype html|html|head|body|article|div|p|span|table)\b", re.I)
_PIECE = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<raw>script|style|noscript|template|"
        r"svg)\b[^>]*>.*?(?:</(?P=raw)\s*>|\Z)|<(?P<tag>/?[a-zA-Z][a-zA-Z0-9]*)[^<>]*>|"
        r"<[!?/][^<>]*>|"
    r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});", re.S | re.I,
)  # fmt: skip
_INLINE = words(
    """
    a abbr b bdi bdo cite code data em font i ins kbd mark q s small span strong sub sup time u var wbr
    """
)
_LARGEST = 3_000_000  # characters handed to the parser
_DEEPEST = 400  # open tags at once


def is_html(original: str) -> bool:
    """Say whether a text is a web page."""
    return _LOOKS_LIKE.search(original[:5000]) is not None


def read_html(original: str) -> Text:
    """Return the words of a page in plain form, block by block, with the way back into the page."""
    parts: list[str] = []
    origin: list[int] = []
    at = 0
    for match in _PIECE.finditer(original):
        _copy(original, at, match.start(), parts, origin)
        shown = _shown(match)
        parts.append(shown)
        origin.extend([match.start()] * len(shown))
        at = match.end()
    _copy(original, at, len(original), parts, origin)
    origin.append(len(original))
    stripped = read_text("".join(parts))
    if stripped.origin is not None:
        origin = [origin[i] for i in stripped.origin]
    return Text(original, stripped.plain, origin)


def _copy(original: str, start: int, end: int, parts: list[str], origin: list[int]) -> None:
    """Copy characters between tags; a line break in the source is a blank on the page."""
    parts.append(original[start:end].replace("\n", " ").replace("\r", " "))
    origin.extend(range(start, end))


def _shown(match: re.Match[str]) -> str:
    piece = match.group()
    if piece.startswith("&"):
        return html.unescape(piece).replace("\n", " ").replace("\r", " ")
    tag = (match["tag"] or "").lower().lstrip("/")
    return "" if tag in _INLINE else "\n"


def article_lines(text: Text) -> set[int] | None:
    """Return the plain line numbers of a page's article, or None where the parser cannot tell."""
    if len(text.original) > _LARGEST or _depth(text.original) > _DEEPEST:
        return None
    import trafilatura

    extracted = trafilatura.extract(text.original, include_comments=False, include_tables=False, fast=True)
    if not extracted:
        return None
    squashed = _squash(read_text(extracted).plain)
    kept = {
        line.number
        for line in text.lines
        if (squashed_line := _squash(text.plain[line.start : line.end])) and squashed_line in squashed
    }
    return kept or None


def _squash(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()


def _depth(original: str) -> int:
    """Return how deeply tags are nested, at most; what never closes ("<p>", "<br>") counts as open."""
    depth = deepest = 0
    for match in re.finditer(
        r"<(/?)(?!p\b|br\b|img\b|li\b|meta\b|link\b|hr\b|input\b|td\b|tr\b|th\b|option\b)[a-zA-Z]", original
    ):
        depth = max(0, depth - 1) if match.group(1) else depth + 1
        deepest = max(deepest, depth)
    return deepest
