"""Clearway plans and runs the evacuation of a city's civilians, and proves how good each plan is.

    import clearway as cw
    plan = cw.make_plan(cw.read_scenario("examples/border-city"))

The names below are loaded when they are first used, so that `clearway --help` answers at once.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_DOORS = {
    "ClearwayError": "clearway.errors",
    "InputError": "clearway.errors",
    "Plan": "clearway.plan",
    "Situation": "clearway.situation",
    "make_plan": "clearway.planner",
    "read_plan": "clearway.intake",
    "read_scenario": "clearway.intake",
    "write_plan": "clearway.intake",
    "write_scenario": "clearway.intake",
}
__all__ = [*_DOORS, "__version__"]


def __getattr__(name: str) -> Any:
    if name not in _DOORS:
        raise AttributeError(f"clearway has no {name!r}; it has {', '.join(sorted(_DOORS))}")
    return getattr(import_module(_DOORS[name]), name)
