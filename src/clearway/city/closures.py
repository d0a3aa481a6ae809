"""Closures: when a link must not be entered, why, and who said so."""

from dataclasses import dataclass, field

import numpy as np

from clearway.city.arrays import Floats, Ints, frozen


@dataclass(frozen=True, eq=False)
class Closures:
    """Closed windows; rows are closures, several of one link may overlap.

    link_ix : (n,) int, rows of the network's links
    from_s, until_s : (n,) float, seconds after the start; until_s is inf for good
    reasons, sources : (n,) str, "" if not given
    """

    link_ix: Ints = field(default_factory=lambda: np.empty(0, np.int32))
    from_s: Floats = field(default_factory=lambda: np.empty(0))
    until_s: Floats = field(default_factory=lambda: np.empty(0))
    reasons: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        n = len(self.link_ix)
        object.__setattr__(self, "link_ix", frozen(self.link_ix, np.int32))
        for name in ("from_s", "until_s"):
            if len(getattr(self, name)) != n:
                raise ValueError(f"{name} has {len(getattr(self, name))} rows for {n} closures")
            object.__setattr__(self, name, frozen(getattr(self, name), np.float64))
        for name in ("reasons", "sources"):
            if not getattr(self, name):
                object.__setattr__(self, name, ("",) * n)

    def __len__(self) -> int:
        return len(self.link_ix)

    def windows_of(self, link_ix: int) -> list[tuple[float, float]]:
        """Return a link's closed windows as (from_s, until_s), sorted."""
        rows = np.flatnonzero(self.link_ix == link_ix)
        return sorted((float(self.from_s[r]), float(self.until_s[r])) for r in rows)

    def open_stretches(self, link_ix: int, from_s: float) -> list[tuple[float, float]]:
        """Return the stretches from an instant on in which a link is open, as (from_s, until_s), sorted."""
        stretches, begin_s = [], from_s
        for shut_s, open_s in self.windows_of(link_ix):
            if shut_s > begin_s:
                stretches.append((begin_s, shut_s))
            begin_s = max(begin_s, open_s)
        return [*stretches, (begin_s, np.inf)] if begin_s < np.inf else stretches
