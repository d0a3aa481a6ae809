"""certificate.csv: the cuts that prove a plan's bounds, written and read (docs/formats.md)."""

import gzip
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from clearway.city import Network
from clearway.city.arrays import Floats, Ints
from clearway.errors import raise_if_any
from clearway.intake.tables import Table, read_table
from clearway.plan import Cut

FILE = "certificate.csv"
PACKED_FILE = "certificate.csv.gz"
HEADER = ("cut", "horizon_s", "node_id", "reached_s")
PACK_FROM_BYTES = 1_000_000


def write_certificate(cuts: Sequence[Cut], network: Network, folder: Path) -> None:
    """Write the cuts, packed where they are large; no file where there is none.

    Times are written exactly, not rounded: a node must not become reached after its zone is ready. A node
    that is reached at the horizon or later counts as never reached, so it needs no row.
    """
    if not cuts:
        return
    lines = [",".join(HEADER)]
    quoted = np.array([_quoted(node_id) for node_id in network.node_ids], object)
    for number, cut in enumerate(cuts, start=1):
        start = f"{number},{float(cut.horizon_s)!r},"
        rows = np.flatnonzero(cut.reached_s < cut.horizon_s)
        if not len(rows):
            rows = np.arange(
                min(1, network.n_nodes)
            )  # a cut that reaches nothing needs a row to be there at all
        nodes, times = quoted[rows], np.minimum(cut.reached_s[rows], cut.horizon_s).tolist()
        lines += [f"{start}{node},{time!r}" for node, time in zip(nodes, times, strict=True)]
    data = ("\n".join(lines) + "\n").encode("utf-8")
    if len(data) < PACK_FROM_BYTES:
        (folder / FILE).write_bytes(data)
    else:
        (folder / PACKED_FILE).write_bytes(gzip.compress(data, 6, mtime=0))


def read_certificate(folder: Path, network: Network, proofs: Sequence[Any]) -> tuple[Cut, ...]:
    """Read the cuts of a plan folder; none where there is no certificate.

    Parameters
    ----------
    proofs : the `certificate` of plan.json: number, horizon and value of each cut
    """
    path = folder / FILE if (folder / FILE).exists() else folder / PACKED_FILE
    if not path.exists():
        return ()
    table = read_table(path, required=HEADER)
    node_ix = table.references(
        "node_id", network.node_ix_by_id, "a node of the scenario", "Make the plan anew."
    )
    horizon_s = table.numbers("horizon_s", least=0.0)
    reached_s = table.numbers("reached_s", least=0.0)
    raise_if_any(table.problems)
    return tuple(_cuts(table, node_ix, horizon_s, reached_s, network.n_nodes, proofs))


def _cuts(
    table: Table, node_ix: Ints, horizon_s: Floats, reached_s: Floats, n_nodes: int, proofs: Sequence[Any]
) -> Iterator[Cut]:
    """Give each cut with its value, in the order of plan.json, then of the table."""
    told = {str(row["cut"]): row for row in proofs}
    numbers = {name: number for number, name in enumerate(dict.fromkeys([*told, *table.text("cut")]))}
    of_row = np.array([numbers[name] for name in table.text("cut")], np.int64)
    order = np.argsort(of_row, kind="stable")
    ends = np.searchsorted(of_row[order], np.arange(len(numbers) + 1))
    for name, number in numbers.items():
        rows = order[ends[number] : ends[number + 1]]
        at_s = np.full(n_nodes, np.inf)
        at_s[node_ix[rows]] = reached_s[rows]
        horizon = horizon_s[rows[0]] if len(rows) else told[name]["horizon_s"]
        value = told.get(name, {}).get("people_at_most")
        yield Cut(float(horizon), at_s, math.inf if value is None else float(value))


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in ',"\n\r') else text
