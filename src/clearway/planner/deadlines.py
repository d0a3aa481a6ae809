"""Who can provably not be safe by their deadline, whatever the plan.

The most people of a group of zones that any plan can have safe by an instant is a cut in which
all other zones are empty. Whoever of a group with a deadline is over that number is late.
"""

from dataclasses import dataclass, replace

import numpy as np

from clearway.planner.cut import Ground, ground_of
from clearway.planner.search import Search
from clearway.situation import Situation

MOST_DEADLINES = 8
"""Of many different deadlines so many are looked at, the first and the last among them."""


@dataclass(frozen=True)
class Late:
    """The deadline that cannot be met by most people.

    deadline_s : the zones that should be safe by then or earlier are looked at together
    people : how many of them with a car
    late_people : how many of them cannot be safe by then in any plan
    """

    deadline_s: float
    people: float
    late_people: float


def late_at_least(situation: Situation) -> Late | None:
    """Return the deadline by which most people are late in every plan; None where there is no deadline.

    Zones are taken together by their deadlines, all up to each one: more are never fewer late.
    """
    ground, deadline_s = ground_of(situation), situation.zones.deadline_s
    different = np.unique(deadline_s[np.isfinite(deadline_s)])
    if not len(different):
        return None
    few = np.unique(np.linspace(0, len(different) - 1, MOST_DEADLINES).round().astype(int))
    found = [_late_by(ground, deadline_s <= by, by) for by in different[few].tolist()]
    return max(found, key=lambda late: late.late_people)


def _late_by(ground: Ground, due: np.ndarray, deadline_s: float) -> Late:
    """Empty all other zones and cut at the deadline.

    Somebody already beside a shelter when they get ready, at that very instant, is in time: the
    horizon lies a moment later.
    """
    people = np.where(due, ground.people, 0.0)
    group = replace(ground, people=people, people_per_vehicle=np.where(due, ground.people_per_vehicle, 0.0))
    most = Search(group).cold(np.nextafter(deadline_s, np.inf)).people if people.any() else 0.0
    return Late(deadline_s, float(people.sum()), max(0.0, float(people.sum()) - most))
