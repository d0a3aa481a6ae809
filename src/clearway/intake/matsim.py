"""MATSim network files (`.xml`, `.xml.gz`): nodes, links, and what the file says of its own units.

There `freespeed` is metres a second and `capacity` is vehicles of all lanes together in `capperiod`
(an hour, mostly). Source: www.matsim.org/files/dtd/network_v2.dtd; MATSim book (2016), ch. 2.
"""

import gzip
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast
from xml.parsers import expat

import numpy as np

from clearway.city.network import Network
from clearway.errors import InputError, Problem, raise_if_any
from clearway.intake.projection import to_degrees
from clearway.intake.tables import Table

NODE_FIELDS = ("id", "x", "y")
LINK_FIELDS = ("id", "from", "to", "length", "freespeed", "capacity", "permlanes", "modes", "type")
# Child elements <attribute name="..."> that tell more; the first that is there counts.
TYPE_ATTRIBUTES = ("type", "osm:way:highway")
NAME_ATTRIBUTES = ("osm:way:name", "name")
CRS_ATTRIBUTE = "coordinateReferenceSystem"
KPH_PER_MPS = 3.6


def read_matsim(path: Path, crs: str | None = None) -> tuple[Network, int]:
    """Read a MATSim network; return it and how many links are not for cars and left out.

    Parameters
    ----------
    crs : of the coordinates; what the file itself says where it is None

    Raises
    ------
    InputError
        With a sentence for each problem; the row is the line in the file.
    """
    found = _parse(path)
    nodes, links = found.nodes.table(path.name), found.links.table(path.name)
    node_ids = nodes.ids("id", "node")
    x, y = nodes.numbers("x", is_not="a coordinate"), nodes.numbers("y", is_not="a coordinate")
    columns = _link_columns(links, {node_id: ix for ix, node_id in enumerate(node_ids)}, found.capacity_hours)
    raise_if_any([*nodes.problems, *links.problems])
    lon, lat = to_degrees(x, y, crs or found.attributes.get(CRS_ATTRIBUTE), path.name)
    return Network(node_ids=tuple(node_ids), lon=lon, lat=lat, **columns), found.n_not_for_cars


@dataclass
class _Rows:
    """Elements of one kind while they are read: attribute values by column, and their lines."""

    fields: Sequence[str]
    cells: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)

    def table(self, file: str) -> Table:
        columns = zip(*self.cells, strict=True) if self.cells else [()] * len(self.fields)
        return Table(file, dict(zip(self.fields, columns, strict=True)), np.array(self.lines, np.int64))


class _Reader:
    """Takes up what the XML parser meets."""

    def __init__(self) -> None:
        self.nodes = _Rows(NODE_FIELDS)
        self.links = _Rows((*LINK_FIELDS, "name"))
        self.attributes: dict[str, str] = {}
        self.capacity_hours = 1.0
        self.n_not_for_cars = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self._root = ""
        self._link: dict[str, str] | None = None
        self._attribute: str | None = None
        self._texts: list[str] = []

    def start(self, tag: str, given: dict[str, str]) -> None:
        if not self._root:
            self._root = tag
            if tag != "network":
                raise _NotRead(f"this is XML of a <{tag}>, not of a network")
        elif tag == "node":
            self.nodes.cells.append([given.get(name, "") for name in NODE_FIELDS])
            self.nodes.lines.append(self.parser.CurrentLineNumber)
        elif tag == "links":
            self.capacity_hours = _hours(given.get("capperiod", "01:00:00"))
        elif tag == "link":
            self._link = given | {"line": str(self.parser.CurrentLineNumber)}
        elif tag == "attribute":
            self._attribute, self._texts = given.get("name", ""), []

    def text(self, data: str) -> None:
        if self._attribute is not None:
            self._texts.append(data)

    def end(self, tag: str) -> None:
        if tag == "attribute" and self._attribute is not None:
            value = "".join(self._texts).strip()
            if self._link is not None:
                self._link.setdefault(self._attribute, value)
            else:
                self.attributes[self._attribute] = value
            self._attribute = None
        elif tag == "link" and self._link is not None:
            self._keep(self._link)
            self._link = None

    def _keep(self, link: dict[str, str]) -> None:
        modes = link.get("modes", "car").split(",")
        if "car" not in [mode.strip() for mode in modes]:
            self.n_not_for_cars += 1
            return
        link["type"] = next((link[key] for key in TYPE_ATTRIBUTES if key in link), "")
        name = next((link[key] for key in NAME_ATTRIBUTES if key in link), "")
        self.links.cells.append([*(link.get(key, "") for key in LINK_FIELDS), name])
        self.links.lines.append(int(link["line"]))


class _NotRead(Exception):
    """What is wrong with the file, in words."""


def _parse(path: Path) -> _Reader:
    reader = _Reader()
    remedy = "Give a MATSim network (.xml or .xml.gz); download or write it again if it is cut short."
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as handle:
            reader.parser.ParseFile(cast(BinaryIO, handle))
        if not reader.nodes.cells or not reader.links.cells:
            raise _NotRead("there are no links for cars in it")
    except (expat.ExpatError, OSError, EOFError, zlib.error) as error:
        raise InputError([Problem(path.name, f"this is not whole XML ({error})", remedy)]) from error
    except _NotRead as error:
        raise InputError([Problem(path.name, str(error), remedy)]) from error
    return reader


def _hours(text: str) -> float:
    try:
        hours, minutes, seconds = (float(part) for part in text.split(":"))
        total = hours + minutes / 60 + seconds / 3600
    except ValueError:
        total = 0.0
    if not total > 0:
        raise _NotRead(f"capperiod {text} is not a period of time such as 01:00:00")
    return total


def _link_columns(links: Table, node_ix_by_id: dict[str, int], capacity_hours: float) -> dict[str, Any]:
    there = "Add the node, or remove the link."
    lanes = links.numbers(
        "permlanes",
        empty=1.0,
        above=0.0,
        is_not="a number of lanes",
        remedy="Give a number of lanes above 0.",
    )
    capacity = links.numbers(
        "capacity", least=0.0, is_not="a capacity", remedy="Give vehicles, 0 or more; 0 means closed."
    )
    speed = links.numbers(
        "freespeed",
        above=0.0,
        is_not="a speed",
        remedy="Give metres a second; a closed road has capacity 0.",
    )
    length_m = links.numbers("length", least=0.0, is_not="a length", remedy="Give metres, 0 or more.")
    return {
        "link_ids": tuple(links.ids("id", "link")),
        "tail_ix": links.references("from", node_ix_by_id, "a node of the file", there),
        "head_ix": links.references("to", node_ix_by_id, "a node of the file", there),
        "length_m": np.round(length_m, 2),
        "free_speed_kph": np.round(KPH_PER_MPS * speed, 2),
        "capacity_vphpl": capacity / capacity_hours / lanes,
        "lanes": lanes,
        "names": tuple(links.text("name")),
        "facility_types": tuple(links.text("type")),
    }
