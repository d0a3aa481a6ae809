"""What every way of planning starts from."""

from dataclasses import dataclass, field

from clearway.planner.demand import Demand
from clearway.planner.settings import Progress, Settings, Stopped
from clearway.planner.trees import Roads
from clearway.situation import Situation


@dataclass(eq=False)
class SoFar:
    """How far planning is.

    finishing : a plan is nearly complete; from here on the planner itself ends in a moment when told to stop
    """

    finishing: bool = False

    def stopping(self, watch: Progress) -> Progress:
        """Return a watch that, until planning is finishing, raises `Stopped` instead of answering no."""

        def ask(stage: str, share: float) -> bool:
            goes_on = watch(stage, share)
            if not goes_on and not self.finishing:
                raise Stopped
            return goes_on

        return ask


@dataclass(frozen=True, eq=False)
class Task:
    """A situation made ready for planning.

    end_s : bound on the clearance, seconds after the start
    share : of those with a way to a shelter, how many can be saved at all (beds)
    watch : told what is being done; raises `Stopped`, or answers False (see `SoFar`), to stop
    so_far : how far planning is
    """

    situation: Situation
    demand: Demand
    roads: Roads
    end_s: float
    share: float
    settings: Settings
    watch: Progress
    so_far: SoFar = field(default_factory=SoFar)
