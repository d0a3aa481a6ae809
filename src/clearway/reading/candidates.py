"""Which of many known reports could be related to a new one, so that only those are compared.

An inverted index from stems to reports: the new report's rarest stems vote for the reports that have them.
Names, places and odd words survive a rewording, so a copy gets many votes; strangers get few.
"""

from heapq import nlargest
from math import log

from clearway.reading.content import Content
from clearway.reading.copies import Comparison, Relation, Weights, compare

_STEMS_ASKED = 60  # rarest known stems of the new report that vote
_LONGEST_LIST, _LONGEST_SHARE = 200, 0.04  # reports with a stem, beyond which the stem says nothing
_ALWAYS_ASKED = 5  # stems that vote however common they are, for bulletins made from one form
_LEAST_VOTE = 0.16  # share of the possible vote
_MOST_COMPARED = 8


class KnownReports:
    """The reports read so far, to be asked which of them a new one repeats."""

    def __init__(self) -> None:
        self.contents: list[Content] = []
        self._with: dict[str, list[int]] = {}
        self._weights = Weights()
        self._weighed_at = 0

    def __len__(self) -> int:
        return len(self.contents)

    def weights(self) -> Weights:
        """Return what each stem says, from how many known reports have it."""
        if len(self.contents) > 1.05 * self._weighed_at:
            self._weighed_at = len(self.contents)
            self._weights = Weights(self._with, len(self.contents))
        return self._weights

    def add(self, content: Content) -> None:
        """Take a report into the index."""
        ix = len(self.contents)
        self.contents.append(content)
        for stem in content.stems:
            self._with.setdefault(stem, []).append(ix)

    def candidates(self, content: Content) -> list[int]:
        """Return the known reports that share enough rare stems, most first."""
        n = len(self.contents)
        lists = sorted(
            (len(held), stem) for stem in content.stems if (held := self._with.get(stem)) is not None
        )
        votes: dict[int, float] = {}
        possible = 0.0
        for asked, (length, stem) in enumerate(lists[:_STEMS_ASKED]):
            if asked >= _ALWAYS_ASKED and length > max(_LONGEST_LIST, _LONGEST_SHARE * n):
                break
            weight = log(1 + n / length)
            possible += weight
            for ix in self._with[stem]:
                votes[ix] = votes.get(ix, 0.0) + weight
        least = max(_LEAST_VOTE * possible, 3.0)
        strong = [(vote, ix) for ix, vote in votes.items() if vote >= least]
        return [ix for _, ix in nlargest(_MOST_COMPARED, strong)]

    def related(self, content: Content) -> list[Comparison]:
        """Return the comparisons with every known report that is more than a stranger."""
        weights = self.weights()
        found = (compare(content, self.contents[ix], weights) for ix in self.candidates(content))
        return [comparison for comparison in found if comparison.relation is not Relation.OTHER]
