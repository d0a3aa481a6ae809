"""The board: the overview of now, kept up to date as lines come in, for everybody who looks at once.

A look is at most `FRESH_S` old and says of which line it is. Whoever has just told something asks for
a look of at least that line, and gets it.
"""

import threading
import time
from dataclasses import dataclass
from datetime import datetime

from clearway.operations.cities import Cities
from clearway.situation.events import Undone
from clearway.situation.known import APPLY, Known, stamp_of
from clearway.situation.overview import Overview, overview_of
from clearway.situation.records import CLOCKS_DIFFER
from clearway.store import Store

FRESH_S = 1.0


@dataclass(frozen=True)
class Look:
    """An overview, and the last line that it knows."""

    overview: Overview
    seq: int


class _Running:
    """What is known of one journal, up to a line."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.known: Known | None = None
        self.seq = 0
        self.look: Look | None = None
        self.looked = float("-inf")


class Board:
    """The overviews of a store's journals."""

    def __init__(self, store: Store, cities: Cities) -> None:
        self._store, self._cities = store, cities
        self._running: dict[str, _Running] = {}

    def now(self, journal_id: str, now: datetime, *, at_least_seq: int = 0) -> Look:
        """Return what is known now: at most a second old, and never without line `at_least_seq`."""
        running = self._running.get(journal_id)
        if running is None:
            self._store.card(journal_id)
            running = self._running.setdefault(journal_id, _Running())
        with running.lock:
            fresh = time.monotonic() - running.looked < FRESH_S
            if running.look is None or not fresh or running.look.seq < at_least_seq:
                at = self._store.card(journal_id).time(now)
                self._catch_up(journal_id, running)
                assert running.known is not None
                overview = overview_of(self._cities.of(self._store, journal_id), running.known, at)
                running.look, running.looked = Look(overview, running.seq), time.monotonic()
            return running.look

    def at(self, journal_id: str, at: datetime, *, known_at: datetime | None = None) -> Look:
        """Return what was known of an instant by those who knew what was learnt by `known_at`."""
        known, seq = self._store.known(journal_id, at, told_by=known_at)
        return Look(overview_of(self._cities.of(self._store, journal_id), known, at), seq)

    def _catch_up(self, journal_id: str, running: _Running) -> None:
        """Add the lines that are new; fold anew only where one of them takes something back.

        What a fast watch told of the next few minutes counts at once.
        """
        journal = self._store.journal(journal_id)
        fresh = list(journal.events(after=running.seq)) if running.known is not None else []
        if running.known is None or any(isinstance(event, Undone) for event in fresh):
            learnt_at = journal.head().learnt_at
            at = learnt_at + CLOCKS_DIFFER
            running.known, running.seq = self._store.known(journal_id, at, told_by=learnt_at)
            return
        for event in fresh:
            APPLY[type(event)](running.known, event, stamp_of(event))
        running.seq += len(fresh)
