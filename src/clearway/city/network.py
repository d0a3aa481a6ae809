"""The road network: nodes, and links that each run one way.

Ids (`node_ids`, `link_ids`) are the world's names for things; `_ix` numbers are rows of the
arrays here. They never mix. A link's capacity is vehicles per hour **per lane**, as in GMNS
(General Modeling Network Specification); `capacity_vph` is what the whole link carries.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Literal

import numpy as np

from clearway.city.arrays import Bools, Floats, Ints, Ragged, frozen

CapacityLevel = Literal["low", "base", "high"]


class Origin(StrEnum):
    """Whether a link's figure was read from the source or assumed from its road class."""

    TAGGED = "tagged"
    ASSUMED = "assumed"


@dataclass(frozen=True)
class TurnBan:
    """A turn that is not allowed: from one link, over a node, into another (rows)."""

    from_link_ix: int
    via_node_ix: int
    to_link_ix: int


@dataclass(frozen=True, eq=False)
class Network:
    """A directed road network over read-only arrays.

    Nodes
    -----
    node_ids : (n_nodes,) str, unique
    lon, lat : (n_nodes,) float, WGS84 degrees

    Links (rows of all arrays below)
    -----
    link_ids : (n_links,) str, unique
    tail_ix, head_ix : (n_links,) int, rows of the nodes where a link starts and ends
    length_m : (n_links,) float, metres, >= 0
    free_speed_kph : (n_links,) float, km/h, > 0
    capacity_vphpl : (n_links,) float, vehicles per hour per lane, >= 0; 0 is a closed road
    lanes : (n_links,) float, lanes in this direction, >= 0
    names, facility_types : (n_links,) str, "" where not known
    geometry : Ragged (n_links rows of (k, 2) lon/lat points), or None: straight lines
    speed_assumed, lanes_assumed, capacity_assumed : (n_links,) bool
        True where the figure comes from the road class and not from the source.
    bridge, tunnel : (n_links,) bool
    capacity_low, capacity_high : (n_links,) float, factors on `capacity_vphpl` (<= 1, >= 1)
    turn_bans : turns that are not allowed
    """

    node_ids: tuple[str, ...]
    lon: Floats
    lat: Floats
    link_ids: tuple[str, ...]
    tail_ix: Ints
    head_ix: Ints
    length_m: Floats
    free_speed_kph: Floats
    capacity_vphpl: Floats
    lanes: Floats
    names: tuple[str, ...] = ()
    facility_types: tuple[str, ...] = ()
    geometry: Ragged | None = None
    speed_assumed: Bools = field(default_factory=lambda: np.empty(0, bool))
    lanes_assumed: Bools = field(default_factory=lambda: np.empty(0, bool))
    capacity_assumed: Bools = field(default_factory=lambda: np.empty(0, bool))
    bridge: Bools = field(default_factory=lambda: np.empty(0, bool))
    tunnel: Bools = field(default_factory=lambda: np.empty(0, bool))
    capacity_low: Floats = field(default_factory=lambda: np.empty(0))
    capacity_high: Floats = field(default_factory=lambda: np.empty(0))
    turn_bans: tuple[TurnBan, ...] = ()

    def __post_init__(self) -> None:
        n = len(self.link_ids)
        for name in ("lon", "lat"):
            self._fix(name, np.float64, len(self.node_ids), 0.0)
        for name in ("tail_ix", "head_ix"):
            self._fix(name, np.int32, n, 0)
        for name in ("length_m", "free_speed_kph", "capacity_vphpl", "lanes"):
            self._fix(name, np.float64, n, 0.0)
        for name in ("speed_assumed", "lanes_assumed", "capacity_assumed", "bridge", "tunnel"):
            self._fix(name, np.bool_, n, False)
        for name in ("capacity_low", "capacity_high"):
            self._fix(name, np.float64, n, 1.0)
        for name in ("names", "facility_types"):
            if not getattr(self, name):
                object.__setattr__(self, name, ("",) * n)
        if self.geometry is not None and len(self.geometry) != n:
            raise ValueError(f"geometry has {len(self.geometry)} rows for {n} links")
        ends = np.concatenate([self.tail_ix, self.head_ix])
        if n and (ends.min() < 0 or ends.max() >= len(self.node_ids)):
            raise ValueError("a link ends at a node that is not there")
        if np.any(self.free_speed_kph <= 0) or np.any(self.length_m < 0) or np.any(self.capacity_vph < 0):
            raise ValueError("speeds must be above 0, lengths and capacities at least 0")

    def _fix(self, name: str, dtype: type, length: int, empty: float) -> None:
        values = getattr(self, name)
        if len(values) == 0 and length:
            values = np.full(length, empty, dtype)
        if len(values) != length:
            raise ValueError(f"{name} has {len(values)} rows, expected {length}")
        object.__setattr__(self, name, frozen(values, dtype))

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return len(self.node_ids)

    @property
    def n_links(self) -> int:
        """Number of directed links."""
        return len(self.link_ids)

    @cached_property
    def capacity_vph(self) -> Floats:
        """(n_links,) vehicles per hour that may enter each link, all its lanes together."""
        return frozen(self.capacity_vphpl * self.lanes, np.float64)

    @cached_property
    def travel_s(self) -> Floats:
        """(n_links,) seconds to drive each link at free speed."""
        return frozen(3.6 * self.length_m / self.free_speed_kph, np.float64)

    @cached_property
    def opposite_ix(self) -> Ints:
        """(n_links,) the row of the link that runs back along each link, -1 where there is none.

        Of several between the same two nodes, the one most alike in length.
        """
        found: dict[tuple[int, int], list[int]] = {}
        for link, ends in enumerate(zip(self.tail_ix.tolist(), self.head_ix.tolist(), strict=True)):
            found.setdefault(ends, []).append(link)
        back = np.full(self.n_links, -1, np.int32)
        for (tail, head), links in found.items():
            others = found.get((head, tail), []) if tail != head else []
            for link in links if others else ():
                back[link] = min(others, key=lambda e: abs(self.length_m[e] - self.length_m[link]))
        return frozen(back, np.int32)

    @cached_property
    def node_ix_by_id(self) -> dict[str, int]:
        """Row of each node id."""
        return {node_id: ix for ix, node_id in enumerate(self.node_ids)}

    @cached_property
    def link_ix_by_id(self) -> dict[str, int]:
        """Row of each link id."""
        return {link_id: ix for ix, link_id in enumerate(self.link_ids)}

    def points(self, link_ix: int) -> Floats:
        """Return a link's (k, 2) lon/lat points, a straight line where no geometry is kept."""
        if self.geometry is not None and len(self.geometry[link_ix]):
            return self.geometry[link_ix]
        ends = [self.tail_ix[link_ix], self.head_ix[link_ix]]
        return np.column_stack([self.lon[ends], self.lat[ends]])

    def at_capacity(self, level: CapacityLevel) -> "Network":
        """Return this network with its low, base or high capacities in force."""
        if level == "base":
            return self
        factor = self.capacity_low if level == "low" else self.capacity_high
        return replace(self, capacity_vphpl=self.capacity_vphpl * factor)

    def label(self, link_ix: int) -> str:
        """Return what people call a link: its name, else its class and id."""
        kind = "bridge " if self.bridge[link_ix] else "tunnel " if self.tunnel[link_ix] else ""
        name = self.names[link_ix]
        if name:
            return f"{kind}on {name}" if kind else name
        return f"{kind or self.facility_types[link_ix] or 'road'} {self.link_ids[link_ix]}".replace("  ", " ")
