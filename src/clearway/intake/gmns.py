"""GMNS folders (General Modeling Network Specification): a road network as plain tables, both ways.

`node.csv`, `link.csv`, `config.csv` for the units, `movement.csv` for turns that are not allowed
(capacity 0). Beside the columns of the specification, links carry what Clearway knows more:
`speed_assumed, lanes_assumed, capacity_assumed, bridge, tunnel` (1 or 0) and the factors
`capacity_low, capacity_high`. Written lengths are metres, so that what is read back is exact.

Source: https://github.com/zephyr-data-specs/GMNS (specification 0.96).
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from clearway.city.arrays import Bools, Floats, Ragged
from clearway.city.network import Network, TurnBan
from clearway.errors import Problem, raise_if_any
from clearway.intake.collection import without_collection
from clearway.intake.gmns_writing import FACTORS, FLAGS, write_gmns
from clearway.intake.link_classes import class_of
from clearway.intake.tables import SAME_PROBLEM_AT_MOST, Table, read_table

__all__ = ["read_gmns", "write_gmns"]

METRES_PER_UNIT = {
    **dict.fromkeys(("m", "meter", "metre"), 1.0),
    **dict.fromkeys(("km", "kilometer", "kilometre"), 1000.0),
    **dict.fromkeys(("mile", "mi"), 1609.344),
    **dict.fromkeys(("ft", "feet", "foot"), 0.3048),
}
KPH_PER_UNIT = {
    **dict.fromkeys(("kph", "km/h", "kmh"), 1.0),
    **dict.fromkeys(("mph", "mi/h"), 1.609344),
    "m/s": 3.6,
}
YES_NO = {"": False, "0": False, "1": True, "false": False, "true": True, "no": False, "yes": True}


@without_collection()
def read_gmns(folder: Path, *, fill: bool = False, name: str = "network") -> Network:
    """Read a GMNS folder; every problem of all its tables is raised together.

    Parameters
    ----------
    fill : take the class table's figure where speed, lanes or capacity is not given, and mark it
        assumed. Without it an empty speed or capacity is a problem; lanes count as 1.
    name : what the folder is called in sentences, "network/link.csv"

    Raises
    ------
    InputError
        With a sentence for each problem: a missing file or column, a link to a node that is not
        there, a negative or text capacity, a speed of 0, an id that is there twice, ...
    """
    problems: list[Problem] = []
    metres, kph = _read_units(folder, f"{name}/config.csv", problems)
    nodes = read_table(folder / "node.csv", f"{name}/node.csv", required=("node_id", "x_coord", "y_coord"))
    node_ids = nodes.ids("node_id", "node")
    lon, lat = _coordinates(nodes)
    required = ["link_id", "from_node_id", "to_node_id", "length"]
    required += [] if fill else ["free_speed", "capacity"]
    links = read_table(folder / "link.csv", f"{name}/link.csv", required=required)
    if not len(nodes) or not len(links):
        raise_if_any([*problems, *nodes.problems, *links.problems, *_nothing_in(nodes, links)])
    node_ix_by_id = {node_id: ix for ix, node_id in enumerate(node_ids)}
    columns = _link_columns(links, node_ix_by_id, metres, kph, fill=fill)
    directed = _directed(links, fill=fill)
    problems += nodes.problems + links.problems
    bans = _read_bans(folder / "movement.csv", f"{name}/movement.csv", columns, node_ix_by_id, problems)
    raise_if_any(problems)
    if not directed.all():
        columns = _with_ways_back(columns, np.flatnonzero(~directed))
    return Network(node_ids=tuple(node_ids), lon=lon, lat=lat, **columns, turn_bans=bans)


def _nothing_in(*tables: Table) -> list[Problem]:
    return [
        Problem(table.file, "there are no rows", "A network needs nodes and links.")
        for table in tables
        if not len(table) and not table.problems
    ]


def _read_units(folder: Path, file: str, problems: list[Problem]) -> tuple[float, float]:
    """Return metres in a unit of length and km/h in a unit of speed."""
    path = folder / "config.csv"
    if not path.exists():
        return METRES_PER_UNIT["km"], KPH_PER_UNIT["kph"]
    table = read_table(path, file)
    units = []
    for column, known, default in (("long_length", METRES_PER_UNIT, "km"), ("speed", KPH_PER_UNIT, "kph")):
        unit = (table.text(column, default) or [default])[0]
        if unit.lower() not in known:
            table.problem(0, column, f"{unit} is not a known unit", f"Give one of {', '.join(known)}.")
        units.append(known.get(unit.lower(), 1.0))
    problems += table.problems
    return units[0], units[1]


def _coordinates(nodes: Table) -> tuple[Floats, Floats]:
    remedy = "Give WGS84 degrees: x_coord is the longitude, y_coord the latitude."
    lon = nodes.numbers("x_coord", is_not="a longitude", remedy=remedy)
    lat = nodes.numbers("y_coord", is_not="a latitude", remedy=remedy)
    for column, values, most in (("x_coord", lon, 180.0), ("y_coord", lat, 90.0)):
        far = np.flatnonzero(np.abs(values) > most)
        if len(far):
            what = f"{values[far[0]]:g} is not in degrees ({len(far):,} such nodes)"
            nodes.problem(int(far[0]), column, what, remedy)
    return lon, lat


def _link_columns(
    links: Table, node_ix_by_id: Mapping[str, int], metres: float, kph: float, *, fill: bool
) -> dict[str, Any]:
    """Return the link fields of a `Network`; what is wrong stays in the table's problems."""
    missing_node = "Add the node to node.csv, or remove the link."
    ends = [links.references(c, node_ix_by_id, "a node of node.csv", missing_node)
            for c in ("from_node_id", "to_node_id")]  # fmt: skip
    types = links.text("facility_type")
    classes = [class_of(kind) for kind in types] if fill else []
    empty = np.nan if fill else None
    speed = kph * links.numbers(
        "free_speed", empty=empty, above=0.0, is_not="a speed",
        remedy="Give a speed above 0; a closed road has capacity 0.",
    )  # fmt: skip
    capacity = links.numbers(
        "capacity", empty=empty, least=0.0, is_not="a capacity",
        remedy="Give vehicles per hour and lane, 0 or more; 0 means closed.",
    )  # fmt: skip
    lanes = links.numbers(
        "lanes", empty=np.nan, least=0.0, is_not="a number of lanes",
        remedy="Give the lanes of this direction, 0 or more.",
    )  # fmt: skip
    known = {"speed_assumed": speed, "lanes_assumed": lanes, "capacity_assumed": capacity}
    flags = {column: _flags(links, column) for column in FLAGS}
    for column, values in known.items():
        flags[column] = flags[column] | np.isnan(values)
    factors = {column: links.numbers(column, empty=1.0, least=0.0) for column in FACTORS}
    if fill:
        _fill(speed, [c.speed_kph for c in classes])
        _fill(lanes, [c.lanes for c in classes])
        for column, factor in (("capacity_low", "low_factor"), ("capacity_high", "high_factor")):
            if column not in links:
                factors[column] = np.array([getattr(c, factor) for c in classes])
        _fill(capacity, [c.base_vphpl for c in classes])
    else:
        lanes[np.isnan(lanes)] = 1.0
    return {
        "link_ids": tuple(links.ids("link_id", "link")),
        "tail_ix": ends[0],
        "head_ix": ends[1],
        "length_m": metres * links.numbers(
            "length", least=0.0, is_not="a length", remedy="Give the length of the link, 0 or more."
        ),
        "free_speed_kph": speed,
        "capacity_vphpl": capacity,
        "lanes": lanes,
        "names": tuple(links.text("name")),
        "facility_types": tuple(types),
        "geometry": _geometry(links),
        **flags,
        **factors,
    }  # fmt: skip


def _directed(links: Table, *, fill: bool) -> Bools:
    """Return which rows run one way only; all must, except where a foreign folder is filled in."""
    if "directed" not in links:
        return np.ones(len(links), bool)
    directed = _flags(links, "directed")
    if not fill:
        for row_ix in np.flatnonzero(~directed)[:SAME_PROBLEM_AT_MOST].tolist():
            what = f"{links.columns['directed'][row_ix] or 'an empty cell'} is not one direction"
            links.problem(
                row_ix, "directed", what, "Write one row for each direction of a road, with 1 here."
            )
    return directed


def _with_ways_back(columns: Mapping[str, Any], rows: NDArray[np.int64]) -> dict[str, Any]:
    """Add the way back, with `_back` on its id, of each of these links."""
    grown: dict[str, Any] = {}
    for name, values in columns.items():
        if name == "geometry":
            grown[name] = values and Ragged.of(
                [*map(values.__getitem__, range(len(values))), *(values[row][::-1] for row in rows.tolist())],
                float,
            )
        elif isinstance(values, tuple):
            grown[name] = (*values, *(values[row] for row in rows.tolist()))
        else:
            grown[name] = np.concatenate([values, values[rows]])
    grown["link_ids"] = (*columns["link_ids"], *(f"{columns['link_ids'][row]}_back" for row in rows.tolist()))
    grown["tail_ix"] = np.concatenate([columns["tail_ix"], columns["head_ix"][rows]])
    grown["head_ix"] = np.concatenate([columns["head_ix"], columns["tail_ix"][rows]])
    return grown


def _fill(values: Floats, assumed: Sequence[float]) -> None:
    unknown = np.isnan(values)
    values[unknown] = np.array(assumed, float)[unknown]


def _flags(links: Table, column: str) -> Bools:
    if column not in links:
        return np.zeros(len(links), bool)
    cells = links.columns[column]
    meant = {cell: YES_NO.get(cell.lower(), -1) for cell in set(cells)}
    values = np.fromiter(map(meant.__getitem__, cells), np.int8, len(cells))
    for row_ix in np.flatnonzero(values < 0)[:SAME_PROBLEM_AT_MOST].tolist():
        links.problem(row_ix, column, f"{cells[row_ix]} is neither 1 nor 0", "Give 1 for yes, 0 for no.")
    return np.equal(values, 1)


def _geometry(links: Table) -> Ragged | None:
    """Parse the WKT lines; None where no link has any."""
    cells = np.array(links.text("geometry"), object)
    if not cells.any():
        return None
    lines = _lines(links, cells)
    points, rows = shapely.get_coordinates(lines, return_index=True)
    counts = np.bincount(rows, minlength=len(cells))
    return Ragged(np.concatenate([[0], np.cumsum(counts)]), points)


def _lines(links: Table, cells: NDArray[Any]) -> NDArray[Any]:
    lines = np.asarray(
        shapely.from_wkt(np.where(cells == "", "LINESTRING EMPTY", cells), on_invalid="ignore")
    )
    wrong = shapely.get_type_id(lines) != shapely.GeometryType.LINESTRING
    for row_ix in np.flatnonzero(wrong)[:SAME_PROBLEM_AT_MOST].tolist():
        shown = cells[row_ix] if len(cells[row_ix]) <= 40 else f"{cells[row_ix][:40]}…"
        remedy = 'Give WKT such as "LINESTRING (36.5 50.6, 36.6 50.6)", or leave it empty.'
        links.problem(row_ix, "geometry", f"{shown} is not a line", remedy)
    return lines


def _read_bans(
    path: Path, file: str, columns: Mapping[str, Any], node_ix: Mapping[str, int], problems: list[Problem]
) -> tuple[TurnBan, ...]:
    """Return the movements whose capacity is 0; other movements say nothing that a plan uses."""
    if not path.exists():
        return ()
    table = read_table(path, file, required=("node_id", "ib_link_id", "ob_link_id"))
    closed = table.numbers("capacity", empty=np.nan, least=0.0) == 0.0
    link_ix = {link_id: ix for ix, link_id in enumerate(columns["link_ids"])}
    unknown = "Name one that is there, or remove the row."
    inbound = table.references("ib_link_id", link_ix, "a link of link.csv", unknown)
    via = table.references("node_id", node_ix, "a node of node.csv", unknown)
    outbound = table.references("ob_link_id", link_ix, "a link of link.csv", unknown)
    heads, tails = columns["head_ix"], columns["tail_ix"]
    for row_ix in np.flatnonzero((inbound >= 0) & (outbound >= 0) & (via >= 0)).tolist():
        if heads[inbound[row_ix]] != via[row_ix] or tails[outbound[row_ix]] != via[row_ix]:
            what = f"the two links do not meet at node {table.columns['node_id'][row_ix]}"
            table.problem(row_ix, "node_id", what, unknown)
    problems += table.problems
    return tuple(
        TurnBan(int(a), int(v), int(b))
        for a, v, b in zip(inbound[closed], via[closed], outbound[closed], strict=True)
    )
