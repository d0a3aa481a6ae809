"""contraflow.csv: roads that are turned one way, written and read (docs/formats.md)."""

from collections.abc import Sequence
from pathlib import Path

from clearway.city import Network
from clearway.errors import Problem
from clearway.intake.tables import cell_of, read_table, write_table
from clearway.plan import Turned

FILE = "contraflow.csv"
HEADER = ("link_id", "to_link_id", "from_s")


def write_contraflow(turned: Sequence[Turned], network: Network, folder: Path) -> None:
    """Write the turned roads; no file where there is none."""
    if turned:
        ids = network.link_ids
        rows = ((ids[row.link_ix], ids[row.to_link_ix], cell_of(row.from_s)) for row in turned)
        write_table(folder / FILE, HEADER, rows)


def read_contraflow(
    folder: Path, link_ix_by_id: dict[str, int], problems: list[Problem]
) -> tuple[Turned, ...]:
    """Read the turned roads; problems are appended."""
    if not (folder / FILE).exists():
        return ()
    table = read_table(folder / FILE, required=HEADER)
    remedy = "Make the plan anew."
    given = table.references("link_id", link_ix_by_id, "a link of the scenario", remedy)
    taking = table.references("to_link_id", link_ix_by_id, "a link of the scenario", remedy)
    from_s = table.numbers("from_s", least=0.0, is_not="a time at or after the start")
    problems += table.problems
    return tuple(map(Turned, given.tolist(), taking.tolist(), from_s.tolist()))
