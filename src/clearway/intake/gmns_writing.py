"""Writes a network as a GMNS folder that `read_gmns` turns back into the very same network.

Links are written some thousands at a time: the text of a metropolis is several times as large as its
arrays, and would otherwise be the most memory that an import takes.
"""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import shapely

from clearway.city.arrays import Floats, Ragged
from clearway.city.network import Network
from clearway.intake.tables import write_table

FLAGS = ("speed_assumed", "lanes_assumed", "capacity_assumed", "bridge", "tunnel")
FACTORS = ("capacity_low", "capacity_high")
AT_A_TIME = 8192  # links
EXACT = 340  # decimals: enough for any number; GEOS writes the shortest text that reads back the same


def write_gmns(network: Network, folder: Path) -> None:
    """Write `node.csv`, `link.csv`, `config.csv`, and `movement.csv` where turns are not allowed."""
    folder.mkdir(parents=True, exist_ok=True)
    write_table(
        folder / "config.csv",
        ("dataset_name", "short_length", "long_length", "speed", "crs", "geometry_field_format"),
        [("clearway", "m", "m", "kph", "EPSG:4326", "WKT")],
    )
    write_table(
        folder / "node.csv",
        ("node_id", "x_coord", "y_coord"),
        zip(network.node_ids, map(repr, network.lon.tolist()), map(repr, network.lat.tolist()), strict=True),
    )
    with (folder / "link.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(_columns(network, 0, 0))
        for start in range(0, network.n_links, AT_A_TIME):
            columns = _columns(network, start, min(start + AT_A_TIME, network.n_links))
            writer.writerows(zip(*columns.values(), strict=True))
    if network.turn_bans:
        header = ("mvmt_id", "node_id", "ib_link_id", "ob_link_id", "type", "capacity")
        write_table(folder / "movement.csv", header, _movements(network))


def _movements(network: Network) -> Iterator[tuple[object, ...]]:
    for number, ban in enumerate(network.turn_bans, start=1):
        links = network.link_ids[ban.from_link_ix], network.link_ids[ban.to_link_ix]
        yield number, network.node_ids[ban.via_node_ix], *links, "prohibited", 0


def _columns(network: Network, start: int, stop: int) -> dict[str, Sequence[object]]:
    """Return the columns of link.csv for some links."""
    rows = slice(start, stop)
    node_ids = network.node_ids
    columns: dict[str, Sequence[object]] = {
        "link_id": network.link_ids[rows],
        "name": network.names[rows],
        "from_node_id": [node_ids[ix] for ix in network.tail_ix[rows].tolist()],
        "to_node_id": [node_ids[ix] for ix in network.head_ix[rows].tolist()],
        "directed": [1] * (stop - start),
        "length": _texts(network.length_m[rows]),
        "facility_type": network.facility_types[rows],
        "free_speed": _texts(network.free_speed_kph[rows]),
        "capacity": _texts(network.capacity_vphpl[rows]),
        "lanes": _texts(network.lanes[rows]),
    }
    for flag in FLAGS:
        columns[flag] = getattr(network, flag)[rows].astype(int).tolist()
    for factor in FACTORS:
        columns[factor] = _texts(getattr(network, factor)[rows])
    if network.geometry is not None:
        columns["geometry"] = _wkt(network.geometry, start, stop)
    return columns


def _texts(values: Floats) -> list[str]:
    """Write numbers so that they read back exactly, whole ones without a decimal point."""
    return [str(int(v)) if v.is_integer() else repr(v) for v in values.tolist()]


def _wkt(geometry: Ragged, start: int, stop: int) -> list[str]:
    """Write rows of points as WKT lines; "" for a row without points."""
    ptr = geometry.ptr[start : stop + 1]
    counts = np.diff(ptr)
    given = np.flatnonzero(counts)
    lines = shapely.linestrings(
        geometry.flat[ptr[0] : ptr[-1]], indices=np.repeat(np.arange(len(given)), counts[given])
    )
    texts = [""] * (stop - start)
    for row, text in zip(given.tolist(), shapely.to_wkt(lines, rounding_precision=EXACT), strict=True):
        texts[row] = text
    return texts
