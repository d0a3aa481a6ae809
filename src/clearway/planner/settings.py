"""What a person may choose about a plan; everything else the planner decides by itself."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Mode = Literal["orders", "flow", "signs"]

Progress = Callable[[str, float], bool]
"""Told (what is being done, share done in 0..1); answers False to say: stop here, best plan so far."""


class Stopped(Exception):
    """Planning is to stop with the best plan so far."""


def carry_on(_stage: str, _share: float) -> bool:
    """Watch nothing and never stop."""
    return True


@dataclass(frozen=True)
class Settings:
    """How a plan is made.

    mode : "orders", few routes and windows for each zone; "flow", the best splittable plan;
        "signs", one way on at every junction
    routes : at most so many routes for a zone (orders)
    windows : at most so many departure windows for a zone (orders)
    contraflow : turn roads one way where it pays
    effort : rounds of improvement, as a share of the usual; the planner counts, it never looks at a clock
    seed : same seed, same plan
    """

    mode: Mode = "orders"
    routes: int = 3
    windows: int = 6
    contraflow: bool = False
    effort: float = 1.0
    seed: int = 0

    def __post_init__(self) -> None:
        if self.mode not in ("orders", "flow", "signs"):
            raise ValueError(f"{self.mode!r} is not a mode; orders, flow and signs are")
        if self.routes < 1 or self.windows < 1:
            raise ValueError("a zone needs at least one route and one window")
