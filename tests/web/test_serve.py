"""`clearway serve` and its neighbours as processes: started, asked, stopped, killed, as a person would."""

import json
import re
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pyotp
import pytest

from clearway.cli.rehearsal.caller import Caller
from clearway.cli.rehearsal.fleet import Fleet
from clearway.cli.rehearsal.staff import sign_in_staff
from clearway.errors import InputError
from clearway.intake import write_scenario
from clearway.operations.clock import Clock
from clearway.operations.exercises import open_live
from clearway.store import Store
from clearway.store.sealed import Sealer, make_master_key, read_master_key
from tests.stores import START, appeal, database_url, postgresql

__all__ = ["database_url", "postgresql"]
ROOT = Path(__file__).parent.parent.parent
PASSWORD = "vier nasse Enten im Regen"


def run(name: str, *arguments: str) -> subprocess.CompletedProcess:
    file = {"verify_journal": "journal", "known": "journal", "restore": "backup"}.get(name, name)
    program = (
        "import sys, typer\n"
        "from clearway.cli.console import say_problems\n"
        "from clearway.errors import ClearwayError\n"
        f"from clearway.cli.{file} import {name}\n"
        "try:\n    typer.run(" + name + ")\n"
        "except ClearwayError as error:\n    say_problems(error); sys.exit(2)\n"
    )
    return subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=ROOT, capture_output=True, text=True
    )


@pytest.fixture
def served(tmp_path):
    """The example, served on SQLite with one command; the worker beside it."""
    program = "import typer; from clearway.cli.serve import serve; typer.run(serve)"
    where = ["--database", str(tmp_path / "c.db"), "--key-file", str(tmp_path / "keys" / "k"), "--port", "0"]
    process = subprocess.Popen(
        [sys.executable, "-c", program, "--example", *where],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    address = re.search(r"http://\S+", process.stdout.readline()).group()
    link = re.search(r"/welcome#(\S+)", process.stdout.readline()).group(1)
    yield process, address, link, tmp_path / "c.db"
    if process.poll() is None:
        process.kill()
    process.wait()


@pytest.mark.slow
def test_one_command_serves_the_example_and_lets_the_first_administrator_in(served):
    process, address, link, database = served
    with httpx.Client(base_url=address, timeout=30) as client:
        page = client.get("/welcome")
        assert "Welcome to Clearway" in page.text
        assert client.get("/welcome/welcome.js").status_code == 200
        second = client.post("/api/welcome", json={"token": link, "password": PASSWORD}).json()
        code = pyotp.TOTP(second["secret"]).now()
        passed = client.post("/api/welcome/confirmation", json={"token": link, "code": code}).json()
        signed_in = {"Authorization": f"Bearer {passed['token']}"}
        used = client.post("/api/welcome", json={"token": link, "password": PASSWORD})
        assert used.status_code == 401, "a one-time link opens once"
        look = client.get("/api/journals/border-city/situation", headers=signed_in).json()
        assert look["waiting"]["people"] > 0
        plans = []
        for _ in range(600):
            plans = client.get("/api/journals/border-city/plans", headers=signed_in).json()["plans"]
            if plans:
                break
            time.sleep(0.1)
        assert plans[0]["status"] == "draft"
        with client.stream("GET", "/api/journals/border-city/changes", headers=signed_in) as stream:
            said = stream.iter_lines()
            first = next(line for line in said if line.startswith("id:"))
            assert int(first.removeprefix("id:")) == look["line"]
            process.send_signal(signal.SIGTERM)
            list(said)  # the stream ends, so that stopping does not wait for it
    assert process.wait(20) in (0, -signal.SIGTERM)
    again = run("known", "--database", str(database), "--journal", "border-city", "--at", "14:05")
    assert "Waiting for a bed" in again.stdout
    whole = run("verify_journal", "--database", str(database))
    assert (whole.returncode, "whole" in whole.stdout) == (0, True)


def test_a_changed_journal_is_named_and_the_exit_code_is_one(tmp_path):
    database = str(tmp_path / "c.db")
    with Store(database) as store:
        store.open_journal("live", name="x", live=True, at=START).append([appeal(n) for n in range(1, 5)])
    with sqlite3.connect(database) as thief:
        thief.execute("UPDATE journal_lines SET line = replace(line, 'H3', 'H9') WHERE seq = 3")
    found = run("verify_journal", "--database", database)
    assert found.returncode == 1
    assert "Line 3 (event e3)" in found.stderr


def test_without_a_database_a_command_says_how_to_start_one(tmp_path):
    for command in ("verify_journal", "known"):
        said = run(command, "--database", str(tmp_path / "nothing.db"))
        assert said.returncode == 2
        assert "there is no database here" in said.stderr
    assert "is no instant" in run("known", "--database", made(tmp_path), "--at", "yesterday").stderr


def made(tmp_path: Path) -> str:
    with Store(str(tmp_path / "made.db")) as store:
        store.open_journal("live", name="x", live=True, at=START)
    return str(tmp_path / "made.db")


def test_a_lost_master_key_is_said_before_anything_is_served(tmp_path):
    """Somebody has an account, so the key was there once: no new key may take its place."""
    database = made(tmp_path)
    with Store(database) as store:
        store.accounts.make(account_id="a", login="administrator", role="administrator", scope="", at=START)
    said = run("serve", "--database", database, "--key-file", str(tmp_path / "gone.key"))
    assert said.returncode == 2
    assert "the master key of this database is not there. Put its copy back" in said.stderr.replace("\n", " ")
    assert not (tmp_path / "gone.key").exists()


def test_a_key_of_another_database_opens_nothing_and_says_so(tmp_path):
    for name in ("one", "other"):
        make_master_key(tmp_path / name)
    sealed = Sealer(read_master_key(tmp_path / "one"), "second factors").seal(b"secret", about="a")
    with pytest.raises(InputError, match="Put the copy of the key file back"):
        Sealer(read_master_key(tmp_path / "other"), "second factors").open(sealed, about="a")
    with pytest.raises(InputError):
        Sealer(read_master_key(tmp_path / "one"), "other purpose").open(sealed, about="a")
    assert (tmp_path / "one").stat().st_mode & 0o077 == 0


@pytest.mark.slow
def test_two_services_and_two_workers_share_one_database(database_url, tmp_path, two_banks):
    """What one process is told the other knows; one of them killed, the other goes on; one plan a change."""
    write_scenario(two_banks, tmp_path / "city")
    make_master_key(tmp_path / "k")
    now = Clock().now()
    with Store(database_url) as store:
        open_live(store, name="River city", scenario=tmp_path / "city", now=now)
        [token] = sign_in_staff(store, Sealer(read_master_key(tmp_path / "k"), "second factors"), 1, now)
        with Fleet(database_url, tmp_path / "k", tmp_path) as fleet:
            one, other = Caller(fleet.ports, 0, token), Caller(fleet.ports, 1, token)
            told = [
                {
                    "kind": "AppealReceived",
                    "household_id": "H1",
                    "zone_id": "east",
                    "people": 3,
                    "event_id": "e1",
                }
            ]
            assert one.ask("POST", "/api/journals/live/events", told)[0] == 201
            assert other.ask("GET", "/api/journals/live/head")[1]["line"] == 1
            fleet.services[0].kill()
            assert one.ask("POST", "/api/journals/live/events", told)[1]["lines"][0]["new"] is False
            assert one.retries > 0
            for _ in range(600):
                seqs = [plan.seq for plan in store.plans.all("live")]
                if 1 in seqs:
                    break
                time.sleep(0.1)
            assert len(seqs) == len(set(seqs)), "two workers never plan the same twice"
            one.close()
            other.close()


@pytest.mark.slow
def test_the_drill_finds_nothing_lost_and_says_so_in_its_last_line(database_url, tmp_path):
    """Small, on both databases; the figures of the full drill are in docs/service.md."""
    arguments = [
        "--database",
        database_url,
        "--events",
        "400",
        "--kills",
        "2",
        "--users",
        "8",
        "--seconds",
        "3",
    ]
    program = "import typer; from clearway.cli.drill import service; typer.run(service)"
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=tmp_path, capture_output=True, text=True
    )
    said = json.loads(done.stdout.splitlines()[-1])
    assert done.returncode == 0, (said, done.stderr[-2000:])
    assert (said["acknowledged"], said["lost"], said["doubled"], said["kills"]) == (400, 0, 0, 2)
    assert said["restored_as_it_was"]
    assert said["faults"] == []
