"""Lines of a JSONL file into messages; a line that is none is named by number and field, never quoted."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime

from clearway.errors import Problem
from clearway.reading.appeals.appeal import Message

_REMEDY = 'Give one JSON object a line: {"id": …, "channel": …, "ts": …, "text": …}.'
_TIME_REMEDY = 'Write the time with its offset: "2024-01-05T08:02:00+03:00".'
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def read_messages(lines: Iterable[bytes], file: str) -> tuple[list[Message], list[Problem]]:
    """Return the messages of a file and a problem for each line that could not be used.

    A message with a text is never dropped for the rest of its line: without an id it is called by its
    line, without a usable time it counts as the oldest, and a problem says so. Bytes that are
    not UTF-8 are read as Windows-1251, which older gateways send.
    """
    messages: list[Message] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for row, raw in enumerate(lines, start=1):
        if not raw.strip():
            continue
        fields = _fields(raw)
        if fields is None:
            problems.append(Problem(file, "this line is not a JSON object", _REMEDY, row=row))
            continue
        text = fields.get("text")
        if not isinstance(text, str):
            problems.append(Problem(file, "there is no text", _REMEDY, row=row, column="text"))
            continue
        messages.append(
            Message(
                _id(fields.get("id"), row, seen, problems, file),
                str(fields.get("channel") or ""),
                _sent_at(fields.get("ts"), row, problems, file),
                text,
            )
        )
    return messages, problems


def _fields(raw: bytes) -> dict[str, object] | None:
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            said = json.loads(raw.decode(encoding))
        except (ValueError, RecursionError):
            continue
        if not isinstance(said, dict):
            return None
        return {key: _whole(value) for key, value in said.items()}
    return None


def _whole(value: object) -> object:
    """Replace halves of surrogate pairs, which JSON can smuggle in and no file can hold."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8") if _has_surrogate(value) else value
    return value


def _has_surrogate(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _id(said: object, row: int, seen: set[str], problems: list[Problem], file: str) -> str:
    message_id = str(said) if isinstance(said, str | int) and str(said).strip() else ""
    if not message_id:
        message_id = f"line-{row}"
        problems.append(
            Problem(file, f"no id; called {message_id}", "Give each message an id.", row=row, column="id")
        )
    elif message_id in seen:
        first, message_id = message_id, f"{message_id}#{row}"
        what = f"{first} was used before; called {message_id}"
        problems.append(Problem(file, what, "Give each message an id of its own.", row=row, column="id"))
    seen.add(message_id)
    return message_id


def _sent_at(said: object, row: int, problems: list[Problem], file: str) -> datetime:
    try:
        sent_at = datetime.fromisoformat(str(said))
        if sent_at.tzinfo is not None:
            sent_at.timestamp()
            return sent_at
        what = "a time without its offset; taken as UTC"
        sent_at = sent_at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        what, sent_at = "no time that can be read; taken as the oldest", BEGINNING
    problems.append(Problem(file, what, _TIME_REMEDY, row=row, column="ts"))
    return sent_at
