"""Labelled appeals and how they are compared with what the reader says."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from clearway.reading.appeals import Appeal, Message
from clearway.reading.appeals.records import address_record

OWN = Path(__file__).parent / "labelled.jsonl"
LATER = Path(__file__).parent / "labelled_later.jsonl"  # only the fields in question are labelled
# 171 fresh appeals, split by the SHA-256 of the household group: odd is looked at while mending, even never.
DEVELOPMENT = Path(__file__).parent / "fresh_development.jsonl"
BLIND = Path(__file__).parent / "fresh_blind.jsonl"
FIELDS = ("kind", "people", "vulnerable", "needs", "address", "contact", "urgency")


@dataclass(frozen=True)
class Labelled:
    """A message with its right reading; `accept` holds further right answers for a field."""

    message: Message
    gold: dict[str, Any]
    accept: dict[str, list[Any]]


def read_labelled(path: Path) -> list[Labelled]:
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [
        Labelled(
            Message(row["id"], row["channel"], datetime.fromisoformat(row["ts"]), row["text"]),
            row["gold"],
            row.get("accept", {}),
        )
        for row in rows
    ]


def fields_of(appeal: Appeal) -> dict[str, Any]:
    return {
        "kind": appeal.kind,
        "people": appeal.people,
        "vulnerable": sorted(appeal.vulnerable),
        "needs": sorted(appeal.needs),
        "address": address_record(appeal.address),
        "contact": appeal.contact,
        "urgency": appeal.urgency,
    }


def is_right(one: Labelled, field: str, said: Any) -> bool:
    return said == one.gold[field] or said in one.accept.get(field, [])
