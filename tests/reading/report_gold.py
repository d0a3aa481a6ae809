"""Reports of our own: labelled passages, and whole reports with what became of them. All names are invented.

Each `report_passages*.jsonl` has one passage a line and what a careful reader takes from it: every type of
claim, every count (role, value, qualifier), and of the first claim of the first type the source ("" is the
narrator), its kind, the certainty, the speech and the place. The second and third set were labelled before
the reader saw them; what it scored then stands in docs/reading-reports.md. `report_texts/` has an original,
its copies and its look-alikes.
"""

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
COUNTED = frozenset(
    [
        *("killed", "injured", "missing", "hospitalised", "casualties", "evacuated", "displaced"),
        *("including", "shot_down", "lost", "without_power"),
    ]
)


def passages() -> list[dict[str, Any]]:
    """Return the labelled passages of every set."""
    files = sorted(HERE.glob("report_passages*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]


def report_text(name: str) -> str:
    """Return a whole report: original, reworded, updated, digest, other_view, stranger_a ..."""
    return (HERE / "report_texts" / f"{name}.txt").read_text("utf-8")
