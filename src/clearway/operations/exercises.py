"""Begin the live operation, or an exercise: a journal of its own that never touches the live one."""

import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from clearway.store import Journal, Store

LIVE = "live"


def open_live(store: Store, *, name: str, scenario: Path | None, now: datetime) -> Journal:
    """Begin the live journal, or return the one that is there."""
    if any(card.journal_id == LIVE for card in store.cards()):
        return store.journal(LIVE)
    return store.open_journal(LIVE, name=name, live=True, at=now, scenario=scenario)


def open_exercise(
    store: Store,
    journal_id: str,
    *,
    name: str,
    now: datetime,
    copy_city_of: str | None = None,
    starts_at: datetime | None = None,
) -> Journal:
    """Begin an exercise, with the city of another journal if asked; its clock may start on another day."""
    ahead = timedelta(0) if starts_at is None else starts_at - now
    scenario_hash = store.card(copy_city_of).scenario_hash if copy_city_of else None
    if scenario_hash is None:
        return store.open_journal(journal_id, name=name, live=False, at=now, clock_ahead=ahead)
    with tempfile.TemporaryDirectory(prefix="clearway-") as folder:
        scenario = store.folders.unpack(scenario_hash, Path(folder))
        return store.open_journal(
            journal_id, name=name, live=False, at=now, scenario=scenario, clock_ahead=ahead
        )
