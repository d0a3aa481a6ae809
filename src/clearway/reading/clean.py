"""Which lines of a report are its text, and which are furniture of the page it stood on.

Plain text has lost its tags, so each line is judged by its wording (`furniture.py`), its shape (length,
final punctuation, small words) and its place: a page is one run of prose with lists around it, so the run
with the most prose in it is found first, and a line outside it needs more to be kept. Weights are set by
hand; nothing was fitted to texts that may not be shown.

Nothing is lost: a dropped line keeps its score, and the document lists it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from clearway.reading.furniture import ANYWHERE, OPENING, OTHER_STORIES, WHOLE
from clearway.reading.wordlists import words

_SMALL = words(
    """
    the of and to in a is are was were be been has have had that this it its for on with by at from as
    not no he she they we i you his her their our my who which but or an will would could can said if
    when there than after about и в не на что с по это как из у за к от о так но для же мы вы он она они
    был была было были при или если до его её их который которые также после около без і й та що з із у
    до від але про ми ви він вона вони був була було були при або якщо вже ще його її їх який які також
    після близько без за
    """
)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_FINAL = re.compile(r"[.!?…:;。！？][\"')\]]*\s*$|[.!?。]\s*[\"')\]]*\s*(?:[^\w\s]+\s*)?$")
_CREDIT = re.compile(
    r"\s*(?:credit|photo|image|picture|фото|источник|джерело)s?\s*:.*$|\s*\((?:image|photo|credit|фото).*$",
    re.I,
)
_ENOUGH_LINES = 6  # with fewer lines a text is a message, not a page: only wording counts
_SURELY_A_PAGE = 40
_RICH = 0.3  # of the richest run: a second run of prose that is part of the report
_NEAR = 3  # lines: a caption stands beside its double, a headline does not


@dataclass(frozen=True)
class JudgedLine:
    """A line that is not blank: its number from 1, its plain characters, and how much it reads like text.

    score : above 0 kept, else dropped; the sum of the reasons
    reason : the strongest reason in one word ("phrase", "doubled caption", "shape", "place", "prose")
    """

    number: int
    start: int
    end: int
    score: float
    reason: str

    @property
    def is_kept(self) -> bool:
        """Whether the line is part of the report."""
        return self.score > 0


@dataclass(frozen=True)
class _Shape:
    n_chars: int
    n_words: int
    small_share: float
    ends: bool
    title_share: float
    digit_share: float
    quoted: bool


def judge_lines(lines: Sequence[tuple[int, int, int]], plain: str) -> list[JudgedLine]:
    """Judge every line that is not blank.

    Parameters
    ----------
    lines : (number, start, end) of each line in `plain`, in order
    plain : plain text (`Text.plain`)
    """
    spans = [_trimmed(plain, *line) for line in lines]
    spans = [span for span in spans if span[1] < span[2]]
    texts = [plain[start:end] for _, start, end in spans]
    shapes = [_shape(text) for text in texts]
    wording = [_wording(text) for text in texts]
    doubled = _doubled(texts)
    base = [_shape_score(shape) + word for shape, word in zip(shapes, wording, strict=True)]
    has_prose = any(shape.ends and shape.n_chars > 80 for shape in shapes)
    is_page = len(texts) >= _ENOUGH_LINES and (has_prose or len(texts) >= _SURELY_A_PAGE)
    place = _place(base, shapes, texts) if is_page else [0.0] * len(texts)
    judged = []
    for i, (number, start, end) in enumerate(spans):
        shape_score = _shape_score(shapes[i]) if is_page else 1.0
        score, reason = _verdict(shape_score, wording[i], place[i], doubled=doubled[i])
        judged.append(JudgedLine(number, start, end, score, reason))
    return judged


def _trimmed(plain: str, number: int, start: int, end: int) -> tuple[int, int, int]:
    text = plain[start:end]
    return number, start + len(text) - len(text.lstrip()), start + len(text.rstrip())


def _verdict(shape: float, wording: float, place: float, *, doubled: bool) -> tuple[float, str]:
    score = shape + wording + place - (4.0 if doubled else 0.0)
    if score > 0:
        return score, "prose"
    if doubled:
        return score, "doubled caption"
    worst = min((wording, "phrase"), (shape, "shape"), (place, "place"))
    return score, worst[1]


def _shape(text: str) -> _Shape:
    found = _WORD.findall(text[:2000])
    n = max(1, len(found))
    return _Shape(
        n_chars=len(text),
        n_words=len(found),
        small_share=sum(word.lower() in _SMALL for word in found) / n,
        ends=_FINAL.search(text[-40:]) is not None,
        title_share=sum(word[0].isupper() for word in found) / n,
        digit_share=sum(char.isdigit() for char in text[:2000]) / max(1, min(len(text), 2000)),
        quoted=text[0] in "\"'–-" and len(found) > 3,
    )


def _shape_score(shape: _Shape) -> float:
    """Return how much a line is shaped like prose, about -3 to 3."""
    if shape.n_words == 0:
        return -2.0
    score = -1.3
    score += 1.3 * min(shape.n_chars, 200) / 100
    score += 1.2 if shape.ends and shape.n_words > 2 else -0.5
    score += 3.0 * (min(shape.small_share, 0.4) - 0.2)
    score -= 1.0 * max(0.0, shape.title_share - 0.5) if shape.n_words > 2 else 0.3
    score -= 3.0 * max(0.0, shape.digit_share - 0.15)
    score += 0.5 if shape.quoted else 0.0
    return max(-3.0, min(3.0, score))


def _wording(text: str) -> float:
    lowered = text.lower()
    if len(lowered) < 160 and WHOLE.fullmatch(lowered):
        return -5.0
    if OPENING.match(lowered):
        return -4.0
    if len(lowered) < 1500 and ANYWHERE.search(lowered):
        return -4.0 if len(lowered) < 250 else -3.0
    return 0.0


def _doubled(texts: Sequence[str]) -> list[bool]:
    """Mark lines that stand twice close together, with or without a credit after the second."""
    keys = [re.sub(r"\W+", " ", _CREDIT.sub("", text)).strip().lower() for text in texts]
    marked = [False] * len(texts)
    last: dict[str, int] = {}
    for i, key in enumerate(keys):
        if len(key) > 12 and i - last.get(key, -_NEAR - 1) <= _NEAR and last[key] > 0:
            marked[i] = marked[last[key]] = True
        last[key] = i
    return marked


def _place(base: Sequence[float], shapes: Sequence[_Shape], texts: Sequence[str]) -> list[float]:
    """Return for each line what its neighbourhood says: inside the main run of prose, or outside it."""
    gains = [
        max(-1.0, min(score, 2.0)) * (1.0 + min(shape.n_chars, 400) / 200) if score > 0 else max(score, -1.2)
        for score, shape in zip(base, shapes, strict=True)
    ]
    start, end = _richest_run(gains)
    inside = _in_rich_runs(gains)
    regular = _is_regular(shapes[start:end])
    place = []
    after_heading = False
    for i, text in enumerate(texts):
        if OTHER_STORIES.match(text.lower()) and len(text) < 60:
            after_heading = True
        elif shapes[i].ends and shapes[i].n_chars > 100:
            after_heading = False
        near = _mean_near(base, i)
        outside = max(start - i, i - end + 1, 0)
        value = 0.5 * near + ((0.5 if regular else 1.1) if inside[i] else -1.6 - min(outside, 30) / 15)
        if _is_wrapped(texts, i):
            value += 2.0
        if regular and not shapes[i].ends and not shapes[i].quoted:
            value -= 1.2  # a headline of another story, or a caption
        if after_heading and not shapes[i].ends:
            value -= 1.5
        is_headline = _is_headline(text, texts[0]) and shapes[i].n_words > 2
        place.append(3.5 if is_headline else max(-4.5, min(2.5, value)))
    return place


def _is_wrapped(texts: Sequence[str], i: int) -> bool:
    """Say whether a line goes on in small letters from the one before, or into the one after, as mails do."""
    before = (
        i > 0 and texts[i][0].islower() and len(texts[i - 1]) > 40 and not _FINAL.search(texts[i - 1][-40:])
    )
    after = i + 1 < len(texts) and texts[i + 1][0].islower() and len(texts[i]) > 40
    return before or (after and not _FINAL.search(texts[i][-40:]))


def _is_regular(shapes: Sequence[_Shape]) -> bool:
    """Say whether the long lines of a run end like sentences, as in a newspaper (not in lists or code)."""
    long_lines = [shape.ends for shape in shapes if shape.n_chars > 60]
    return len(long_lines) >= 3 and sum(long_lines) >= 0.7 * len(long_lines)


def _is_headline(text: str, first: str) -> bool:
    """Say whether a line is the page's first, or the first without the site's name behind it."""
    return text == first or (
        len(text) > 20 and (text in first or first in text) and len(text) < 2 * len(first)
    )


def _mean_near(base: Sequence[float], i: int, reach: int = 3) -> float:
    near = [base[j] for j in range(max(0, i - reach), min(len(base), i + reach + 1)) if j != i]
    return max(-1.5, min(1.5, sum(near) / max(1, len(near))))


def _in_rich_runs(gains: Sequence[float]) -> list[bool]:
    """Mark the lines of the richest run, and of every other run at least a third as rich."""
    inside = [False] * len(gains)
    first, last = _richest_run(gains)
    least = _RICH * sum(gains[first:last])
    parts = [(0, len(gains))]
    while parts:
        a, b = parts.pop()
        start, end = _richest_run(gains[a:b])
        total = sum(gains[a + start : a + end])
        if total <= 0 or total < least:
            continue
        inside[a + start : a + end] = [True] * (end - start)
        parts += [(a, a + start), (a + end, b)]
    return inside


def _richest_run(gains: Sequence[float]) -> tuple[int, int]:
    """Return the run (start, end) with the largest sum (Bentley 1984, Kadane's algorithm)."""
    best, best_run = 0.0, (0, len(gains))
    total, start = 0.0, 0
    for i, gain in enumerate(gains):
        if total <= 0:
            total, start = 0.0, i
        total += gain
        if total > best:
            best, best_run = total, (start, i + 1)
    return best_run
