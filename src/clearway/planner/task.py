"""What every way of planning starts from."""

from dataclasses import dataclass

from clearway.planner.demand import Demand
from clearway.planner.settings import Progress, Settings
from clearway.planner.trees import Roads
from clearway.situation import Situation


@dataclass(frozen=True, eq=False)
class Task:
    """A situation made ready for planning.

    end_s : bound on the clearance, seconds after the start
    share : of those with a way to a shelter, how many can be saved at all (beds)
    watch : told what is being done; answers False to stop with the best so far
    """

    situation: Situation
    demand: Demand
    roads: Roads
    end_s: float
    share: float
    settings: Settings
    watch: Progress
