"""limits.csv: what danger allows on roads and in shelters (docs/formats.md), read and written."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from clearway.city.limits import Limits
from clearway.errors import Problem
from clearway.intake.tables import cell_of, read_table

LIMITS_FILE = "limits.csv"
LIMITS_HEADER = ("kind", "id", "most", "from_s", "until_s")
VEHICLES, LULL, PEOPLE = "vehicles_at_once", "lull", "people_at_once"


def read_limits(
    folder: Path, link_ix_by_id: dict[str, int], shelter_ix_by_id: dict[str, int]
) -> tuple[Limits, list[Problem]]:
    """Read the limits of a scenario folder; none where the file is not there."""
    if not (folder / LIMITS_FILE).exists():
        return Limits(), []
    table = read_table(folder / LIMITS_FILE, required=("kind", "id"))
    kind, ids = np.array(table.text("kind"), object), table.text("id")
    most = table.numbers(
        "most", empty=np.nan, least=0.0, is_not="a limit", remedy="Give a number, 0 or more."
    )
    from_s = table.numbers("from_s", empty=0.0, is_not="a time", remedy="Give seconds after the start.")
    until_s = table.numbers("until_s", empty=np.inf, is_not="a time", remedy="Give seconds after the start.")
    row_of = np.zeros(len(table), np.int32)
    for row in range(len(table)):
        known = shelter_ix_by_id if kind[row] == PEOPLE else link_ix_by_id
        if kind[row] not in (VEHICLES, LULL, PEOPLE):
            what = f"{kind[row]!r} is not a kind of limit"
            table.problem(row, "kind", what, f"Say {VEHICLES}, {LULL} or {PEOPLE}.")
        elif ids[row] not in known:
            what = "shelter" if kind[row] == PEOPLE else "link of the network"
            table.problem(row, "id", f"{ids[row]!r} is not a {what}", "Name one that is there.")
        elif kind[row] != LULL and np.isnan(most[row]):
            table.problem(row, "most", "there is no limit", "Give a number, 0 or more.")
        elif kind[row] == LULL and until_s[row] <= from_s[row]:
            table.problem(row, "until_s", "the lull ends before it begins", "Give a later end.")
        else:
            row_of[row] = known[ids[row]]
    if table.problems:
        return Limits(), table.problems
    exposed, lull, people = kind == VEHICLES, kind == LULL, kind == PEOPLE
    limits = Limits(
        row_of[exposed],
        most[exposed],
        row_of[lull],
        from_s[lull],
        until_s[lull],
        row_of[people],
        most[people],
    )
    return limits, []


def limits_rows(
    limits: Limits, link_ids: tuple[str, ...], shelter_ids: tuple[str, ...]
) -> Iterable[tuple[str, ...]]:
    """Return the rows of limits.csv."""
    for link, most in zip(limits.exposed_link_ix, limits.most_vehicles, strict=True):
        yield VEHICLES, link_ids[link], cell_of(most), "", ""
    for link, low, high in zip(limits.lull_link_ix, limits.lull_from_s, limits.lull_until_s, strict=True):
        yield LULL, link_ids[link], "", cell_of(low), cell_of(high)
    for shelter, most in zip(limits.place_ix, limits.most_people, strict=True):
        yield PEOPLE, shelter_ids[shelter], cell_of(most), "", ""
