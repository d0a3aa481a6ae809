"""One key opens everything or is refused at the start; a rotation forgets no kind of secret."""

import pytest

from clearway.errors import InputError
from clearway.people import Household, Person
from clearway.store import master_key
from clearway.store.master_key import SEALED, check_master_key, rotate_master_key, try_master_key
from clearway.store.questions import Questions
from clearway.store.sealed import Sealer
from clearway.store.tables import metadata
from clearway.store.vault import Vault
from tests.stores import minute

KEY, OTHER_KEY = b"k" * 32, b"o" * 32


@pytest.fixture
def full(store):
    """A store with one secret of each kind."""
    household = Household(household_id="H1", people=(Person(name="Оксана Ковальчук"),))
    Vault(store.database, KEY).keep(household, who="desk-1", at=minute(1))
    Questions(store.database, KEY).keep("q1", {"name": "Оксана Ковальчук"}, at=minute(1))
    account = store.accounts.make(account_id="a1", login="a", role="viewer", scope="", at=minute(1))
    totp = Sealer(KEY, "second factors").seal(b"SECRET", about="a1")
    store.accounts.change(account, totp=totp)
    return store


def test_the_right_key_opens_everything_and_another_nothing(full):
    assert [(kind.opened, kind.closed) for kind in try_master_key(full.database, KEY)] == [(1, 0)] * 4
    assert [(kind.opened, kind.closed) for kind in try_master_key(full.database, OTHER_KEY)] == [(0, 1)] * 4


def test_another_databases_key_is_said_before_anything_is_served(full):
    check_master_key(full.database, KEY, where="key")
    with pytest.raises(InputError, match="does not open the keys of households of this database"):
        check_master_key(full.database, OTHER_KEY, where="key")


def test_any_key_does_for_a_database_without_secrets(store):
    check_master_key(store.database, OTHER_KEY, where="key")


def test_a_rotation_seals_every_kind_anew(full):
    assert rotate_master_key(full.database, KEY, OTHER_KEY) == 4
    assert [(kind.opened, kind.closed) for kind in try_master_key(full.database, OTHER_KEY)] == [(1, 0)] * 4
    assert [(kind.opened, kind.closed) for kind in try_master_key(full.database, KEY)] == [(0, 1)] * 4
    assert Questions(full.database, OTHER_KEY).one("q1").told["name"] == "Оксана Ковальчук"


def test_a_rotation_that_fails_halfway_changes_nothing(full):
    """A second factor sealed under a third key stops it after the households' keys were done."""
    account = full.accounts.one("a1")
    full.accounts.change(account, totp=Sealer(b"x" * 32, "second factors").seal(b"S", about="a1"))
    with pytest.raises(InputError):
        rotate_master_key(full.database, KEY, OTHER_KEY)
    assert try_master_key(full.database, KEY)[0].opened == 1


def test_every_column_that_is_sealed_under_the_master_key_is_rotated():
    """A column called `sealed`, `wrapped` or `totp` is in the list, or sealed under another key."""
    under_other_keys = {("household_files", "sealed"), ("exports", "sealed")}
    columns = {
        (table.name, column.name)
        for table in metadata.tables.values()
        for column in table.c
        if column.name in ("sealed", "wrapped", "totp")
    }
    assert {(kind.table.name, kind.sealed) for kind in SEALED} == columns - under_other_keys


def test_a_copy_counts_as_tried_for_its_own_key_only(store):
    assert master_key.copy_tried_at(store.database, KEY) is None
    master_key.note_copy(store.database, KEY, at=minute(1))
    master_key.note_copy(store.database, KEY, at=minute(2))
    assert master_key.copy_tried_at(store.database, KEY) == minute(2)
    assert master_key.copy_tried_at(store.database, OTHER_KEY) is None
