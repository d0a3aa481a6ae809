"""Files into our records and back: maps, tables, the scenario folder and the plan folder."""

from clearway.intake.plan_folder import read_plan, write_plan
from clearway.intake.scenario import read_scenario, write_scenario

__all__ = ["read_plan", "read_scenario", "write_plan", "write_scenario"]
