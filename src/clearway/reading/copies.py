"""Whether two reports are one: copy, partial copy, update, same story, or strangers; with the evidence.

Sentences are aligned by the stems they share, quotations left out: a machine rewording keeps most of
them, while shingles and hashes do not see it. Then the figures of aligned sentences are compared: the
same text with other figures is an update, not a copy. A translation is invisible to this.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import log10

from clearway.reading.content import Content, Sentence, stem

_ALIGNED = 0.5  # of the weight of the shorter sentence's stems
_FEWEST_STEMS = 3  # a sentence with fewer says too little to be aligned
_FULL, _PART = 0.55, 0.3  # shares of a report's own words that must be aligned
_WHOLE = 0.6  # a copy has so much of the longer report too; a digest or an excerpt has less
_FURNITURE_SENTENCES = 4  # more than so many shared last sentences are text, not a site's furniture
_ENOUGH_DOCUMENTS = 30  # below, how many reports have a stem says nothing
_STORY = 0.30  # weight of stems two reports share, of the shorter one


class Relation(StrEnum):
    """What two reports are to each other."""

    COPY = "copy"
    PARTIAL_COPY = "partial_copy"
    UPDATE = "update"
    SAME_STORY = "same_story"
    OTHER = "other"


@dataclass(frozen=True)
class AlignedPair:
    """A sentence of one report and the sentence of the other that says the same."""

    a: Sentence
    b: Sentence
    score: float


@dataclass(frozen=True)
class Comparison:
    """The verdict on two reports and what it rests on.

    share_a, share_b : 0..1, how much of each report's own words stands in aligned sentences
    containment : 0..1, share of the stems of the shorter report that both have
    changed : aligned pairs whose figures differ, with the figures of each
    shared_quotation : whether they quote the same words
    """

    a: str
    b: str
    relation: Relation
    aligned: tuple[AlignedPair, ...] = ()
    share_a: float = 0.0
    share_b: float = 0.0
    containment: float = 0.0
    changed: tuple[tuple[AlignedPair, frozenset[float], frozenset[float]], ...] = ()
    shared_quotation: bool = False


class Weights:
    """How much a stem says: 1 where nothing is known, less the more documents have it."""

    def __init__(self, documents_with: Mapping[str, Sequence[int]] | None = None, n_documents: int = 0):
        self._with = documents_with or {}
        self._n = n_documents
        self._kept: dict[str, float] = {}

    def of(self, word: str) -> float:
        """Return the weight of a stem, 0.15 to 1.5."""
        if self._n < _ENOUGH_DOCUMENTS:
            return 1.0
        weight = self._kept.get(word)
        if weight is None:
            share = (len(self._with.get(word, ())) + 0.5) / (self._n + 1)
            weight = self._kept[word] = max(0.15, min(1.5, -0.35 * log10(share) + 0.3))
        return weight

    def total(self, stems: frozenset[str]) -> float:
        """Return the summed weight of some stems."""
        return sum(map(self.of, stems)) if self._n >= _ENOUGH_DOCUMENTS else float(len(stems))


def compare(a: Content, b: Content, weights: Weights | None = None) -> Comparison:
    """Return what two reports are to each other."""
    weights = weights or Weights()
    containment = len(a.stems & b.stems) / max(1, min(len(a.stems), len(b.stems)))
    quotes = _share_quotation(a, b)
    if containment < _STORY * 0.6:  # strangers: most pairs end here
        return Comparison(
            a.document, b.document, Relation.OTHER, containment=containment, shared_quotation=quotes
        )
    aligned = _without_site_furniture(a, b, _align(a, b, weights))
    share_a = _share(a, {pair.a for pair in aligned})
    share_b = _share(b, {pair.b for pair in aligned})
    changed = tuple(_changed(a, b, aligned))
    relation = _relation(a, b, aligned, share_a, share_b, containment, n_changed=len(changed))
    return Comparison(
        a.document, b.document, relation, aligned, share_a, share_b, containment, changed, quotes
    )


def _relation(
    a: Content,
    b: Content,
    aligned: tuple[AlignedPair, ...],
    share_a: float,
    share_b: float,
    containment: float,
    *,
    n_changed: int,
) -> Relation:
    most, least = max(share_a, share_b), min(share_a, share_b)
    shortest = min(len(a.sentences), len(b.sentences))
    enough = len(aligned) >= min(3, shortest) and len(aligned) > 0
    if enough and most >= _FULL and (least >= _PART or most >= 0.8):
        if n_changed and n_changed >= 0.1 * len(aligned):
            return Relation.UPDATE
        return Relation.COPY if least >= _WHOLE else Relation.PARTIAL_COPY
    if enough and (most >= _PART and len(aligned) >= 2):
        return Relation.PARTIAL_COPY
    if containment >= _STORY and _same_names(a, b) and (len(aligned) >= 1 or containment >= 0.4):
        return Relation.SAME_STORY
    return Relation.OTHER


def _align(a: Content, b: Content, weights: Weights) -> tuple[AlignedPair, ...]:
    """Give each sentence of the shorter report its best partner in the other."""
    if len(a.sentences) > len(b.sentences):
        return tuple(AlignedPair(pair.b, pair.a, pair.score) for pair in _align(b, a, weights))
    holders: dict[str, list[int]] = {}
    for i, sentence in enumerate(b.sentences):
        for word in sentence.stems:
            holders.setdefault(word, []).append(i)
    found = []
    for sentence in a.sentences:
        if len(sentence.stems) < _FEWEST_STEMS:
            continue
        best = _best_partner(sentence, b, holders, weights)
        if best is not None:
            found.append(best)
    return tuple(found)


def _best_partner(
    sentence: Sentence, b: Content, holders: Mapping[str, list[int]], weights: Weights
) -> AlignedPair | None:
    shared: dict[int, float] = {}
    count: dict[int, int] = {}
    for word in sentence.stems:
        for i in holders.get(word, ()):
            shared[i] = shared.get(i, 0.0) + weights.of(word)
            count[i] = count.get(i, 0) + 1
    own = weights.total(sentence.stems)
    best: AlignedPair | None = None
    for i, weight in shared.items():
        other = b.sentences[i]
        if count[i] < _FEWEST_STEMS or len(other.stems) < _FEWEST_STEMS:
            continue
        shorter = min(own, weights.total(other.stems))
        longer = max(own, weights.total(other.stems))
        score = 0.7 * weight / shorter + 0.3 * weight / longer
        if weight >= _ALIGNED * shorter and weight >= 0.25 * longer and (best is None or score > best.score):
            best = AlignedPair(sentence, other, score)
    return best


def _without_site_furniture(
    a: Content, b: Content, aligned: tuple[AlignedPair, ...]
) -> tuple[AlignedPair, ...]:
    """Leave out word-for-word lines that both reports only share at their ends, as one site's furniture."""
    exact = {(pair.a.start, pair.b.start) for pair in aligned if pair.a.stems == pair.b.stems}
    if not exact or len(exact) == len(aligned) == min(len(a.sentences), len(b.sentences)):
        return aligned
    ends: set[tuple[int, int]] = set()
    for order, most in ((1, 1), (-1, _FURNITURE_SENTENCES)):
        run = []
        for first, second in zip(a.sentences[::order], b.sentences[::order], strict=False):
            if (first.start, second.start) not in exact:
                break
            run.append((first.start, second.start))
        if len(run) <= most:
            ends.update(run)
    middle = [pair for pair in aligned if (pair.a.start, pair.b.start) not in ends]
    return aligned if len(middle) > 0.5 * len(ends) and len(middle) >= 2 else tuple(middle)


def _share(content: Content, aligned: set[Sentence]) -> float:
    whole = sum(len(s.stems) for s in content.sentences if len(s.stems) >= _FEWEST_STEMS)
    return sum(len(s.stems) for s in aligned) / whole if whole else 0.0


def _changed(
    a: Content, b: Content, aligned: tuple[AlignedPair, ...]
) -> list[tuple[AlignedPair, frozenset[float], frozenset[float]]]:
    """Return aligned pairs in which a figure of one report was replaced by another in the other."""
    found = []
    for pair in aligned:
        if pair.a.stems == pair.b.stems:
            continue
        first, second = a.figures(pair.a), b.figures(pair.b)
        if first - second and second - first:
            found.append((pair, first - second, second - first))
    return found


def _share_quotation(a: Content, b: Content) -> bool:
    shared = a.quoted & b.quoted
    return len(shared) >= 5 and len(shared) >= 0.5 * min(len(a.quoted), len(b.quoted))


def _same_names(a: Content, b: Content) -> bool:
    """Say whether both name two of the same people or places, or one of them and a figure."""
    names = _names(a) & _names(b)
    figures = {word for word in a.stems & b.stems if word[0].isdigit()}
    return len(names) >= 2 or (len(names) >= 1 and len(figures) >= 1)


def _names(content: Content) -> set[str]:
    found: set[str] = set()
    for sentence in content.sentences:
        tokens = content.text.plain[sentence.start : sentence.end].split()[1:]
        found.update(stem(t.strip(".,;:!?\"'()").lower()) for t in tokens if t[:1].isupper() and len(t) > 3)
    return found
