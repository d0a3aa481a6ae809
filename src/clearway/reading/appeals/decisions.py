"""What a person decided about households: these two are one, these two are not, and taking it back.

A decision file has one JSON object a line, the newest last:

    {"action": "join", "appeals": ["A7", "A9"]}     they are one household
    {"action": "split", "appeals": ["A7", "A9"]}    they are two, whatever the rules say
    {"action": "undo", "appeals": ["A7", "A9"]}     forget what was decided about them

The file is read anew each time, so that a merge is never lost and never final.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from clearway.errors import Problem, raise_if_any

ACTIONS = ("join", "split", "undo")


@dataclass(frozen=True)
class Decisions:
    """Pairs of message ids that a person joined or split."""

    joined: frozenset[tuple[str, str]] = frozenset()
    split: frozenset[tuple[str, str]] = frozenset()

    def joined_with(self, message_id: str) -> list[str]:
        """Return the messages that a person joined with one."""
        return sorted(b if a == message_id else a for a, b in self.joined if message_id in (a, b))

    def are_apart(self, a: str, b: str) -> bool:
        """Whether a person said that two messages are two households."""
        return _pair(a, b) in self.split


def read_decisions(lines: Iterable[str], file: str) -> Decisions:
    """Return the decisions of a file; raises `InputError` with every line that is none."""
    latest: dict[tuple[str, str], str] = {}
    problems = []
    for row, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        decision = _decision(line)
        if decision is None:
            remedy = 'Write {"action": "join", "appeals": ["A1", "A2"]}; actions are join, split and undo.'
            problems.append(Problem(file, "this line is not a decision", remedy, row=row))
            continue
        action, appeals = decision
        for at, a in enumerate(appeals):
            for b in appeals[at + 1 :]:
                latest[_pair(a, b)] = action
    raise_if_any(problems)
    return Decisions(
        frozenset(pair for pair, action in latest.items() if action == "join"),
        frozenset(pair for pair, action in latest.items() if action == "split"),
    )


def _decision(line: str) -> tuple[str, list[str]] | None:
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or said.get("action") not in ACTIONS:
        return None
    appeals = said.get("appeals")
    if not isinstance(appeals, list) or len(appeals) < 2:
        return None
    if not all(isinstance(one, str | int) for one in appeals):
        return None
    return said["action"], [str(one) for one in appeals]


def _pair(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a <= b else (b, a)
