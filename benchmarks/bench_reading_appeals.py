"""What the reader of appeals gets right, with the data each figure is of, and how fast it is.

    .venv/bin/python benchmarks/bench_reading_appeals.py [--data ../shared/data/text]

Four sets: the labelled appeals of the tests (own work; the rules were mended on them, so they show that
nothing broke, not how well new messages are read), the development half of the fresh appeals (looked at while
mending), their blind half (only measured; the nearest to new messages), and `appeals_gold.jsonl` (own work,
CC0). The category model has a benchmark of its own, `bench_reading_categories.py`.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from clearway.reading.appeals import Appeal, read_appeals  # noqa: E402
from tests.reading.appeals.labelled import (  # noqa: E402
    BLIND,
    DEVELOPMENT,
    FIELDS,
    OWN,
    Labelled,
    fields_of,
    is_right,
    read_labelled,
)
from tests.reading.appeals.test_appeals_labelled import pair_scores  # noqa: E402

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
    right = sum(parts_right(row, appeal) for row, appeal in pairs)
    parts = sum(len(row.gold["address"]) for row, _ in pairs)
    print(f"  parts of addresses: {right}/{parts} = {right / max(parts, 1):.3f}")
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
        both_f1 = f1(both, found - both, gold - both)
        print(f"  {field:<12} P {both / max(found, 1):.3f} R {both / max(gold, 1):.3f} F1 {both_f1:.3f}")
    right, wrong, missed = pair_scores(list(rows), reading)
    print(
        f"  household pairs: {right} right, {wrong} wrong, {missed} missed:"
        f" P {right / max(right + wrong, 1):.3f}"
        f" R {right / max(right + missed, 1):.3f} F1 {f1(right, wrong, missed):.3f}"
    )
    urgent = [(row.gold["urgency"] in URGENT, appeal.urgency in URGENT) for row, appeal in pairs]
    hit = sum(gold and found for gold, found in urgent)
    recall = hit / max(sum(gold for gold, _ in urgent), 1)
    precision = hit / max(sum(found for _, found in urgent), 1)
    print(f"  critical and high: recall {recall:.3f} at precision {precision:.3f}")


def parts_right(row: Labelled, appeal: Appeal) -> int:
    """Count the street, house, flat, floor and place of a label that were read as they are."""
    address = fields_of(appeal)["address"]
    if is_right(row, "address", address):
        return len(row.gold["address"])
    said = {name: value.casefold() for name, value in address.items()}
    return sum(said.get(name) == value.casefold() for name, value in row.gold["address"].items())


def order_table(data: Path, rows: Sequence[Labelled]) -> None:
    """Print how many of the given orders hold in the queue."""
    reading = read_appeals(row.message for row in rows)
    rank = {message_id: turn.rank for turn in reading.queue for message_id in turn.message_ids}
    pairs = json.loads((data / "appeals_order.json").read_text("utf-8"))["order_before_after"]
    print(f"  order of care: {sum(rank[a] < rank[b] for a, b in pairs)} of {len(pairs)} pairs hold")


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
    args = parser.parse_args()
    own = read_labelled(OWN)
    appeals_table("tests/reading/appeals/labelled.jsonl", own)
    appeals_table("tests/reading/appeals/fresh_development.jsonl", read_labelled(DEVELOPMENT))
    appeals_table("tests/reading/appeals/fresh_blind.jsonl", read_labelled(BLIND))
    if (args.data / "appeals_gold.jsonl").exists():
        gold = read_labelled(args.data / "appeals_gold.jsonl")
        appeals_table("appeals_gold.jsonl", gold)
        order_table(args.data, gold)
    else:
        print(f"\nno {args.data}: the gold appeals were not measured")
    speed_table(own)


if __name__ == "__main__":
    main()
