"""Stores on both databases, and a live journal of a small city that can be planned."""

from dataclasses import replace
from pathlib import Path

import pytest

from clearway.intake import write_scenario
from clearway.operations.cities import Cities
from clearway.operations.clock import Clock
from clearway.operations.exercises import open_live
from tests.stores import database_url, postgresql, store

__all__ = ["database_url", "postgresql", "store"]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def cities() -> Cities:
    return Cities()


@pytest.fixture
def live(store, tmp_path: Path, two_banks, clock):
    """The river city, planned from its own start: the scenario begins now."""
    write_scenario(replace(two_banks, start_at=clock.now()), tmp_path / "city")
    return open_live(store, name="River city", scenario=tmp_path / "city", now=clock.now())
