"""Limits under danger: few vehicles at once on a road, roads used in lulls only, few people in one place."""

from dataclasses import dataclass, field

import numpy as np

from clearway.city.arrays import Floats, Ints, frozen


@dataclass(frozen=True, eq=False)
class Limits:
    """What danger allows, beside what roads and shelters could take.

    exposed_link_ix : (n,) int, links on which never more than `most_vehicles` (n,) float may be at once
    lull_link_ix : (m,) int; such a link is used only from `lull_from_s` to `lull_until_s` (m,) float,
        seconds after the start; several lulls of one link are several rows
    place_ix : (k,) int, shelters in which never more than `most_people` (k,) float may be
    """

    exposed_link_ix: Ints = field(default_factory=lambda: np.empty(0, np.int32))
    most_vehicles: Floats = field(default_factory=lambda: np.empty(0))
    lull_link_ix: Ints = field(default_factory=lambda: np.empty(0, np.int32))
    lull_from_s: Floats = field(default_factory=lambda: np.empty(0))
    lull_until_s: Floats = field(default_factory=lambda: np.empty(0))
    place_ix: Ints = field(default_factory=lambda: np.empty(0, np.int32))
    most_people: Floats = field(default_factory=lambda: np.empty(0))

    def __post_init__(self) -> None:
        groups = (
            ("exposed_link_ix", "most_vehicles"),
            ("lull_link_ix", "lull_from_s", "lull_until_s"),
            ("place_ix", "most_people"),
        )
        for rows, *values in groups:
            object.__setattr__(self, rows, frozen(getattr(self, rows), np.int32))
            for name in values:
                object.__setattr__(self, name, frozen(getattr(self, name), np.float64))
                if len(getattr(self, name)) != len(getattr(self, rows)):
                    raise ValueError(f"{name} has not as many rows as {rows}")

    def __bool__(self) -> bool:
        return bool(len(self.exposed_link_ix) or len(self.lull_link_ix) or len(self.place_ix))
