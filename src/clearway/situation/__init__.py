"""What we were told, and the situation that follows from it."""

from clearway.situation.events import Event
from clearway.situation.fold import fold, situation_at, situation_of
from clearway.situation.known import Known
from clearway.situation.situation import Situation
from clearway.situation.waiting import beds_taken, waiting_at

__all__ = [
    "Event",
    "Known",
    "Situation",
    "beds_taken",
    "fold",
    "situation_at",
    "situation_of",
    "waiting_at",
]
