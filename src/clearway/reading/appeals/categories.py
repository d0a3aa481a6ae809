"""What a message is about, by a model learned from some 19,000 messages that people sent in disasters.

It is plain tables of numbers (`category_model.npz`) made by `tools/train_appeal_model.py` from the disaster
response messages of Munro (2012), CC BY 4.0, and reads English only. First a linear model over hashed words,
letter groups and topics scores what a message may be labelled with; then small trees over these scores, the
topics and the shape of the message say how likely each category is.
It never decides alone: `needs.py` asks it after the rules.

Sources: R. Munro, Processing short message communications in low-resource languages, PhD thesis, Stanford
(2012); P. Geurts et al., Extremely randomized trees, Machine Learning 63 (2006); D. Wolpert, Stacked
generalization, Neural Networks 5 (1992).
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from clearway.reading.appeals.category_features import features, summary, topic_counts, words_of

MODEL_FILE = "category_model.npz"
MODEL_SHA256 = "9a1d87cfa080f7d18d60b2ede8e29e4d9eb1305ea5753f8aa55e06a3e7c7f904"
TOPIC_WEIGHT = 0.2  # of log(1 + count), beside word features of length 1


@dataclass(frozen=True, eq=False)
class LinearModel:
    """Scores of hashed words and topics.

    idf : (n_buckets,) float32
    weights : (n_buckets, n_scores) int8, in units of `scale` (n_scores,)
    topic_weights : (n_topics, n_scores) float32
    bias : (n_scores,) float32
    """

    idf: NDArray[np.float32]
    weights: NDArray[np.int8]
    scale: NDArray[np.float32]
    topic_weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    def scores(self, words: list[str], of_topics: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n_scores,) what a text may be labelled with; not yet comparable with each other."""
        buckets, values = features(words, self.idf)
        of_words = (values @ self.weights[buckets].astype(np.float32)) * self.scale
        from_topics = TOPIC_WEIGHT * np.log1p(of_topics) @ self.topic_weights
        return (of_words + from_topics + self.bias).astype(np.float32)


@dataclass(frozen=True, eq=False)
class Trees:
    """Decision trees of all categories, as many for each, in one row of nodes.

    column, threshold : (n_nodes,) which feature decides: above the threshold the way goes right
    after : (2 n_nodes,) the node to the left and to the right of each; both of a leaf are itself
    likely : (n_nodes,) float32, the share of yes at a leaf
    roots : (n_labels, n_trees) int
    depth : how many steps lead to every leaf
    """

    column: NDArray[np.int64]
    threshold: NDArray[np.float32]
    after: NDArray[np.int64]
    likely: NDArray[np.float32]
    roots: NDArray[np.int64]
    depth: int

    def likelihood(self, row: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n_labels,) mean over the trees of a category, 0 to 1."""
        node = self.roots
        for _ in range(self.depth):
            goes_right = row[self.column[node]] > self.threshold[node]
            node = self.after[2 * node + goes_right]
        found: NDArray[np.float32] = self.likely[node].mean(axis=1)
        return found


@dataclass(frozen=True, eq=False)
class CategoryModel:
    """The categories of a message, and from which likelihood on they are said and sure.

    labels : (n_labels,) str
    says_from : (n_labels,) float32; best F1 on messages held out
    sure_from : (n_labels,) float32; right in 8 of 10 messages held out (inf: never)
    """

    labels: tuple[str, ...]
    linear: LinearModel
    trees: Trees
    says_from: NDArray[np.float32]
    sure_from: NDArray[np.float32]

    def likelihood(self, text: str) -> dict[str, float]:
        """Return how likely each category is for an English text, 0 to 1; 0 for a text without words."""
        words = words_of(text)
        if not words:
            return dict.fromkeys(self.labels, 0.0)
        of_topics = topic_counts(words)
        row = np.concatenate((self.linear.scores(words, of_topics), summary(text, words, of_topics)))
        return dict(zip(self.labels, self.trees.likelihood(row).tolist(), strict=True))

    def says(self, text: str) -> frozenset[str]:
        """Return the categories that the model finds in an English text."""
        return self._from(self.says_from, text)

    def is_sure_of(self, text: str) -> frozenset[str]:
        """Return the categories that it finds and is seldom wrong about."""
        return self._from(self.sure_from, text)

    def _from(self, least: NDArray[np.float32], text: str) -> frozenset[str]:
        found = self.likelihood(text)
        return frozenset(label for label, low in zip(self.labels, least, strict=True) if found[label] >= low)


@cache
def category_model() -> CategoryModel:
    """Return the model that ships with Clearway; refused where its bytes are not those of its hash."""
    raw = files("clearway.reading.appeals").joinpath(MODEL_FILE).read_bytes()
    found = hashlib.sha256(raw).hexdigest()
    if found != MODEL_SHA256:
        raise ValueError(f"{MODEL_FILE} has sha256 {found}, not {MODEL_SHA256}: make it anew")
    return read_model(raw)


def read_model(raw: bytes) -> CategoryModel:
    """Return the model of the bytes that `tools/train_appeal_model.py` writes."""
    with np.load(BytesIO(raw), allow_pickle=False) as table:
        linear = LinearModel(
            idf=table["idf"].astype(np.float32),
            weights=table["weights"],
            scale=table["scale"],
            topic_weights=table["topic_weights"],
            bias=table["bias"],
        )
        right = table["right"].astype(np.int64)  # 0 at a leaf; left is always the node after
        here = np.arange(len(right))
        left, right = np.where(right > 0, (here + 1, right), here)
        trees = Trees(
            column=table["column"].astype(np.int64),
            threshold=table["threshold"],
            after=np.stack((left, right), axis=1).ravel(),
            likely=table["likely"].astype(np.float32),
            roots=table["roots"].astype(np.int64),
            depth=int(table["depth"]),
        )
        labels = tuple(str(label) for label in table["labels"])
        return CategoryModel(labels, linear, trees, table["says_from"], table["sure_from"])
