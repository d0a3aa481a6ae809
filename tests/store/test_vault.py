"""People's files: sealed, found, versioned, forgotten; nothing of them in clear anywhere."""

import gzip

import pytest

from clearway.errors import Conflict, InputError, NotFound
from clearway.people import Came, Household, Need, Person, Restricted, name_terms, name_words, search_terms
from clearway.store import Store
from clearway.store.backup import back_up
from clearway.store.master_key import rotate_master_key
from clearway.store.vault import FORGOTTEN, Vault
from tests.stores import minute

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
PLANTED = ("Ковальчук", "Oksana", "441234567", "Садова", "insulin", "planted note")


@pytest.fixture
def vault(store):
    return Vault(store.database, KEY)


def kovalchuk(number=1, **more):
    values = {
        "people": (
            Person(name="Оксана Ковальчук", birth_year=1980, needs=(Need.INSULIN,), note="planted note"),
            Person(name="Oksana Petrenko"),
        ),
        "phones": ("+380 44 123-45-67",),
        "emails": ("Oksana@example.org",),
        "address": "вул. Садова 5",
        "languages": ("uk", "de"),
        "pets": (("dog", 1),),
        "linked_ids": ("H9",),
        "came": Came.PAPER,
        "paper_number": "1207",
        "restricted": Restricted.WITNESS,
    }
    return Household(household_id=f"H{number}", **values | more)


def opened(vault, number=1, **more):
    return vault.open(f"H{number}", **{"who": "desk-1", "reason": "gives a bed", "at": minute(9)} | more)


def test_a_file_comes_back_as_it_was_kept_and_older_versions_stay(vault):
    assert vault.keep(kovalchuk(), who="desk-1", at=minute(1)) == 1
    assert vault.keep(kovalchuk(address="вул. Нова 7"), who="desk-2", at=minute(2)) == 2
    assert opened(vault).address == "вул. Нова 7"
    assert opened(vault, version=1) == kovalchuk()


def test_a_file_is_found_by_phone_form_or_full_name_in_any_alphabet(vault):
    vault.keep(kovalchuk(), who="desk-1", at=minute(1))
    vault.keep(kovalchuk(2, phones=(), emails=(), people=(), paper_number="8"), who="desk-1", at=minute(1))
    assert vault.find(["phone:441234567"]) == ["H1"]
    assert vault.find(["paper:8"]) == ["H2"]
    assert vault.find(name_terms(name_words("Oxana Kowaltschuk"))) == ["H1"]
    assert vault.find(name_terms(name_words("Oksana"))) == []


def test_nothing_of_a_file_is_in_clear_in_the_database_or_a_backup(store, vault, tmp_path):
    vault.keep(kovalchuk(), who="desk-1", at=minute(1))
    opened(vault)
    back_up(store.database, tmp_path / "backup", at=minute(2))
    raw = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for path in tmp_path.rglob("*.gz"):
        raw += gzip.decompress(path.read_bytes())
    with store.database.read() as connection:
        for table in ("household_files", "household_keys", "file_terms", "file_reads", "vault_keys"):
            raw += str(connection.exec_driver_sql(f"SELECT * FROM {table}").all()).encode()
    assert [word for word in PLANTED if word.encode() in raw] == []


def test_a_stolen_database_without_the_master_key_opens_nothing(store, vault):
    vault.keep(kovalchuk(), who="desk-1", at=minute(1))
    with pytest.raises(InputError, match="cannot be opened with this master key"):
        opened(Vault(store.database, OTHER_KEY))


def test_forgetting_leaves_no_file_and_no_way_back(store, vault):
    vault.keep(kovalchuk(), who="desk-1", at=minute(1))
    assert vault.forget("H1", at=minute(2))
    assert not vault.forget("H1", at=minute(3))
    with pytest.raises(NotFound):
        opened(vault)
    assert vault.find(search_terms(kovalchuk())) == []
    with pytest.raises(Conflict, match="was forgotten"):
        vault.keep(kovalchuk(), who="desk-1", at=minute(4))
    with store.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM household_files").scalar() == 0


def test_a_re_import_does_not_bring_them_back_unless_they_come_themselves(vault):
    vault.keep(kovalchuk(), who="desk-1", at=minute(1))
    vault.forget("H1", at=minute(2))
    with pytest.raises(Conflict, match="asked to be forgotten"):
        vault.keep(kovalchuk(2), who="import", at=minute(3))
    assert vault.keep(kovalchuk(3), who="desk-1", at=minute(4), asked_again=True) == 1


def test_after_a_rotation_only_the_new_master_key_opens_and_everything_is_found(store, vault):
    vault.keep(kovalchuk(), who="desk-1", at=minute(1))
    assert rotate_master_key(store.database, KEY, OTHER_KEY) == 2
    with pytest.raises(InputError):
        opened(Vault(store.database, KEY))
    again = Vault(store.database, OTHER_KEY)
    assert opened(again) == kovalchuk()
    assert again.find(["paper:1207"]) == ["H1"]


def test_no_file_is_opened_without_a_reason_and_every_opening_is_kept(store, vault):
    vault.keep(kovalchuk(), who="desk-1", at=minute(1))
    with pytest.raises(Conflict, match="Say why"):
        opened(vault, reason=" ")
    opened(vault, who="clerk-7", reason="curious")
    [read] = vault.reads("H1")
    assert (read.who, read.reason, read.at) == ("clerk-7", "curious", minute(9))
    vault.forget("H1", at=minute(10))
    assert [read.reason for read in vault.reads()] == [FORGOTTEN], "what was said of them goes with them"
    with store.database.write() as connection:
        connection.exec_driver_sql("UPDATE file_reads SET line = replace(line, 'clerk-7', 'clerk-8')")
    with pytest.raises(Conflict, match="changed at line 1"):
        vault.reads()


def test_a_sealed_file_cannot_be_put_into_another_households_place(store, vault):
    vault.keep(kovalchuk(1), who="desk-1", at=minute(1))
    vault.keep(kovalchuk(2), who="desk-1", at=minute(1))
    with store.database.write() as connection:
        connection.exec_driver_sql(
            "UPDATE household_files SET sealed ="
            " (SELECT sealed FROM household_files WHERE household_id = 'H1') WHERE household_id = 'H2'"
        )
    with pytest.raises(InputError):
        opened(vault, 2)


def test_the_retention_clock_sees_who_was_not_touched(vault):
    vault.keep(kovalchuk(1), who="desk-1", at=minute(1))
    vault.keep(kovalchuk(2, paper_number="2"), who="desk-1", at=minute(5))
    assert vault.untouched_since(minute(3)) == ["H1"]
    vault.forget("H1", at=minute(6))
    assert vault.untouched_since(minute(3)) == []


def test_a_destroyed_key_is_in_none_of_sqlites_files(tmp_path):
    with Store(str(tmp_path / "c.db")) as store:
        vault = Vault(store.database, KEY)
        vault.keep(kovalchuk(), who="desk-1", at=minute(1))
        with store.database.read() as connection:
            wrapped = connection.exec_driver_sql("SELECT wrapped FROM household_keys").scalar()
        on_disk = lambda: b"".join(path.read_bytes() for path in tmp_path.glob("c.db*"))  # noqa: E731
        assert wrapped.encode() in on_disk()
        vault.forget("H1", at=minute(2))
        assert wrapped.encode() not in on_disk()
