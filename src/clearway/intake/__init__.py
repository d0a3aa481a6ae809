"""Files into our records and back: maps, tables, the scenario folder and the plan folder.

The doors are loaded when they are first used, so that reading a map does not pay for plans.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clearway.intake.plan_folder import read_plan, write_plan
    from clearway.intake.scenario import read_scenario, write_scenario

__all__ = ["read_plan", "read_scenario", "write_plan", "write_scenario"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"clearway.intake has no {name!r}; it has {', '.join(__all__)}")
    home = "clearway.intake.plan_folder" if name.endswith("_plan") else "clearway.intake.scenario"
    return getattr(import_module(home), name)
