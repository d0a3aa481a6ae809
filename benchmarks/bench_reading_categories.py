"""How well the category model of appeals reads messages it never saw, beside a simple baseline, and how fast.

    .venv/bin/python benchmarks/bench_reading_categories.py [--data ../shared/data/text] [--no-baseline]

The messages are the validation part of the disaster response messages (Munro 2012, CC BY 4.0): never
trained on, no cut or feature chosen with it, and training messages that are near copies of one of it were
left out. The baseline learns from all of the training part and is run on the same messages: one balanced
LinearSVC (C = 0.3) on tf-idf of words(1,2) and letter groups(3,5). Prints a table and one last line of JSON.
"""

import argparse
import csv
import gzip
import json
import time
from pathlib import Path

import numpy as np

from clearway.reading.appeals.categories import category_model

ROOT = Path(__file__).parent.parent
TRAIN, VALIDATION = "disaster_messages_train.csv.gz", "disaster_messages_validation.csv.gz"
CATEGORIES = ("request", "water", "food", "shelter", "medical_help", "transport")
# Measured on the test part of the same messages, which is not at hand here; hence the baseline beside.
BARS = {
    "request": 0.753,
    "water": 0.822,
    "food": 0.844,
    "shelter": 0.756,
    "medical_help": 0.493,
    "transport": 0.429,
}


def read_table(path: Path) -> tuple[list[str], dict[str, np.ndarray]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    yes = {label: np.array([row[label] == "1" for row in rows]) for label in CATEGORIES}
    return [row["message"] for row in rows], yes


def measure(gold: np.ndarray, found: np.ndarray) -> dict[str, float]:
    """Return precision, recall and F1, rounded."""
    both = int((gold & found).sum())
    return {
        "precision": round(both / max(int(found.sum()), 1), 3),
        "recall": round(both / max(int(gold.sum()), 1), 3),
        "f1": round(2 * both / max(int(gold.sum() + found.sum()), 1), 3),
    }


def baseline(data: Path, texts: list[str]) -> dict[str, np.ndarray]:
    """Train the simple baseline on the training part; return what it says of the texts."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_union
    from sklearn.svm import LinearSVC

    known, yes = read_table(data / TRAIN)
    vectors = make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=3),
    )
    table, unknown = vectors.fit_transform(known), vectors.transform(texts)
    model = LinearSVC(C=0.3, class_weight="balanced", random_state=0)
    return {label: model.fit(table, yes[label]).predict(unknown) for label in CATEGORIES}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared/data/text")
    parser.add_argument("--no-baseline", action="store_true", help="skip training the baseline (about 20 s)")
    args = parser.parse_args()
    if not (args.data / VALIDATION).exists():
        print(f"no {args.data / VALIDATION}: the category model was not measured")
        return
    texts, gold = read_table(args.data / VALIDATION)
    start = time.perf_counter()
    model = category_model()
    load_s = time.perf_counter() - start
    start = time.perf_counter()
    says = [model.says(text) for text in texts]
    rate = len(texts) / (time.perf_counter() - start)
    simple = {} if args.no_baseline else baseline(args.data, texts)
    print(f"disaster_messages_validation: {len(texts)} messages, F1 (precision, recall)")
    print(f"  {'category':<14}{'yes':>5}{'model':>22}{'baseline here':>22}{'bar, other split':>18}")
    found: dict[str, dict[str, object]] = {}
    for label in CATEGORIES:
        ours = measure(gold[label], np.array([label in said for said in says]))
        beside = measure(gold[label], simple[label]) if simple else None
        found[label] = {"model": ours, "baseline": beside, "bar_on_another_split": BARS[label]}
        row = f"  {label:<14}{int(gold[label].sum()):>5}{_cell(ours):>22}{_cell(beside):>22}"
        print(f"{row}{BARS[label]:>18.3f}")
    print(f"  {rate:.0f} messages/s on one core, model loaded in {load_s:.2f} s")
    print(json.dumps({"data": VALIDATION, "messages": len(texts), "per_s": round(rate), "f1": found}))


def _cell(figures: dict[str, float] | None) -> str:
    return f"{figures['f1']:.3f} ({figures['precision']:.2f}, {figures['recall']:.2f})" if figures else "-"


if __name__ == "__main__":
    main()
