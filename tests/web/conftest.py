"""A service in this process, on a store of its own, and people who are signed in."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pyotp
import pytest
from fastapi.testclient import TestClient

from clearway.intake import write_scenario
from clearway.operations.accounts import first_administrator
from clearway.operations.exercises import open_live
from clearway.store.sealed import make_master_key
from clearway.web.api import make_app
from clearway.web.service import Service, Settings
from tests.stores import database_url, postgresql

__all__ = ["database_url", "postgresql"]
PASSWORD = "Brücke über den kalten Fluss"


class Silent:
    """A log that keeps what it was told."""

    def __init__(self) -> None:
        self.lines: list[dict] = []

    def info(self, event: str, **more: object) -> None:
        self.lines.append({"event": event, **more})

    error = warning = info


@pytest.fixture
def scenario(tmp_path: Path, two_banks) -> Path:
    write_scenario(two_banks, tmp_path / "city")
    return tmp_path / "city"


@pytest.fixture
def service(database_url: str, tmp_path: Path, scenario: Path) -> Iterator[Service]:
    make_master_key(tmp_path / "keys" / "master.key")
    running = Service.open(Settings(database_url, tmp_path / "keys" / "master.key", tries_a_minute=10**9))
    open_live(running.store, name="River city", scenario=scenario, now=running.clock.now())
    yield running
    running.close()


@pytest.fixture
def log() -> Silent:
    return Silent()


@pytest.fixture
def client(service: Service, log: Silent) -> Iterator[TestClient]:
    with TestClient(make_app(service, log=log), raise_server_exceptions=False) as ready:
        yield ready


def accept(client: httpx.Client, token: str, password: str = PASSWORD) -> dict:
    """Choose a password, set up the second factor, begin a session."""
    second = (
        client.post("/api/welcome", json={"token": token, "password": password}).raise_for_status().json()
    )
    code = pyotp.TOTP(second["secret"]).now()
    passed = client.post("/api/welcome/confirmation", json={"token": token, "code": code})
    return passed.raise_for_status().json() | second


@pytest.fixture
def administrator(client: TestClient, service: Service) -> dict:
    token = first_administrator(service.store, now=service.clock.now())
    return {"Authorization": f"Bearer {accept(client, token)['token']}"}


@pytest.fixture
def someone(client: TestClient, administrator: dict) -> Callable[..., dict]:
    """Return headers of a new account of a role."""

    def make(role: str, scope: str = "") -> dict:
        login = f"{role} {scope}".strip()
        body = {"login": login, "role": role, "scope": scope}
        invited = client.post("/api/accounts", json=body, headers=administrator).raise_for_status().json()
        return {"Authorization": f"Bearer {accept(client, invited['one_time_token'])['token']}"}

    return make


@pytest.fixture
def officer(someone: Callable[..., dict]) -> dict:
    return someone("duty_officer")
