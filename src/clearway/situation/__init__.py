"""What we were told, and the situation that follows from it."""

from clearway.situation.situation import Situation

__all__ = ["Situation"]
