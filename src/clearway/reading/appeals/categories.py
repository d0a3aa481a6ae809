"""What a message is about, by a linear model learned from 19,060 messages that people sent in disasters.

The model is a plain table of weights (`category_model.npz`) made by `tools/train_appeal_model.py` from the
disaster response messages of Munro (2012), CC BY 4.0. It reads English only: words, word pairs and
the letter groups of words are hashed into one of `n_buckets` columns, weighted by tf-idf, and each
category has one weight a column. It never decides alone: `needs.py` asks it after the rules.

Source: R. Munro, Processing short message communications in low-resource languages,
PhD thesis, Stanford (2012).
"""

import hashlib
import re
import zlib
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

MODEL_FILE = "category_model.npz"
MODEL_SHA256 = "e5129da71adc3d83394c2b4c551a1f72c055663e4259f2c775cbbb63a30de04c"
N_BUCKETS = 1 << 17  # half for words and word pairs, half for letter groups
_HALF = N_BUCKETS // 2
_WORD = re.compile(r"\w+")
_LONGEST_WORD = 24
_MOST_WORDS = 2000


@dataclass(frozen=True, eq=False)
class CategoryModel:
    """Weights of a linear model over hashed words.

    labels : (n_labels,) str
    weights : (n_labels, n_buckets) float32
    idf : (n_buckets,) float32
    bias : (n_labels,) float32; a score above 0 says yes
    sure : (n_labels,) float32; a score above it was right in 8 of 10 messages held out (inf: never)
    """

    labels: tuple[str, ...]
    weights: NDArray[np.float32]
    idf: NDArray[np.float32]
    bias: NDArray[np.float32]
    sure: NDArray[np.float32]

    def scores(self, text: str) -> dict[str, float]:
        """Return one score a category for an English text; above 0 is a yes."""
        buckets, values = features(text, self.idf)
        if not len(buckets):
            return dict.fromkeys(self.labels, -1.0)
        found = self.weights[:, buckets] @ values + self.bias
        return dict(zip(self.labels, found.tolist(), strict=True))

    def says(self, text: str) -> frozenset[str]:
        """Return the categories that the model finds in an English text."""
        return frozenset(label for label, score in self.scores(text).items() if score > 0)

    def is_sure_of(self, text: str) -> frozenset[str]:
        """Return the categories that it finds and is seldom wrong about."""
        least = dict(zip(self.labels, self.sure.tolist(), strict=True))
        return frozenset(label for label, score in self.scores(text).items() if score > least[label])


def counts(text: str) -> tuple[Counter[int], Counter[int]]:
    """Return how often each bucket occurs in a text: of words and pairs, and of letter groups."""
    found = [word[:_LONGEST_WORD] for word in _WORD.findall(text.lower()[:20_000])][:_MOST_WORDS]
    of_words = Counter(_bucket(word) for word in found)
    of_words.update(_bucket(f"{a} {b}") for a, b in pairwise(found))
    of_letters: Counter[int] = Counter()
    for word in found:
        of_letters.update(_letter_groups(word))
    return of_words, of_letters


def features(text: str, idf: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the buckets of a text and their weights: (1 + log count) idf, each half of length 1."""
    buckets, values = [], []
    for half in counts(text):
        if not half:
            continue
        rows = np.fromiter(half.keys(), np.int64, len(half))
        weight = (1 + np.log(np.fromiter(half.values(), np.float32, len(half)))) * idf[rows]
        length = float(np.sqrt(np.dot(weight, weight)))
        if length > 0:
            buckets.append(rows)
            values.append((weight / length).astype(np.float32))
    if not buckets:
        return np.empty(0, np.int64), np.empty(0, np.float32)
    return np.concatenate(buckets), np.concatenate(values)


@lru_cache(maxsize=50_000)
def _bucket(words: str) -> int:
    return zlib.crc32(words.encode()) % _HALF


@lru_cache(maxsize=50_000)
def _letter_groups(word: str) -> tuple[int, ...]:
    """Return the buckets of all groups of 3 to 5 letters of a word with a blank on both sides."""
    padded = f" {word} "
    return tuple(
        _HALF + zlib.crc32(padded[at : at + n].encode()) % _HALF
        for n in (3, 4, 5)
        for at in range(len(padded) - n + 1)
    )


@cache
def category_model() -> CategoryModel:
    """Return the model that ships with Clearway; refused where its bytes are not those of its hash."""
    raw = files("clearway.reading.appeals").joinpath(MODEL_FILE).read_bytes()
    found = hashlib.sha256(raw).hexdigest()
    if found != MODEL_SHA256:
        raise ValueError(f"{MODEL_FILE} has sha256 {found}, not {MODEL_SHA256}: make it anew")
    with np.load(BytesIO(raw), allow_pickle=False) as table:
        scale = table["scale"].astype(np.float32)
        return CategoryModel(
            labels=tuple(str(label) for label in table["labels"]),
            weights=table["weights"].astype(np.float32) * scale[:, None],
            idf=table["idf"].astype(np.float32),
            bias=table["bias"].astype(np.float32),
            sure=table["sure"].astype(np.float32),
        )
