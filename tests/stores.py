"""Fixtures for stores on both databases, and events to put into them."""

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from clearway.situation.events import AppealReceived
from clearway.store import Journal, Store
from tests.cluster import Cluster, binaries, cluster

START = datetime(2024, 1, 5, 8, 0, tzinfo=UTC)
_names = itertools.count()

__all__ = ["START", "appeal", "database_url", "journal", "minute", "postgresql", "store", "told"]


def minute(n: float) -> datetime:
    return START + timedelta(minutes=n)


def told(n: int, **more: object) -> dict:
    """What every event carries: told at minute n, learnt then."""
    return {
        "event_id": f"e{n}",
        "who": "desk-1",
        "happened_at": minute(n),
        "learnt_at": minute(n),
        "source": "phone",
    } | more


def appeal(n: int, **more: object) -> AppealReceived:
    values = {"household_id": f"H{n}", "zone_id": "east", "people": 3} | told(n) | more
    return AppealReceived(**values)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    if binaries() is None:
        pytest.skip("no PostgreSQL here: bash tools/postgresql.sh installs Debian's")
    with cluster() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return str(tmp_path / "clearway.db")
    return request.getfixturevalue("postgresql").database(f"test_{next(_names)}")


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    with Store(database_url) as opened:
        yield opened


@pytest.fixture
def journal(store: Store) -> Journal:
    return store.open_journal("live", name="River city", live=True, at=START)
