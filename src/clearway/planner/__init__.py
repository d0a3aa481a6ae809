"""The planner: from a situation to the best plan there is, and the proof of how good it is."""

from clearway.planner.make import make_plan
from clearway.planner.settings import Mode, Progress, Settings

__all__ = ["Mode", "Progress", "Settings", "make_plan"]
