"""A plan as a value: who leaves when, by which road, to which bed, and how good that is.

Nothing here thinks. `planner/` makes plans, `intake/` writes and reads them as folders
(docs/formats.md), `maps/` and `alerts/` show and say them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

import numpy as np

from clearway.city.arrays import Floats, Ints, Ragged, frozen


@dataclass(frozen=True, eq=False)
class Routes:
    """Routes; rows are routes.

    route_ids : (n_routes,) str
    zone_ix, shelter_ix : (n_routes,) int, rows of the situation's zones and shelters
    links : Ragged of link rows in driving order; empty where zone and shelter share a node
    free_flow_s : (n_routes,) float, seconds from the zone to the shelter
    """

    route_ids: tuple[str, ...]
    zone_ix: Ints
    shelter_ix: Ints
    links: Ragged
    free_flow_s: Floats

    def __post_init__(self) -> None:
        for name, dtype in (("zone_ix", np.int32), ("shelter_ix", np.int32), ("free_flow_s", np.float64)):
            object.__setattr__(self, name, frozen(getattr(self, name), dtype))

    def __len__(self) -> int:
        return len(self.route_ids)


@dataclass(frozen=True, eq=False)
class Departures:
    """Departure windows; rows are windows, each at an even rate over [from_s, until_s).

    route_ix : (n,) int, rows of `Routes`
    from_s, until_s : (n,) float, seconds after the start, when vehicles leave home
    vehicles : (n,) float > 0
    """

    route_ix: Ints
    from_s: Floats
    until_s: Floats
    vehicles: Floats

    def __post_init__(self) -> None:
        object.__setattr__(self, "route_ix", frozen(self.route_ix, np.int32))
        for name in ("from_s", "until_s", "vehicles"):
            object.__setattr__(self, name, frozen(getattr(self, name), np.float64))

    def __len__(self) -> int:
        return len(self.route_ix)


@dataclass(frozen=True, eq=False)
class ArrivalCurve:
    """How many are safe by each instant, and the most that any plan could have safe by then.

    t_s, people_safe, people_safe_at_most : (n,) float, rising; the last is inf where nothing is proven
    """

    t_s: Floats
    people_safe: Floats
    people_safe_at_most: Floats

    def __post_init__(self) -> None:
        for name in ("t_s", "people_safe", "people_safe_at_most"):
            object.__setattr__(self, name, frozen(getattr(self, name), np.float64))


@dataclass(frozen=True, eq=False)
class Cut:
    """One proof: from `reached_s[v]` on, node v counts as reached; inf where it never is.

    Whoever is safe by `horizon_s` stayed out of the cut, crossed it, or has a bed inside it:
    adding those up gives `people_at_most` (docs/formats.md).
    reached_s : (n_nodes,) float, seconds after the start
    """

    horizon_s: float
    reached_s: Floats
    people_at_most: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "reached_s", frozen(self.reached_s, np.float64))


@dataclass(frozen=True)
class Unserved:
    """People of a zone whom the plan serves with nothing, and why, in a sentence."""

    people: float
    reason: str
    beds_missing: float = 0.0


@dataclass(frozen=True)
class Bounds:
    """What no plan that serves as many people can beat; seconds after the start, nan if unproven."""

    clearance_s: float = float("nan")
    mean_arrival_s: float = float("nan")
    p50_s: float = float("nan")
    p90_s: float = float("nan")
    p95_s: float = float("nan")
    p99_s: float = float("nan")


@dataclass(frozen=True)
class Bottleneck:
    """What makes the bound: the links and beds that everybody left over must pass.

    link_ids, shelter_ids : what the cut crosses and fills, the narrowest first
    zone_ids : the zones that wait for them
    sentence : the same in words
    """

    link_ids: tuple[str, ...] = ()
    shelter_ids: tuple[str, ...] = ()
    zone_ids: tuple[str, ...] = ()
    sentence: str = ""


@dataclass(frozen=True)
class Turned:
    """A road turned one way: from an instant on, a link's lanes carry the traffic of its opposite.

    link_ix : the direction that is given up, empty by then; to_link_ix : the one that takes its lanes
    """

    link_ix: int
    to_link_ix: int
    from_s: float


def _nothing() -> Mapping[str, Unserved]:
    return MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Plan:
    """An evacuation plan, feasible by construction, with its proof.

    scenario : name of the situation it was made for
    created_at : when it was made (given by whoever asked for it)
    method : how it was made, in words
    unserved : zone id -> who of those with a car is not served, and why
    waiting_for_seat : zone id -> people without a car; no part of the road plan
    contraflow : roads turned one way
    changes : zone id -> what is new since the plan before, in a sentence; empty where there was none before
    evacuated_people, late_people, clearance_s, mean_arrival_s : what the tables say
    p50_s ... p99_s : when so large a share of the evacuated is safe
    """

    scenario: str
    created_at: datetime
    method: str
    routes: Routes
    departures: Departures
    curve: ArrivalCurve
    cuts: tuple[Cut, ...]
    bounds: Bounds
    bound_method: str
    bottleneck: Bottleneck
    people: float
    evacuated_people: float
    late_people: float
    clearance_s: float
    mean_arrival_s: float
    p50_s: float
    p90_s: float
    p95_s: float
    p99_s: float
    unserved: Mapping[str, Unserved] = field(default_factory=_nothing)
    waiting_for_seat: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    contraflow: tuple[Turned, ...] = ()
    changes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    wall_s: float = 0.0
    peak_memory_mb: float = 0.0

    @property
    def unserved_people(self) -> float:
        """People with a car whom the plan serves with nothing."""
        return sum(row.people for row in self.unserved.values())

    @property
    def lower_bound_s(self) -> float:
        """Seconds after the start that no plan's clearance can beat."""
        return self.bounds.clearance_s

    @property
    def gap(self) -> float:
        """How far the clearance is over its bound: 0.02 is two per cent."""
        return self.clearance_s / self.bounds.clearance_s - 1 if self.bounds.clearance_s > 0 else float("nan")
