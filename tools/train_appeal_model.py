"""Make the category model of appeals: from labelled disaster messages to plain tables of numbers.

    .venv/bin/python tools/train_appeal_model.py disaster_messages_train.csv.gz \
        --apart disaster_messages_validation.csv.gz

The messages are the disaster response messages of Robert Munro (CC BY 4.0; Munro 2012), a table with
the columns `message` and `genre` and one column of 0 and 1 for each label. Of the messages kept apart
only the text is read, to leave out of training whatever is a near copy of one. Near copies stay in one fold.
Writes `category_model.npz`, and `category_model.json` that says how it was made and what it scored on folds
held out of everything; prints the hash that `categories.py` must name. Same data, same bytes. About ten
minutes on one core; `--no-held-out` leaves out the scoring and takes a fifth of it.
"""

import argparse
import csv
import gzip
import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.pipeline import make_union
from sklearn.svm import LinearSVC

from clearway.reading.appeals.categories import MODEL_FILE, TOPIC_WEIGHT, read_model
from clearway.reading.appeals.category_features import (
    N_BUCKETS,
    counts,
    features,
    summary,
    topic_counts,
    words_of,
)

LABELS = (
    "request",
    "water",
    "food",
    "shelter",
    "medical_help",
    "medical_products",
    "transport",
    "search_and_rescue",
    "missing_people",
    "electricity",
)
# What else the labellers marked helps to tell the categories apart; `direct`: a person wrote, not a paper.
HELPERS = (
    "aid_related",
    "direct_report",
    "related",
    "weather_related",
    "floods",
    "infrastructure_related",
    "buildings",
    "clothing",
    "other_aid",
    "refugees",
    "death",
    "direct",
)
N_FOLDS = 5
NEAR_COPY = 0.75  # cosine of letter groups
SURE_PRECISION = 0.8
SURE_FEWEST = 20
CUTS = np.arange(0.05, 0.95, 0.01)
SMOOTH = 7  # cuts side by side whose mean F1 decides
ROOM = Path(__file__).parent.parent / "src" / "clearway" / "reading" / "appeals"


@dataclass(frozen=True)
class Messages:
    """Texts, 0/1 for each of LABELS and HELPERS, and the group of near copies each belongs to."""

    texts: list[str]
    yes: np.ndarray
    group: np.ndarray

    def part(self, rows: np.ndarray) -> "Messages":
        """Return some of the messages."""
        return Messages([self.texts[row] for row in rows], self.yes[rows], self.group[rows])

    def folds(self, seed: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Yield the rows to learn from and those held out, near copies on one side."""
        fold = np.random.default_rng(seed).permutation(self.group.max() + 1)[self.group] % N_FOLDS
        for number in range(N_FOLDS):
            yield np.flatnonzero(fold != number), np.flatnonzero(fold == number)


def main() -> None:
    """Train, write the tables and their card, print the hash."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("messages", type=Path, help="disaster_messages_train.csv.gz")
    parser.add_argument("--apart", type=Path, help="messages to measure with; copies of them are left out")
    parser.add_argument("--no-held-out", action="store_true", help="do not score; the card is not written")
    parser.add_argument("--out", type=Path, default=ROOM)
    args = parser.parse_args()
    messages, left_out = read_messages(args.messages, args.apart)
    raw = model_bytes(messages)
    (args.out / MODEL_FILE).write_bytes(raw)
    found = hashlib.sha256(raw).hexdigest()
    if not args.no_held_out:
        ours, simple = held_out(messages)
        card = {
            "data": args.messages.name,
            "licence": "CC BY 4.0, R. Munro (2012), disaster response messages",
            "messages": len(messages.texts),
            "left_out_as_copies_of_those_kept_apart": left_out,
            "held_out_folds": N_FOLDS,
            "f1_held_out": ours,
            "f1_held_out_of_the_simple_baseline": simple,
            "sha256": found,
        }
        text = json.dumps(card, indent=1) + "\n"
        (args.out / MODEL_FILE).with_suffix(".json").write_text(text, "utf-8")
        print(text)
    print(f'{len(raw):,} bytes; categories.py: MODEL_SHA256 = "{found}"')


def read_messages(path: Path, apart: Path | None) -> tuple[Messages, int]:
    """Return the messages, and how many were left out as near copies of those kept apart."""
    rows = _rows(path)
    held_back = [row["message"] for row in _rows(apart)] if apart else []
    pairs = near_copies([row["message"] for row in rows] + held_back)
    copies = {int(a) for a, b in pairs if a < len(rows) <= b}
    keep = np.array([row for row in range(len(rows)) if row not in copies])
    inside = pairs[(pairs < len(rows)).all(axis=1)]
    links = sp.coo_matrix((np.ones(len(inside)), inside.T), shape=(len(rows), len(rows)))
    group = connected_components(links, directed=False)[1]
    yes = [
        [row[label] == "1" for label in (*LABELS, *HELPERS[:-1])] + [row["genre"] == "direct"] for row in rows
    ]
    everything = Messages([row["message"] for row in rows], np.array(yes, np.int8), group)
    return everything.part(keep), len(copies)


def _rows(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def near_copies(texts: list[str]) -> np.ndarray:
    """(n_pairs, 2) rows of texts that share most of their letter groups, the lower first."""
    table = TfidfVectorizer(analyzer="char_wb", ngram_range=(4, 4)).fit_transform(texts)
    pairs = [np.empty((0, 2), np.int64)]
    for first in range(0, len(texts), 1000):
        alike = (table[first : first + 1000] @ table.T).tocoo()
        near = (alike.data >= NEAR_COPY) & (alike.row + first < alike.col)
        pairs.append(np.stack((alike.row[near] + first, alike.col[near]), axis=1))
    return np.concatenate(pairs)


def model_bytes(messages: Messages) -> bytes:
    """Train on all messages; return the file.

    The trees learn from linear scores of messages that the linear model had not seen, and where yes begins
    is chosen on likelihoods from trees that had not seen the message either.
    """
    words = [words_of(text) for text in messages.texts]
    of_topics = np.stack([topic_counts(found) for found in words])
    idf = inverse_document_frequency(words)
    table = sp.hstack((sparse_table(words, idf), TOPIC_WEIGHT * np.log1p(of_topics)), format="csr")
    scores, weights, bias = linear_scores(table, messages)
    summaries = [summary(*row) for row in zip(messages.texts, words, of_topics, strict=True)]
    forests, says_from, sure_from = [], [], []
    for label in range(len(LABELS)):
        forest = trees().fit(np.hstack((scores, summaries)), messages.yes[:, label])
        forests.append(forest)
        best, sure = where_yes_begins(forest.oob_decision_function_[:, 1], messages.yes[:, label])
        says_from.append(best)
        sure_from.append(sure)
    scale = np.abs(weights[:N_BUCKETS]).max(axis=0) / np.iinfo(np.int8).max
    file = io.BytesIO()
    np.savez_compressed(
        file,
        labels=np.array(LABELS),
        idf=idf.astype(np.float16),
        weights=np.round(weights[:N_BUCKETS] / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        topic_weights=weights[N_BUCKETS:].astype(np.float32),
        bias=bias.astype(np.float32),
        says_from=np.array(says_from, np.float32),
        sure_from=np.array(sure_from, np.float32),
        **packed(forests),
    )
    return file.getvalue()


def inverse_document_frequency(words: list[list[str]]) -> np.ndarray:
    """(n_buckets,) log((1 + n) / (1 + texts with it)) + 1; 0 for what occurs in one text only."""
    seen = np.zeros(N_BUCKETS)
    for found in words:
        for half in counts(found):
            seen[list(half)] += 1
    return np.where(seen >= 2, np.log((1 + len(words)) / (1 + seen)) + 1, 0.0).astype(np.float32)


def sparse_table(words: list[list[str]], idf: np.ndarray) -> sp.csr_matrix:
    """(n_texts, n_buckets), each row as `features` gives it."""
    rows = [features(found, idf) for found in words]
    ends = np.cumsum([0] + [len(buckets) for buckets, _ in rows])
    table = sp.csr_matrix(
        (np.concatenate([v for _, v in rows]), np.concatenate([b for b, _ in rows]), ends),
        shape=(len(words), N_BUCKETS),
    )
    table.sort_indices()
    return table


def linear_scores(table: sp.csr_matrix, messages: Messages) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return scores of each message by the model that had not seen it, and the mean model of all folds."""
    n_columns = messages.yes.shape[1]
    scores = np.zeros((table.shape[0], n_columns))
    weights, bias = np.zeros((table.shape[1], n_columns)), np.zeros(n_columns)
    for rest, fold in messages.folds(seed=1):
        known, unknown = table[rest], table[fold]
        for column in range(n_columns):
            model = LinearSVC(C=0.1, random_state=0).fit(known, messages.yes[rest, column])
            scores[fold, column] = model.decision_function(unknown)
            weights[:, column] += model.coef_[0] / N_FOLDS
            bias[column] += model.intercept_[0] / N_FOLDS
    return scores, weights, bias


def trees() -> ExtraTreesClassifier:
    """Return the trees of one category, untrained."""
    return ExtraTreesClassifier(
        100,
        min_samples_leaf=20,
        max_features=0.4,
        max_depth=14,
        bootstrap=True,
        oob_score=True,
        random_state=0,
    )


def where_yes_begins(likely: np.ndarray, yes: np.ndarray) -> tuple[float, float]:
    """Return the cut of the best F1, smoothed over its neighbours, and the cut of few wrong."""
    right = np.array([(yes[likely >= cut] == 1).sum() for cut in CUTS])
    said = np.array([(likely >= cut).sum() for cut in CUTS])
    f1 = 2 * right / (said + yes.sum())
    best = float(CUTS[np.convolve(f1, np.ones(SMOOTH), "same").argmax()])
    enough = (right >= SURE_PRECISION * said) & (right >= SURE_FEWEST)
    return best, max(best, float(CUTS[enough][0])) if enough.any() else np.inf


def packed(forests: list[ExtraTreesClassifier]) -> dict[str, Any]:
    """Return the nodes of all trees in one row; in scikit-learn's order left is always the node after."""
    nodes = [tree.tree_ for forest in forests for tree in forest.estimators_]
    starts = np.cumsum([0] + [tree.node_count for tree in nodes])
    rights = [
        np.where(tree.children_right > 0, tree.children_right + start, 0)
        for tree, start in zip(nodes, starts[:-1], strict=True)
    ]
    return {
        "column": np.concatenate([np.maximum(tree.feature, 0) for tree in nodes]).astype(np.uint8),
        "threshold": np.concatenate([tree.threshold for tree in nodes]).astype(np.float32),
        "right": np.concatenate(rights).astype(np.int32),
        "likely": np.concatenate([tree.value[:, 0, 1] for tree in nodes]).astype(np.float16),
        "roots": starts[:-1].reshape(len(forests), -1).astype(np.int32),
        "depth": np.int64(max(tree.max_depth for tree in nodes)),
    }


def held_out(messages: Messages) -> tuple[dict[str, float], dict[str, float]]:
    """F1 on folds held out of everything, the choice of cuts too: the model's and the baseline's."""
    ours = np.zeros((len(messages.texts), len(LABELS)), dtype=bool)
    simple = np.zeros_like(ours)
    for rest, fold in messages.folds(seed=0):
        known, unknown = messages.part(rest), messages.part(fold)
        model = read_model(model_bytes(known))
        said = [model.says(text) for text in unknown.texts]
        ours[fold] = [[label in found for label in LABELS] for found in said]
        simple[fold] = simple_baseline(known, unknown)
    return _f1(messages, ours), _f1(messages, simple)


def simple_baseline(known: Messages, unknown: Messages) -> np.ndarray:
    """Return what one balanced LinearSVC (C = 0.3) on tf-idf of words and letter groups says."""
    vectors = make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=3),
    )
    table, other = vectors.fit_transform(known.texts), vectors.transform(unknown.texts)
    model = LinearSVC(C=0.3, class_weight="balanced", random_state=0)
    return np.stack([model.fit(table, yes).predict(other) for yes in known.yes.T[: len(LABELS)]], axis=1)


def _f1(messages: Messages, said: np.ndarray) -> dict[str, float]:
    return {
        label: round(float(f1_score(messages.yes[:, i], said[:, i])), 3) for i, label in enumerate(LABELS)
    }


if __name__ == "__main__":
    main()
