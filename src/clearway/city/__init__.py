"""What stands: network, zones and shelters as fixed values over read-only arrays."""

from clearway.city.closures import Closures
from clearway.city.limits import Limits
from clearway.city.network import Network
from clearway.city.reserved import Reserved
from clearway.city.shelters import Shelters
from clearway.city.zones import Zones

__all__ = ["Closures", "Limits", "Network", "Reserved", "Shelters", "Zones"]
