"""What the reader of appeals gets right, with the data each figure is of, and how fast it is.

    .venv/bin/python benchmarks/bench_reading_appeals.py [--data ../shared/data/text] [--no-baseline]

Three sets: the labelled appeals of the tests (own work; the rules were mended on them, so they show that
nothing broke, not how well new messages are read), `appeals_gold.jsonl` (own work, CC0), and
the validation part of the disaster response messages (Munro 2012, CC BY 4.0), never trained on. Beside the
category model runs the simple baseline on the same messages: one balanced LinearSVC (C = 0.3) on tf-idf of
words(1,2) and letter groups(3,5).
"""

import argparse
import csv
import gzip
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from clearway.reading.appeals import read_appeals  # noqa: E402
from clearway.reading.appeals.categories import category_model  # noqa: E402
from tests.reading.appeals.labelled import (  # noqa: E402
    FIELDS,
    OWN,
    Labelled,
    fields_of,
    is_right,
    read_labelled,
)
from tests.reading.appeals.test_appeals_labelled import pair_scores  # noqa: E402

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
URGENT = ("critical", "high")
SPEED_MESSAGES = 2000


def f1(right: int, wrong: int, missed: int) -> float:
    return 2 * right / max(2 * right + wrong + missed, 1)


def appeals_table(name: str, rows: Sequence[Labelled]) -> None:
    """Print the share of fields read right, F1 of lists and household pairs, and urgency."""
    reading = read_appeals(row.message for row in rows)
    pairs = list(zip(rows, reading.appeals, strict=True))
    print(f"\n{name}: {len(rows)} appeals")
    for field in FIELDS:
        right = sum(is_right(row, field, fields_of(appeal)[field]) for row, appeal in pairs)
        print(f"  {field:<12} exact {right}/{len(rows)} = {right / len(rows):.3f}")
    with_count = [(row, appeal) for row, appeal in pairs if row.gold["people"] is not None]
    right = sum(is_right(row, "people", appeal.people) for row, appeal in with_count)
    print(
        f"  people, where the label has a number: {right}/{len(with_count)} = {right / len(with_count):.3f}"
    )
    for field in ("vulnerable", "needs"):
        found, gold = 0, 0
        both = 0
        for row, appeal in pairs:
            said, meant = set(fields_of(appeal)[field]), set(row.gold[field])
            if is_right(row, field, sorted(said)):
                meant = said
            found, gold, both = found + len(said), gold + len(meant), both + len(said & meant)
        print(f"  {field:<12} F1 {f1(both, found - both, gold - both):.3f}")
    right, wrong, missed = pair_scores(list(rows), reading)
    print(
        f"  household pairs: {right} right, {wrong} wrong, {missed} missed, F1 {f1(right, wrong, missed):.3f}"
    )
    urgent = [(row.gold["urgency"] in URGENT, appeal.urgency in URGENT) for row, appeal in pairs]
    hit = sum(gold and found for gold, found in urgent)
    recall = hit / max(sum(gold for gold, _ in urgent), 1)
    precision = hit / max(sum(found for _, found in urgent), 1)
    print(f"  critical and high: recall {recall:.3f} at precision {precision:.3f}")


def order_table(data: Path, rows: Sequence[Labelled]) -> None:
    """Print how many of the given orders hold in the queue."""
    reading = read_appeals(row.message for row in rows)
    rank = {message_id: turn.rank for turn in reading.queue for message_id in turn.message_ids}
    pairs = json.loads((data / "appeals_order.json").read_text("utf-8"))["order_before_after"]
    print(f"  order of care: {sum(rank[a] < rank[b] for a, b in pairs)} of {len(pairs)} pairs hold")


def read_table(path: Path) -> tuple[list[str], dict[str, np.ndarray]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    yes = {label: np.array([row[label] == "1" for row in rows]) for label in CATEGORIES}
    return [row["message"] for row in rows], yes


def score(gold: np.ndarray, found: np.ndarray) -> float:
    both = int((gold & found).sum())
    return f1(both, int(found.sum()) - both, int(gold.sum()) - both)


def baseline(data: Path, texts: list[str]) -> dict[str, np.ndarray]:
    """Train the simple baseline on the training part; return what it says of the texts."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_union
    from sklearn.svm import LinearSVC

    known, yes = read_table(data / "disaster_messages_train.csv.gz")
    vectors = make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=3),
    )
    table, unknown = vectors.fit_transform(known), vectors.transform(texts)
    model = LinearSVC(C=0.3, class_weight="balanced", random_state=0)
    return {label: model.fit(table, yes[label]).predict(unknown) for label in CATEGORIES}


def categories_table(data: Path, *, with_baseline: bool) -> None:
    """Print F1 of the category model, beside the baseline, on the validation messages."""
    texts, gold = read_table(data / "disaster_messages_validation.csv.gz")
    model = category_model()
    says = [model.says(text) for text in texts]
    simple = baseline(data, texts) if with_baseline else {}
    print(f"\ndisaster_messages_validation: {len(texts)} messages, F1")
    print(f"  {'category':<14}{'model':>8}{'baseline here':>15}{'bar, other split':>18}")
    for label in CATEGORIES:
        ours = score(gold[label], np.array([label in said for said in says]))
        beside = f"{score(gold[label], simple[label]):.3f}" if simple else "-"
        print(f"  {label:<14}{ours:>8.3f}{beside:>15}{BARS[label]:>18.3f}")


def speed_table(rows: Sequence[Labelled]) -> None:
    """Print appeals a second on one core, read, grouped and ordered."""
    messages = []
    for number in range(SPEED_MESSAGES):
        message = rows[number % len(rows)].message
        copy = number // len(rows)  # another house number, so that texts differ and households grow
        messages.append(replace(message, message_id=f"{number}", text=f"{message.text} {copy or ''}"))
    read_appeals(messages[: len(rows)])
    start = time.perf_counter()
    read_appeals(messages)
    wall_s = time.perf_counter() - start
    rate = len(messages) / wall_s
    print(f"\nspeed: {len(messages)} appeals in {wall_s:.2f} s = {rate:.0f} appeals/s, one core")
    long = replace(messages[0], text="нас трое, Мира 5 " * 300_000)
    start = time.perf_counter()
    read_appeals([long])
    wall_s = time.perf_counter() - start
    print(f"       one line of {len(long.text.encode()) / 1e6:.0f} MB in {wall_s:.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared/data/text")
    parser.add_argument("--no-baseline", action="store_true", help="skip training the baseline (about 20 s)")
    args = parser.parse_args()
    own = read_labelled(OWN)
    appeals_table("tests/reading/appeals/labelled.jsonl", own)
    if (args.data / "appeals_gold.jsonl").exists():
        gold = read_labelled(args.data / "appeals_gold.jsonl")
        appeals_table("appeals_gold.jsonl", gold)
        order_table(args.data, gold)
        categories_table(args.data, with_baseline=not args.no_baseline)
    else:
        print(f"\nno {args.data}: the gold appeals and the disaster messages were not measured")
    speed_table(own)


if __name__ == "__main__":
    main()
