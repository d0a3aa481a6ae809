"""The chain of hashes: each line's hash covers the line and the hash before it.

Whoever changes, drops, adds or swaps a line must recompute every hash after it; a head that was
written down elsewhere (a seal, a printed plan, a backup) then no longer fits.
"""

import json
from hashlib import sha256

from clearway.situation.events import Event
from clearway.situation.records import record_of

_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=False).encode


def first_hash(journal_id: str) -> str:
    """Return the hash before the first line: it names the journal, so lines cannot move to another."""
    return sha256(f"clearway journal {journal_id}".encode()).hexdigest()


def next_hash(before: str, seq: int, line: str) -> str:
    """Return the hash of a line."""
    return sha256(f"{before}\n{seq}\n{line}".encode()).hexdigest()


def line_of(event: Event) -> str:
    """Return the text of an event's line: JSON, fields in the order of the class."""
    return _write(record_of(event))
