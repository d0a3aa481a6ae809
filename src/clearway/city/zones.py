"""Zones: areas that leave together, and how many people and vehicles each holds."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from clearway.city.arrays import Floats, Ragged, frozen


@dataclass(frozen=True, eq=False)
class Zones:
    """Evacuation zones; rows are zones, in the order of the file.

    zone_ids : (n_zones,) str, unique
    names : (n_zones,) str
    nodes : Ragged, rows of node rows where the zone's vehicles enter the network
    people : (n_zones,) float, everybody in the zone, >= 0
    no_car_people : (n_zones,) float, of them, without a car: they wait for a seat and are
        no part of what the road plan serves
    vehicles : (n_zones,) float, vehicles that leave
    ready_s : (n_zones,) float, seconds after the start; nobody leaves before
    deadline_s : (n_zones,) float, everybody should be safe by then; inf where there is none
    weight : (n_zones,) float > 0, how much a person's minute counts (exposure and need)
    polygons : (n_zones,) GeoJSON geometry or None
    coverage : (n_zones,) float in 0..1, how much of the people's spread rests on data;
        nan where the operator gave the number
    sources : (n_zones,) str, where the number of people comes from; "" if not said
    """

    zone_ids: tuple[str, ...]
    names: tuple[str, ...]
    nodes: Ragged
    people: Floats
    no_car_people: Floats
    vehicles: Floats
    ready_s: Floats
    deadline_s: Floats
    weight: Floats = field(default_factory=lambda: np.empty(0))
    polygons: tuple[dict[str, Any] | None, ...] = ()
    coverage: Floats = field(default_factory=lambda: np.empty(0))
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        n = len(self.zone_ids)
        defaults = {"weight": 1.0, "coverage": np.nan}
        for name in ("people", "no_car_people", "vehicles", "ready_s", "deadline_s", "weight", "coverage"):
            values = getattr(self, name)
            if len(values) == 0 and name in defaults:
                values = np.full(n, defaults[name])
            if len(values) != n:
                raise ValueError(f"{name} has {len(values)} rows for {n} zones")
            object.__setattr__(self, name, frozen(values, np.float64))
        if not self.polygons:
            object.__setattr__(self, "polygons", (None,) * n)
        if not self.sources:
            object.__setattr__(self, "sources", ("",) * n)
        if len(self.nodes) != n:
            raise ValueError(f"nodes has {len(self.nodes)} rows for {n} zones")

    def __len__(self) -> int:
        return len(self.zone_ids)

    @cached_property
    def car_people(self) -> Floats:
        """(n_zones,) people with a car: those whom the road plan serves."""
        return frozen(self.people - self.no_car_people, np.float64)

    @cached_property
    def people_per_vehicle(self) -> Floats:
        """(n_zones,) people in each vehicle; 0 for a zone without vehicles."""
        return frozen(
            np.divide(self.car_people, self.vehicles, out=np.zeros(len(self)), where=self.vehicles > 0),
            np.float64,
        )

    @cached_property
    def zone_ix_by_id(self) -> dict[str, int]:
        """Row of each zone id."""
        return {zone_id: ix for ix, zone_id in enumerate(self.zone_ids)}
