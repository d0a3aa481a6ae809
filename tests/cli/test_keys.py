"""The master key at the command line: tried, copied, rotated, and rotated again after an interruption."""

import shutil

import pytest
from typer.testing import CliRunner

from clearway.cli.app import app
from clearway.errors import InputError
from clearway.people import Household, Person
from clearway.store import Store
from clearway.store.master_key import copy_tried_at, rotate_master_key
from clearway.store.sealed import make_master_key, read_master_key
from clearway.store.vault import Vault
from clearway.web.service import Service, Settings
from tests.stores import minute


@pytest.fixture
def place(tmp_path):
    """A database with one file, and its key."""
    make_master_key(tmp_path / "k")
    with Store(str(tmp_path / "c.db")) as store:
        household = Household(household_id="H1", people=(Person(name="Оксана Ковальчук"),))
        Vault(store.database, read_master_key(tmp_path / "k")).keep(household, who="desk-1", at=minute(1))
    return tmp_path


def run(place, *arguments):
    where = ["--database", str(place / "c.db"), "--key-file", str(place / "k")]
    return CliRunner().invoke(app, ["keys", *arguments, *where])


def name_in(place, key_file):
    with Store(str(place / "c.db")) as store:
        vault = Vault(store.database, read_master_key(place / key_file))
        return vault.open("H1", who="desk-1", reason="looks", at=minute(2)).people[0].name


def test_a_good_copy_is_said_and_noted_and_the_key_file_itself_is_no_copy(place):
    shutil.copy(place / "k", place / "copy")
    assert run(place, "check").exit_code == 0
    done = run(place, "check", "--copy", str(place / "copy"))
    assert (done.exit_code, "opens everything" in done.output) == (0, True)
    with Store(str(place / "c.db")) as store:
        assert copy_tried_at(store.database, read_master_key(place / "k")) is not None
    itself = run(place, "check", "--copy", str(place / "k"))
    assert "not a copy" in str(itself.exception)


def test_a_copy_of_another_key_is_refused(place):
    make_master_key(place / "other")
    done = run(place, "check", "--copy", str(place / "other"))
    assert isinstance(done.exception, InputError)
    assert "does not open 2 secrets" in str(done.exception)


def test_a_rotation_leaves_a_new_key_and_the_old_one_beside_it(place):
    old = read_master_key(place / "k")
    assert run(place, "rotate").exit_code == 0
    assert read_master_key(place / "k") != old
    assert name_in(place, "k") == "Оксана Ковальчук"
    [before] = place.glob("k.before-*")
    assert read_master_key(before) == old


def test_a_rotation_cut_off_after_the_database_is_finished_by_running_it_again(place):
    make_master_key(place / "k.new")
    old, new = read_master_key(place / "k"), read_master_key(place / "k.new")
    with Store(str(place / "c.db")) as store:
        rotate_master_key(store.database, old, new)
    assert run(place, "rotate").exit_code == 0
    assert read_master_key(place / "k") == new
    assert name_in(place, "k") == "Оксана Ковальчук"


def test_the_service_refuses_to_start_with_another_databases_key(place):
    make_master_key(place / "other")
    with pytest.raises(InputError, match="does not open the keys of households"):
        Service.open(Settings(str(place / "c.db"), place / "other"))
