"""The time of day, read once at the start and counted on from there: it never jumps and never runs back.

A machine's clock may be set while we run: by a person, by a server it asks, by a guest who woke up.
What we learn in those minutes must stay in order, so time is counted by the machine's steady counter,
and a difference to the wall clock is said (`jump_s`, in readiness and metrics) until we are restarted.
"""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """Counts on from the wall clock as it was at the start."""

    def __init__(
        self,
        wall: Callable[[], float] = time.time,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wall, self._steady = wall, steady
        self._began_wall, self._began_steady = wall(), steady()
        self._last = datetime.fromtimestamp(self._began_wall, UTC)
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """Return the instant; never before one that was returned already."""
        counted = timedelta(seconds=self._steady() - self._began_steady)
        instant = datetime.fromtimestamp(self._began_wall, UTC) + counted
        with self._lock:
            self._last = max(self._last, instant)
            return self._last

    def jump_s(self) -> float:
        """Return how far the wall clock was set since the start, in seconds; about 0 if nobody set it."""
        return (self._wall() - self._began_wall) - (self._steady() - self._began_steady)
