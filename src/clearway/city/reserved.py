"""Road room that is spoken for before planning: by who is driving already, or lent by the other direction."""

from dataclasses import dataclass, field

import numpy as np

from clearway.city.arrays import Floats, Ints, frozen


@dataclass(frozen=True, eq=False)
class Reserved:
    """Vehicles an hour that enter links and that no new order may use; rows may overlap.

    link_ix : (n,) int, rows of the network's links
    from_s, until_s : (n,) float, seconds after the start
    vph : (n,) float, vehicles an hour; below 0 is room that is added (lanes of the other direction)
    """

    link_ix: Ints = field(default_factory=lambda: np.empty(0, np.int32))
    from_s: Floats = field(default_factory=lambda: np.empty(0))
    until_s: Floats = field(default_factory=lambda: np.empty(0))
    vph: Floats = field(default_factory=lambda: np.empty(0))

    def __post_init__(self) -> None:
        n = len(self.link_ix)
        object.__setattr__(self, "link_ix", frozen(self.link_ix, np.int32))
        for name in ("from_s", "until_s", "vph"):
            if len(getattr(self, name)) != n:
                raise ValueError(f"{name} has {len(getattr(self, name))} rows, expected {n}")
            object.__setattr__(self, name, frozen(getattr(self, name), np.float64))

    def __len__(self) -> int:
        return len(self.link_ix)

    def plus(self, other: "Reserved") -> "Reserved":
        """Return both together."""
        return Reserved(
            np.concatenate([self.link_ix, other.link_ix]),
            np.concatenate([self.from_s, other.from_s]),
            np.concatenate([self.until_s, other.until_s]),
            np.concatenate([self.vph, other.vph]),
        )
