"""Whether a journal is still what was written: every hash again, from the first line to the last."""

import json
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from clearway.store.chain import first_hash, next_hash
from clearway.store.database import Database
from clearway.store.journal import Journal
from clearway.store.tables import journals, lines, micros

MOST_PROBLEMS = 20
ROWS_AT_ONCE = 2_000


@dataclass(frozen=True)
class Verdict:
    """What was found: `problems` is empty for a journal that nobody touched."""

    lines: int
    head_seq: int
    head_hash: str
    problems: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def verify_journal(database: Database, journal: Journal, *, expect: dict[int, str] | None = None) -> Verdict:
    """Recompute the chain; name each line that was changed, dropped, added or cut off.

    expect : line number -> hash, as written down elsewhere; catches a chain that was rewritten whole
    """
    problems: list[str] = []
    before, last, count = first_hash(journal.journal_id), 0, 0
    wanted = dict(expect or {})
    asked = (
        sa.select(lines)
        .where(lines.c.journal_id == journal.journal_id)
        .order_by(lines.c.seq)
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    with database.read() as connection:
        head = connection.execute(
            sa.select(journals).where(journals.c.journal_id == journal.journal_id)
        ).one()
        for row in connection.execute(asked):
            count += 1
            if row.seq != last + 1:
                problems.append(f"Lines {last + 1:,} to {row.seq - 1:,} are missing.")
            problems += _line_problems(row, before)
            if row.seq in wanted and wanted.pop(row.seq) != row.hash:
                problems.append(f"Line {row.seq:,} is not the one that was written down elsewhere.")
            before, last = row.hash, row.seq
            if len(problems) >= MOST_PROBLEMS:
                break
        else:
            problems += _end_problems(head, last, before, wanted)
    return Verdict(count, head.head_seq, head.head_hash, tuple(problems))


def _line_problems(row: sa.Row[tuple[object, ...]], before: str) -> list[str]:
    found = []
    if next_hash(before, row.seq, row.line) != row.hash:
        found.append(f"Line {row.seq:,} (event {row.event_id}) or the hash before it was changed.")
    try:
        told = json.loads(row.line)
        beside = (told["event_id"], told["kind"], told["learnt_at"])
    except (ValueError, KeyError, TypeError):
        return [*found, f"Line {row.seq:,} cannot be read."]
    if beside[:2] != (row.event_id, row.kind) or _micros(beside[2]) != row.learnt_us:
        found.append(f"Line {row.seq:,}: the columns beside the line do not say what the line says.")
    return found


def _micros(written: str) -> int:
    try:
        return micros(datetime.fromisoformat(written))
    except (TypeError, ValueError):
        return -1


def _end_problems(
    head: sa.Row[tuple[object, ...]], last: int, last_hash: str, wanted: dict[int, str]
) -> list[str]:
    found = []
    if head.head_seq > last:
        found.append(f"The journal was cut off: it had {head.head_seq:,} lines and has {last:,}.")
    elif head.head_seq < last or head.head_hash != last_hash:
        found.append(f"The journal's head (line {head.head_seq:,}) is not its last line ({last:,}).")
    if 0 in wanted and wanted.pop(0) != first_hash(head.journal_id):
        found.append("The journal has another name than the one written down.")
    found += [f"Line {seq:,} was written down elsewhere and is not here." for seq in sorted(wanted)]
    return found
