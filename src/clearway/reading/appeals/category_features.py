"""An English message as numbers: hashed words and letter groups, how often it names a topic, and its shape.

Topics are the sections `family.topic` of `reading/lexicon/appeals_topics.txt`. Training and reading
use the same functions, so that a weight means the same in both.
"""

import re
import zlib
from collections import Counter
from functools import cache, lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from clearway.reading.appeals.phrases import lexicon

N_BUCKETS = 1 << 17  # half for words and word pairs, half for letter groups
_HALF = N_BUCKETS // 2
_WORD = re.compile(r"\w+")
_LONGEST_WORD = 24
_MOST_WORDS = 2000
_MOST_CHARACTERS = 20_000
_MOST_OF_A_TOPIC = 5
_MOST_OF_A_FAMILY = 12

TOPICS = tuple(lexicon("topics"))
FAMILIES = tuple(dict.fromkeys(topic.split(".")[0] for topic in TOPICS))
N_SHAPE = 5


def words_of(text: str) -> list[str]:
    """Return the words of a text in small letters; beyond 2,000 words nothing is read."""
    found = _WORD.findall(text[:_MOST_CHARACTERS].lower())[:_MOST_WORDS]
    return [word[:_LONGEST_WORD] for word in found]


def counts(words: list[str]) -> tuple[Counter[int], Counter[int]]:
    """Return how often each bucket occurs in a text: of words and pairs, and of letter groups."""
    of_words = Counter(_bucket(word) for word in words)
    of_words.update(_bucket(f"{a} {b}") for a, b in pairwise(words))
    of_letters: Counter[int] = Counter()
    for word in words:
        of_letters.update(_letter_groups(word))
    return of_words, of_letters


def features(words: list[str], idf: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the buckets of a text and their weights: (1 + log count) idf, each half of length 1."""
    buckets, values = [np.empty(0, np.int64)], [np.empty(0, np.float32)]
    for half in counts(words):
        rows = np.fromiter(half.keys(), np.int64, len(half))
        weight = (1 + np.log(np.fromiter(half.values(), np.float32, len(half)))) * idf[rows]
        length = float(np.sqrt(np.dot(weight, weight)))
        if length > 0:
            buckets.append(rows)
            values.append((weight / length).astype(np.float32))
    return np.concatenate(buckets), np.concatenate(values)


def topic_counts(words: list[str]) -> NDArray[np.float32]:
    """(n_topics,) how many words and word pairs of a text belong to each topic."""
    found = np.zeros(len(TOPICS), np.float32)
    for word in words:
        for topic in _topics_of(word):
            found[topic] += 1
    for a, b in pairwise(words):
        for topic in _topics_of_pair(f"{a} {b}"):
            found[topic] += 1
    return found


def summary(text: str, words: list[str], of_topics: NDArray[np.float32]) -> NDArray[np.float32]:
    """(n_shape + n_topics + n_families,) length, letters, and topics as counts with a ceiling."""
    read = text[:_MOST_CHARACTERS]
    length = max(len(read), 1)
    shape = (
        len(read),
        len(words),
        "?" in read,
        sum(map(str.isupper, read)) / length,
        sum(map(str.isdigit, read)) / length,
    )
    of_families = np.bincount(_family_of_topic(), of_topics, len(FAMILIES))
    return np.concatenate(
        (
            np.array(shape, np.float32),
            np.minimum(of_topics, _MOST_OF_A_TOPIC),
            np.minimum(of_families, _MOST_OF_A_FAMILY).astype(np.float32),
        )
    )


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
def _family_of_topic() -> NDArray[np.int64]:
    return np.array([FAMILIES.index(topic.split(".")[0]) for topic in TOPICS])


@cache
def _topic_words() -> tuple[dict[str, tuple[int, ...]], dict[str, tuple[int, ...]]]:
    """Return the topics of whole words and pairs, and of beginnings of words."""
    whole: dict[str, tuple[int, ...]] = {}
    beginnings: dict[str, tuple[int, ...]] = {}
    for topic, lines in enumerate(lexicon("topics").values()):
        for entry in {entry.strip() for line in lines for entry in line.split(",")} - {""}:
            table, key = (beginnings, entry[:-1]) if entry.endswith("*") else (whole, entry)
            table[key] = (*table.get(key, ()), topic)
    return whole, beginnings


@lru_cache(maxsize=50_000)
def _topics_of(word: str) -> tuple[int, ...]:
    """Return the topics of a word, each once."""
    whole, beginnings = _topic_words()
    found = set(whole.get(word, ()))
    for end in range(1, len(word) + 1):
        found.update(beginnings.get(word[:end], ()))
    return tuple(sorted(found))


@lru_cache(maxsize=50_000)
def _topics_of_pair(pair: str) -> tuple[int, ...]:
    """Return the topics of two words in a row; the second may be given by its beginning ("mosquito net*")."""
    whole, beginnings = _topic_words()
    found = set(whole.get(pair, ()))
    for end in range(pair.index(" ") + 2, len(pair) + 1):
        found.update(beginnings.get(pair[:end], ()))
    return tuple(sorted(found))
