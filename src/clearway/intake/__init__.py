"""Files into our records and back: maps, tables, the scenario folder and the plan folder."""

from clearway.intake.scenario import read_scenario, write_scenario

__all__ = ["read_scenario", "write_scenario"]
