"""Shelters: places that take people in, and ways out of the area."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from clearway.city.arrays import Floats, Ragged, frozen


@dataclass(frozen=True, eq=False)
class Shelters:
    """Shelters; rows are shelters, in the order of the file.

    shelter_ids : (n_shelters,) str, unique
    names : (n_shelters,) str
    nodes : Ragged, rows of node rows at which a vehicle has arrived
    beds : (n_shelters,) float, people; inf is a way out of the area with no limit
    opens_s : (n_shelters,) float, seconds after the start; nobody may arrive before
    accessible_beds : (n_shelters,) float, of the beds, usable from a wheelchair; nan if not known
    pets : (n_shelters,) str, "yes", "no" or "" (not known)
    regions : (n_shelters,) str, who runs it; "" if not known
    sources : (n_shelters,) str, where the number of beds comes from; "" if not said
    """

    shelter_ids: tuple[str, ...]
    names: tuple[str, ...]
    nodes: Ragged
    beds: Floats
    opens_s: Floats
    accessible_beds: Floats = field(default_factory=lambda: np.empty(0))
    pets: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        n = len(self.shelter_ids)
        if len(self.accessible_beds) == 0:
            object.__setattr__(self, "accessible_beds", np.full(n, np.nan))
        for name in ("beds", "opens_s", "accessible_beds"):
            values = getattr(self, name)
            if len(values) != n:
                raise ValueError(f"{name} has {len(values)} rows for {n} shelters")
            object.__setattr__(self, name, frozen(values, np.float64))
        for name in ("pets", "regions", "sources"):
            if not getattr(self, name):
                object.__setattr__(self, name, ("",) * n)
        if len(self.nodes) != n:
            raise ValueError(f"nodes has {len(self.nodes)} rows for {n} shelters")

    def __len__(self) -> int:
        return len(self.shelter_ids)

    @cached_property
    def shelter_ix_by_id(self) -> dict[str, int]:
        """Row of each shelter id."""
        return {shelter_id: ix for ix, shelter_id in enumerate(self.shelter_ids)}
