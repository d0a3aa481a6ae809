"""A situation: everything a plan is made from, at one instant, and nothing else.

Counts only: no field here comes from `people.py`, so no name can reach a plan.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime

from clearway.city import Closures, Limits, Network, Reserved, Shelters, Zones
from clearway.city.network import CapacityLevel


@dataclass(frozen=True, eq=False)
class Situation:
    """A city with what is closed, ready and open, seen from one instant.

    name : shown to people
    start_at : the instant of second 0; knows its offset
    horizon_s : how far ahead to plan, seconds after the start
    people_per_vehicle : default for zones that give no vehicles
    limits : what danger allows on roads and in shelters, beside what they could take
    reserved : road room that is spoken for, or lent, before planning
    at_s : the instant of planning, seconds after the start; nothing can be ordered before it
    attribution : whom the map's data is owed to, shown wherever the map is; "" if nobody
    """

    name: str
    start_at: datetime
    horizon_s: float
    people_per_vehicle: float
    network: Network
    zones: Zones
    shelters: Shelters
    closures: Closures = field(default_factory=Closures)
    limits: Limits = field(default_factory=Limits)
    reserved: Reserved = field(default_factory=Reserved)
    at_s: float = 0.0
    attribution: str = ""

    def __post_init__(self) -> None:
        if self.start_at.tzinfo is None:
            raise ValueError("start_at must know its offset")

    def at_capacity(self, level: CapacityLevel) -> "Situation":
        """Return the same situation on low, base or high road capacities."""
        return replace(self, network=self.network.at_capacity(level))
