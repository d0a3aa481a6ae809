"""shelters.csv: places that take people in and ways out of the area, read and written."""

import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from clearway.city import Network, Shelters
from clearway.city.arrays import Ragged
from clearway.errors import Problem
from clearway.intake.tables import Table, cell_of, read_table, table_bytes
from clearway.intake.zones_table import names_or_ids, node_rows

FILE = "shelters.csv"
HEADER = (
    "shelter_id", "name", "nodes", "beds", "opens_s", "accessible_beds", "pets", "region", "source",
)  # fmt: skip
_MISSING = "Add one, or take one in with `clearway shelters SCENARIO --table FILE` or `--ways-out N`."
_BEDS = "Give 0 or more; leave it empty for a way out of the area with no limit."
_PETS = {"": "", "yes": "yes", "no": "no", "1": "yes", "0": "no", "true": "yes", "false": "no"}


def no_shelters() -> Shelters:
    """Return shelters of a city where none is known yet."""
    return Shelters((), (), Ragged.of([], np.int32), np.empty(0), np.empty(0))


def read_shelters(folder: Path, node_ix_by_id: Mapping[str, int] | None) -> tuple[Shelters, list[Problem]]:
    """Read a scenario folder's shelters; problems are returned, not raised.

    Parameters
    ----------
    node_ix_by_id : rows of the network's nodes; None where the network could not be read
    """
    table = read_table(folder / FILE, required=("shelter_id", "nodes", "beds"), if_missing=_MISSING)
    return shelters_of(table, node_rows(table, node_ix_by_id)), table.problems


def shelters_of(table: Table, nodes: Ragged) -> Shelters:
    """Return the shelters of a table; where it has problems they stand in it, and there are no shelters.

    nodes : those of each row
    """
    shelter_ids = table.ids("shelter_id", "shelter")
    beds = table.numbers("beds", empty=math.inf, least=0.0, is_not="a number of beds", remedy=_BEDS)
    opens_s = table.numbers(
        "opens_s", empty=0.0, least=0.0, is_not="a time at or after the start",
        remedy="Give seconds after the start, 0 or more; the start is in scenario.toml.",
    )  # fmt: skip
    accessible = table.numbers(
        "accessible_beds", empty=math.nan, least=0.0, is_not="a number of beds", remedy="Give 0 or more."
    )
    for row in np.flatnonzero(accessible > beds).tolist():
        what = f"{cell_of(accessible[row])} accessible beds are more than the {cell_of(beds[row])} beds"
        table.problem(row, "accessible_beds", what, "They are counted among the beds.")
    pets = table.text("pets")
    for row, cell in enumerate(pets):
        if cell.lower() not in _PETS:
            table.problem(row, "pets", f"{cell} is neither yes nor no", "Write yes, no, or nothing.")
    if not len(table) and not table.problems:
        table.problems.append(Problem(table.file, "there is no shelter and no way out", _MISSING))
    if table.problems:
        return no_shelters()
    return Shelters(
        tuple(shelter_ids),
        names_or_ids(table, shelter_ids),
        nodes,
        beds,
        opens_s,
        accessible,
        tuple(_PETS[cell.lower()] for cell in pets),
        tuple(table.text("region")),
        tuple(table.text("source")),
    )


def shelters_bytes(shelters: Shelters, network: Network) -> bytes:
    """Return shelters.csv."""
    rows = [
        (
            shelter_id,
            shelters.names[ix],
            " ".join(network.node_ids[node] for node in shelters.nodes[ix]),
            cell_of(shelters.beds[ix], None),
            cell_of(shelters.opens_s[ix], None),
            cell_of(shelters.accessible_beds[ix], None),
            shelters.pets[ix],
            shelters.regions[ix],
            shelters.sources[ix],
        )
        for ix, shelter_id in enumerate(shelters.shelter_ids)
    ]
    return table_bytes(HEADER, rows)
