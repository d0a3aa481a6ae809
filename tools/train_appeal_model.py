"""Make the category model of appeals: from labelled disaster messages to a plain table of weights.

    .venv/bin/python tools/train_appeal_model.py disaster_messages_train.csv.gz

The messages are the disaster response messages of Robert Munro (CC BY 4.0; Munro 2012), a table with
the column `message` and one column of 0 and 1 for each category. Three linear models that make different
mistakes (squared hinge, hinge, and squared hinge with few weights) are added up; being linear, the sum
is one table of weights again. Where yes begins is chosen on folds held out of training, never on the
validation messages. Writes `category_model.npz`, and `category_model.json` that says how it was made and
what it scored; prints the hash that `categories.py` must name. Same data, same bytes.
"""

import argparse
import csv
import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score, precision_recall_curve
from sklearn.model_selection import KFold
from sklearn.pipeline import make_union
from sklearn.svm import LinearSVC

from clearway.reading.appeals.categories import MODEL_FILE, N_BUCKETS, counts, features

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
N_FOLDS = 4
SURE_PRECISION = 0.8
SURE_FEWEST = 20
ROOM = Path(__file__).parent.parent / "src" / "clearway" / "reading" / "appeals"


def main() -> None:
    """Train, write the table and its card, print the hash."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("messages", type=Path, help="disaster_messages_train.csv.gz")
    parser.add_argument("--out", type=Path, default=ROOM)
    args = parser.parse_args()
    texts, yes = read_messages(args.messages)
    idf = inverse_document_frequency(texts)
    table = sparse_table(texts, idf)
    weights, bias, sure, held_out = train(table, yes)
    baseline = baseline_held_out(texts, yes)
    raw = write_model(args.out / MODEL_FILE, weights, idf, bias, sure)
    card = {
        "data": args.messages.name,
        "licence": "CC BY 4.0, R. Munro (2012), disaster response messages",
        "messages": len(texts),
        "held_out_folds": N_FOLDS,
        "f1_held_out": held_out,
        "f1_held_out_of_the_simple_baseline": baseline,
        "sha256": hashlib.sha256(raw).hexdigest(),
    }
    (args.out / MODEL_FILE).with_suffix(".json").write_text(json.dumps(card, indent=1) + "\n", "utf-8")
    print(json.dumps(card, indent=1))
    print(f'{len(raw):,} bytes; categories.py: MODEL_SHA256 = "{card["sha256"]}"')


def read_messages(path: Path) -> tuple[list[str], np.ndarray]:
    """Return texts and (n_texts, n_labels) 0/1."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    yes = np.array([[row[label] == "1" for label in LABELS] for row in rows], dtype=np.int8)
    return [row["message"] for row in rows], yes


def inverse_document_frequency(texts: list[str]) -> np.ndarray:
    """(n_buckets,) log((1 + n) / (1 + texts with it)) + 1; 0 for what occurs in one text only."""
    seen = np.zeros(N_BUCKETS)
    for text in texts:
        for half in counts(text):
            seen[list(half)] += 1
    return np.where(seen >= 2, np.log((1 + len(texts)) / (1 + seen)) + 1, 0.0).astype(np.float32)


def sparse_table(texts: list[str], idf: np.ndarray) -> sp.csr_matrix:
    """(n_texts, n_buckets), each row as `features` gives it."""
    rows = [features(text, idf) for text in texts]
    ends = np.cumsum([0] + [len(buckets) for buckets, _ in rows])
    table = sp.csr_matrix(
        (np.concatenate([v for _, v in rows]), np.concatenate([b for b, _ in rows]), ends),
        shape=(len(texts), N_BUCKETS),
    )
    table.sort_indices()
    return table


def models() -> list[LinearSVC]:
    """Return the three models, fresh."""
    return [
        LinearSVC(C=0.1, random_state=0),
        LinearSVC(C=0.5, loss="hinge", max_iter=3000, random_state=0),
        LinearSVC(C=0.3, penalty="l1", dual=False, random_state=0),
    ]


def train(table: sp.csr_matrix, yes: np.ndarray) -> tuple[Any, Any, Any, dict[str, float]]:
    """Return weights (n_labels, n_buckets), bias, the sure threshold, and F1 on held-out folds."""
    folds = list(KFold(N_FOLDS, shuffle=True, random_state=0).split(table))
    weights = np.zeros((len(LABELS), N_BUCKETS))
    bias, sure = np.zeros(len(LABELS)), np.full(len(LABELS), np.inf)
    held_out = {}
    for row, label in enumerate(LABELS):
        total = np.zeros(table.shape[0])
        for number in range(len(models())):
            scores = np.zeros(table.shape[0])
            for rest, fold in folds:
                model = models()[number].fit(table[rest], yes[rest, row])
                scores[fold] = model.decision_function(table[fold])
            spread = scores.std()
            model = models()[number].fit(table, yes[:, row])
            weights[row] += model.coef_[0] / spread
            bias[row] += model.intercept_[0] / spread
            total += scores / spread
        precision, recall, cut = precision_recall_curve(yes[:, row], total)
        f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
        best = int(f1[:-1].argmax())
        held_out[label] = round(float(f1[best]), 3)
        bias[row] -= cut[best]
        enough = (precision[:-1] >= SURE_PRECISION) & (recall[:-1] * yes[:, row].sum() >= SURE_FEWEST)
        if enough.any():
            sure[row] = max(0.0, float(cut[enough][0] - cut[best]))
    return weights, bias, sure, held_out


def baseline_held_out(texts: list[str], yes: np.ndarray) -> dict[str, float]:
    """F1 on the same folds of one balanced LinearSVC on tf-idf of words and letter groups (C = 0.3)."""
    scores = np.zeros(yes.shape, dtype=bool)
    for rest, fold in KFold(N_FOLDS, shuffle=True, random_state=0).split(texts):
        vectors = make_union(
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=3),
        )
        known = vectors.fit_transform([texts[i] for i in rest])
        unknown = vectors.transform([texts[i] for i in fold])
        for row in range(len(LABELS)):
            model = LinearSVC(C=0.3, class_weight="balanced", random_state=0).fit(known, yes[rest, row])
            scores[fold, row] = model.decision_function(unknown) > 0
    return {label: round(float(f1_score(yes[:, i], scores[:, i])), 3) for i, label in enumerate(LABELS)}


def write_model(path: Path, weights: Any, idf: Any, bias: Any, sure: Any) -> bytes:
    """Write the table: weights as 16-bit whole numbers with one scale a label; return the bytes."""
    weights = np.where(idf > 0, weights, 0.0)
    scale = np.abs(weights).max(axis=1) / np.iinfo(np.int16).max
    np.savez_compressed(
        path,
        labels=np.array(LABELS),
        weights=np.round(weights / scale[:, None]).astype(np.int16),
        scale=scale.astype(np.float32),
        idf=idf.astype(np.float16),
        bias=bias.astype(np.float32),
        sure=sure.astype(np.float32),
    )
    return path.read_bytes()


if __name__ == "__main__":
    main()
