"""TNTP networks (Transportation Networks for Research): `X_net.tntp` with `X_node.tntp` beside it.

The format has no units: capacity is taken as vehicles an hour of the whole link, free flow time as
minutes, as its collection says. Times are what a plan needs, so they are kept: the speed of a link
follows from them. Source: github.com/bstabler/TransportationNetworks.
"""

import re
from pathlib import Path

import numpy as np

from clearway.city.arrays import Floats
from clearway.city.distance import distance_m
from clearway.city.network import Network
from clearway.errors import InputError, Problem, raise_if_any
from clearway.intake.projection import to_degrees
from clearway.intake.tables import Table

LINK_COLUMNS = ("init_node", "term_node", "capacity", "length", "free_flow_time")
NODE_COLUMNS = ("node", "x", "y")
NO_TIME_KPH = 50.0  # links without a free flow time (connectors) have the length of their ends at this speed
REMEDY = "Give a _net.tntp file of the Transportation Networks collection, whole."


def read_tntp(path: Path, crs: str | None = None) -> Network:
    """Read `X_net.tntp` and the `X_node.tntp` beside it.

    Lengths are measured between the nodes: the file's own have no unit.

    Raises
    ------
    InputError
        With a sentence for each problem; also where there are no coordinates.
    """
    nodes = _table(_nodes_beside(path), NODE_COLUMNS)
    links = _table(path, LINK_COLUMNS)
    node_ids = nodes.ids("node", "node")
    x, y = nodes.numbers("x", is_not="a coordinate"), nodes.numbers("y", is_not="a coordinate")
    node_ix_by_id = {node_id: ix for ix, node_id in enumerate(node_ids)}
    there = "Add the node to the _node.tntp file, or remove the link."
    tail = links.references("init_node", node_ix_by_id, "a node with coordinates", there)
    head = links.references("term_node", node_ix_by_id, "a node with coordinates", there)
    capacity = links.numbers(
        "capacity", least=0.0, is_not="a capacity", remedy="Give vehicles an hour, 0 or more."
    )
    minutes = links.numbers("free_flow_time", least=0.0, is_not="a time", remedy="Give minutes, 0 or more.")
    raise_if_any([*nodes.problems, *links.problems])
    lon, lat = to_degrees(x, y, crs, path.name)
    length_m: Floats = np.maximum(distance_m(lon[tail], lat[tail], lon[head], lat[head]).round(2), 1.0)
    return Network(
        node_ids=tuple(node_ids),
        lon=lon,
        lat=lat,
        link_ids=_link_ids(links.text("init_node"), links.text("term_node")),
        tail_ix=tail,
        head_ix=head,
        length_m=length_m,
        free_speed_kph=_speed_kph(length_m, minutes),
        capacity_vphpl=capacity,
        lanes=np.ones(len(links)),
        speed_assumed=minutes == 0,
        lanes_assumed=np.ones(len(links), bool),
    )


def _speed_kph(length_m: Floats, minutes: Floats) -> Floats:
    speed_kph = np.full(len(length_m), NO_TIME_KPH)
    np.divide(0.06 * length_m, minutes, out=speed_kph, where=minutes > 0)
    return speed_kph


def _link_ids(tails: list[str], heads: list[str]) -> tuple[str, ...]:
    """Name each link by its ends; a second one between the same ends is "1-2.2"."""
    seen: dict[str, int] = {}
    ids = []
    for tail, head in zip(tails, heads, strict=True):
        name = f"{tail}-{head}"
        seen[name] = seen.get(name, 0) + 1
        ids.append(name if seen[name] == 1 else f"{name}.{seen[name]}")
    return tuple(ids)


def _nodes_beside(path: Path) -> Path:
    stem = re.sub(r"_?net$", "", path.stem, flags=re.IGNORECASE)
    names = {f"{stem}_node.tntp", f"{stem}_nodes.tntp", f"{stem}node.tntp"}
    lowered = {name.lower() for name in names}
    if path.parent.is_dir():
        for other in sorted(path.parent.iterdir()):
            if other.name.lower() in lowered:
                return other
    what = f"there is no {stem}_node.tntp beside it, and without coordinates there is no map"
    raise InputError([Problem(path.name, what, "Put the node file of the collection there.")])


def _table(path: Path, names: tuple[str, ...]) -> Table:
    """Read rows of words; metadata in <>, a header with or without "~", ";" at the end of a row."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        what = "the file is missing" if not path.exists() else "the file cannot be read as text"
        raise InputError([Problem(path.name, what, REMEDY)]) from error
    cells: list[list[str]] = []
    rows: list[int] = []
    table = Table(path.name)
    header = list(names)
    for row, line in enumerate(text.splitlines(), start=1):
        words = line.replace(";", " ").replace("~", " ").replace(",", " ").split()
        if not words or line.lstrip().startswith("<"):
            continue
        lowered = [word.lower() for word in words]
        if not cells and lowered[0] in {names[0], "tail", "init", "id"}:
            header = lowered if set(names) <= set(lowered) else header
        elif len(words) < len(names):
            what = f"{len(words)} values where {len(names)} are needed"
            table.problems.append(Problem(path.name, what, REMEDY, row=row))
        else:
            cells.append(words)
            rows.append(row)
    if not cells:
        raise InputError([Problem(path.name, "there are no rows in it", REMEDY)])
    columns = {}
    for name in names:
        at = header.index(name)
        columns[name] = [line[at] if at < len(line) else "" for line in cells]
    return Table(path.name, columns, np.array(rows, np.int64), table.problems)
