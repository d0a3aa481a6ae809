"""What is known, packed: columns of numbers and of text, so that a million registers open in a second.

One packed value is a length, a JSON table of contents, and the columns one after another, each
compressed by itself, so that several are opened at once.
Numbers are 64 bit; text is joined by line feeds, which no id and no reason holds. Nothing in it is
code: whoever can write to the database can make a snapshot wrong (a rebuilt one shows it), not run.
"""

import json
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from itertools import accumulate, islice, pairwise
from typing import Any

import numpy as np

from clearway.situation import known as kn
from clearway.situation.known import Known
from clearway.store.tables import instant, micros

# The columns after the key and the stamp: i(nteger), t(ext), b(ool), d(atetime or None).
_COLUMNS: dict[str, tuple[type, str]] = {
    "closures": (kn.Closed, "ddtt"),
    "reopenings": (kn.Said, "d"),
    "counts": (kn.Count, "ii"),
    "deadlines": (kn.Said, "d"),
    "statuses": (kn.Said, "t"),
    "openings": (kn.Said, "d"),
    "beds": (kn.BedCount, "ii"),
    "appeals": (kn.Appeal, "tiiiib"),
    "closed": (kn.Said, "t"),
    "holds": (kn.Hold, "tid"),
    "moves": (kn.Place, "tti"),
    "merges": (kn.Said, "t"),
    "approvals": (kn.Said, "t"),
}
_SEVERAL = {"closures", "reopenings", "moves"}
THREADS = 4
_NEVER = np.iinfo(np.int64).min


def pack(known: Known) -> bytes:
    """Return registers as bytes."""
    contents: list[tuple[str, int, list[int]]] = []
    parts: list[bytes] = []
    for name, (_, kinds) in _COLUMNS.items():
        register = getattr(known, name)
        several = [rows if name in _SEVERAL else [rows] for rows in register.values()]
        rows = [row for of_key in several for row in of_key]
        columns = [_column("t", list(register)), _column("i", list(map(len, several)))]
        columns += [_column(kind, [row[0][ix] for row in rows]) for ix, kind in enumerate("iit")]
        columns += [_column(kind, [row[ix] for row in rows]) for ix, kind in enumerate(kinds, start=1)]
        columns = [zlib.compress(column, 1) for column in columns]
        contents.append((name, len(register), [len(column) for column in columns]))
        parts += columns
    head = json.dumps(contents).encode()
    return len(head).to_bytes(8, "big") + head + b"".join(parts)


def unpack(packed: bytes) -> Known:
    """Return the registers that `pack` wrote."""
    raw = memoryview(packed)
    start = 8 + int.from_bytes(raw[:8], "big")
    contents = json.loads(bytes(raw[8:start]))
    known = Known()
    opened = _opened(raw, start, [length for _, _, lengths in contents for length in lengths])
    for name, n_keys, _ in contents:
        make, kinds = _COLUMNS[name]
        columns = [_values(kind, next(opened)) if n_keys else next(opened) for kind in "tiiit" + kinds]
        keys, counts, happened, learnt, ids, *values = columns
        stamps = zip(happened, learnt, ids, strict=True)
        rows = map(partial(tuple.__new__, make), zip(stamps, *values, strict=True))
        several = [list(islice(rows, count)) for count in counts] if name in _SEVERAL else rows
        setattr(known, name, dict(zip(keys, several, strict=True)))
    return known


def _opened(raw: memoryview, start: int, lengths: list[int]) -> Iterator[bytes]:
    """Decompress all columns, several at once; zlib lets other threads run meanwhile."""
    ends = list(accumulate(lengths, initial=start))
    with ThreadPoolExecutor(THREADS) as several:
        yield from several.map(zlib.decompress, [raw[a:b] for a, b in pairwise(ends)])


def _column(kind: str, values: list[Any]) -> bytes:
    if kind == "t":
        return "\n".join(values).encode()
    if kind == "d":
        values = [_NEVER if value is None else micros(value) for value in values]
    return np.array(values, np.int64).tobytes()


def _values(kind: str, raw: bytes) -> Any:
    if kind == "t":
        return raw.decode().split("\n")
    numbers: list[int] = np.frombuffer(raw, np.int64).tolist()
    if kind == "b":
        return list(map(bool, numbers))
    return list(map(_instant, numbers)) if kind == "d" else numbers


def _instant(us: int) -> datetime | None:
    return None if us == _NEVER else instant(us)
