"""The same scenario at low and high road capacities, planned in processes beside the main work."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing import get_context

import numpy as np

from clearway.city.network import CapacityLevel
from clearway.plan import Plan
from clearway.situation import Situation

EFFORT = 0.15  # of what `clearway plan` spends: enough to compare by
OTHER_LEVELS: tuple[CapacityLevel, ...] = ("low", "high")


def has_levels(situation: Situation) -> bool:
    """Whether the roads of a situation carry different figures at low or high capacity."""
    network = situation.network
    return bool(np.any(network.capacity_low != 1.0) or np.any(network.capacity_high != 1.0))


@contextmanager
def planning_beside(
    situation: Situation,
    levels: tuple[CapacityLevel, ...] = OTHER_LEVELS,
    time_limit_s: float | None = None,
) -> Iterator[Callable[[], dict[CapacityLevel, Plan]]]:
    """Start to plan a situation at other capacities; the function that is handed out waits for the plans.

    Where the capacities are the same at every level there is nothing to compare, and no plan.
    """
    if not levels or not has_levels(situation):
        yield dict
        return
    with ProcessPoolExecutor(len(levels), mp_context=get_context("spawn")) as pool:
        begun = {level: pool.submit(_plan, situation.at_capacity(level), time_limit_s) for level in levels}
        yield lambda: {level: future.result() for level, future in begun.items()}


def _plan(situation: Situation, time_limit_s: float | None) -> Plan:
    """Plan as `clearway plan` does, with less effort; what cannot travel between processes becomes dicts."""
    from clearway.planner import Settings, make_plan

    started = time.monotonic()

    def in_time(_stage: str, _share: float) -> bool:
        return time_limit_s is None or time.monotonic() - started < time_limit_s

    plan = make_plan(situation, Settings(effort=EFFORT), progress=in_time)
    return replace(
        plan,
        unserved=dict(plan.unserved),
        waiting_for_seat=dict(plan.waiting_for_seat),
        changes=dict(plan.changes),
    )
