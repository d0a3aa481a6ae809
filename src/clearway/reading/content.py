"""What a report's sentences are about, as stems and figures, without furniture and without quotations.

Two reports that quote one governor, or stand on one site, are not copies of each other; so quoted words
are kept apart from the reporter's own.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from clearway.reading.clean import JudgedLine, judge_lines
from clearway.reading.numerals import numerals
from clearway.reading.sentences import sentences
from clearway.reading.text import Text
from clearway.reading.wordlists import words

_EMPTY = words(
    """
    a an the and or but if in on at to of for from by with as is are was were be been being has have had
    do does did that this these those it its he she they we i you his her their our your my them him us
    who whom which what when where why how there here not no nor so than then too very can could will
    would shall should may might must also into over under after before about between through during
    against out up down off again more most some any all each other such own same just only said says
    say told added according one two mr mrs ms who's it's и в во не что он на я с со как а то все она
    так его но да ты к у же вы за бы по только ее её мне было вот от меня еще ещё нет о из ему теперь
    когда даже ну если уже или ни быть был него до вас опять уж вам ведь там потом себя ничего ей может
    они тут где есть надо ней для мы тебя их чем была сам чтоб без будто чего раз тоже себе под будет ж
    тогда кто этот того потому этого какой ним здесь этом один почти мой тем чтобы нее были куда зачем
    всех можно при об это эта эти также сообщил сообщила сообщили заявил заявила сказал сказала словам і
    й та що з із зі у в на не до від за про але як який яка яке які його її їх він вона вони ми ви я це
    цей ця ці той та те ті був була було були є бути для при або чи якщо вже ще також після під над між
    без через тому щоб коли де повідомив повідомила повідомили заявив заявила сказав сказала словами
    """
)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+(?:[.,]\d+)*")
_QUOTE = re.compile(r"(?:(?<=[\s(–-])|^)\"[^\"\n]{2,2000}(?:\"|$)", re.M)
_ENDINGS = re.compile(r"(?:'s|ingly|ations?|ments?|ness|ings?|edly|ed|ers?|ies|es|ly|s|e|y)$")


@dataclass(frozen=True)
class Sentence:
    """A kept sentence: its plain offsets, the stems of its own words, and of the words it quotes."""

    start: int
    end: int
    stems: frozenset[str]
    quoted: frozenset[str]


@dataclass(frozen=True, eq=False)
class Content:
    """The sentences of one report that count, for comparing it with others."""

    document: str
    text: Text
    sentences: tuple[Sentence, ...]
    stems: frozenset[str] = field(default_factory=frozenset)
    quoted: frozenset[str] = field(default_factory=frozenset)

    def figures(self, sentence: Sentence) -> frozenset[float]:
        """Return the numbers a sentence names outside its quotations."""
        plain = _without_quotes(self.text.plain[sentence.start : sentence.end])
        return frozenset(n.value for n in numerals(plain) if n.value is not None)


def content_of(document: str, text: Text, judged: Sequence[JudgedLine] | None = None) -> Content:
    """Return what a text is about; furniture is left out (judged here if not given)."""
    if judged is None:
        judged = judge_lines([(line.number, line.start, line.end) for line in text.lines], text.plain)
    found = []
    for start, end in kept_runs(judged):
        for first, last in sentences(text.plain, start, end):
            found.append(_sentence(text.plain, first, last))
    stems = frozenset().union(*(sentence.stems for sentence in found))
    quoted = frozenset().union(*(sentence.quoted for sentence in found))
    return Content(document, text, tuple(found), stems, quoted)


def kept_runs(judged: Sequence[JudgedLine]) -> list[tuple[int, int]]:
    """Join kept lines that follow each other, so that a wrapped sentence stays whole."""
    runs: list[tuple[int, int]] = []
    number = -1
    for line in judged:
        if not line.is_kept:
            continue
        if runs and line.number == number + 1:
            runs[-1] = (runs[-1][0], line.end)
        else:
            runs.append((line.start, line.end))
        number = line.number
    return runs


def _sentence(plain: str, start: int, end: int) -> Sentence:
    text = plain[start:end]
    if '"' not in text:
        return Sentence(start, end, stems_of(text), frozenset())
    own = stems_of(_without_quotes(text))
    return Sentence(start, end, own, stems_of(" ".join(_QUOTE.findall(text))))


def _without_quotes(text: str) -> str:
    return _QUOTE.sub(lambda match: " " * len(match.group()), text) if '"' in text else text


def stems_of(text: str) -> frozenset[str]:
    """Return the stems of the words that carry meaning; figures are kept whole."""
    return frozenset(
        stem(word) for word in _WORD.findall(text.lower()) if word not in _EMPTY and len(word) > 1
    )


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Return the part of a small-letter word that its forms share, cut with a simple rule.

    English endings go; then at most six letters stay. Cyrillic words lose a quarter of their letters.
    """
    if word[0].isdigit():
        return word
    if word.isascii():
        return (_ENDINGS.sub("", word) if len(word) > 4 else word.removesuffix("s"))[:6]
    return word[: max(3, min(6, len(word) - len(word) // 4))] if len(word) > 3 else word
