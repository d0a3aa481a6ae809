"""Road classes: the lanes, speed and capacity assumed where a map does not say.

Capacity is vehicles per hour per lane, in low, base and high: the tools of the field differ by a
factor of 2 to 4 on city streets, so every plan can be held against all three. Where each figure
comes from is written in docs/maps.md (Highway Capacity Manual, MATSim, osm2gmns, road_analytics).
"""

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class LinkClass:
    """What a link of a class is taken for where its map is silent.

    speed_kph : free speed, km/h; lanes : in each direction
    low_vphpl, base_vphpl, high_vphpl : vehicles per hour per lane
    """

    speed_kph: float
    lanes: float
    low_vphpl: float
    base_vphpl: float
    high_vphpl: float

    @property
    def low_factor(self) -> float:
        """Low capacity as a share of base."""
        return self.low_vphpl / self.base_vphpl

    @property
    def high_factor(self) -> float:
        """High capacity as a multiple of base."""
        return self.high_vphpl / self.base_vphpl


CLASSES = MappingProxyType(
    {
        "motorway": LinkClass(120, 2, 1400, 2000, 2300),
        "motorway_link": LinkClass(60, 1, 1000, 1500, 1800),
        "trunk": LinkClass(90, 1, 900, 1800, 2100),
        "trunk_link": LinkClass(50, 1, 900, 1500, 1800),
        "primary": LinkClass(70, 1, 700, 1500, 1800),
        "primary_link": LinkClass(50, 1, 700, 1200, 1500),
        "secondary": LinkClass(60, 1, 500, 1000, 1600),
        "secondary_link": LinkClass(50, 1, 500, 800, 1200),
        "tertiary": LinkClass(50, 1, 400, 800, 1200),
        "tertiary_link": LinkClass(40, 1, 400, 600, 1000),
        "unclassified": LinkClass(50, 1, 400, 600, 800),
        "residential": LinkClass(30, 1, 400, 600, 1000),
        "living_street": LinkClass(10, 1, 150, 300, 400),
        "service": LinkClass(15, 1, 150, 300, 400),
    }
)

UNKNOWN_CLASS = "unclassified"


def class_of(facility_type: str) -> LinkClass:
    """Return the class a link counts as; one that is not known counts as an unclassified road."""
    return CLASSES.get(facility_type, CLASSES[UNKNOWN_CLASS])
