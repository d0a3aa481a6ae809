"""Many files take two people, and neither of them has both halves."""

from datetime import timedelta

import pytest

from clearway.errors import Conflict, InputError, NotAllowed, NotFound
from clearway.operations.exporting import agree_export, ask_export, fetch_export, open_export, waiting_exports
from clearway.people import Household, Person, Restricted
from clearway.store.exports import Exports
from clearway.store.vault import Vault


@pytest.fixture
def now(clock):
    return clock.now()


@pytest.fixture
def vault(store, now):
    kept = Vault(store.database, b"k" * 32)
    for number, restricted in enumerate((Restricted.NO, Restricted.VIOLENCE, Restricted.NO)):
        household = Household(
            household_id=f"H{number}", people=(Person(name=f"Name Nr {number}"),), restricted=restricted
        )
        kept.keep(household, who="desk-1", at=now, asked_again=True)
    return kept


@pytest.fixture
def exports(store):
    return Exports(store.database)


@pytest.fixture
def officers(store, now):
    def make(login, role="duty_officer"):
        return store.accounts.make(account_id=login, login=login, role=role, scope="", at=now)

    return make("one"), make("other"), make("clerk", "call_taker")


def test_one_gets_the_file_and_the_other_the_key(exports, vault, officers, now):
    one, other, _ = officers
    asked = ask_export(exports, vault, who=one, reason="partner region", now=now)
    made = agree_export(exports, vault, asked.export_id, who=other, now=now)
    assert (made.files, made.left_out) == (2, 1), "the restricted file stays here"
    sealed = fetch_export(exports, asked.export_id, who=one, now=now)
    files = open_export(sealed, made.key, asked.export_id)
    assert [file["household_id"] for file in files] == ["H0", "H2"]
    assert "Name" not in sealed
    with pytest.raises(NotAllowed):
        fetch_export(exports, asked.export_id, who=other, now=now)
    with pytest.raises(Conflict, match="made already"):
        agree_export(exports, vault, asked.export_id, who=other, now=now)


def test_nobody_agrees_to_their_own_export_and_a_clerk_to_none(exports, vault, officers, now):
    one, _, clerk = officers
    asked = ask_export(exports, vault, who=one, reason="curious", now=now)
    with pytest.raises(NotAllowed, match="another duty officer"):
        agree_export(exports, vault, asked.export_id, who=one, now=now)
    with pytest.raises(NotAllowed):
        agree_export(exports, vault, asked.export_id, who=clerk, now=now)
    with pytest.raises(NotAllowed):
        ask_export(exports, vault, who=clerk, reason="curious", now=now)
    with pytest.raises(NotFound, match="Nobody agreed"):
        fetch_export(exports, asked.export_id, who=one, now=now)
    assert vault.reads() == [], "no file was opened"
    assert asked.reason != "curious", "the words are kept sealed"
    assert [export.reason for export in waiting_exports(exports, vault, who=one, now=now)] == ["curious"]


def test_every_file_of_an_export_is_written_down_as_opened(exports, vault, officers, now):
    one, other, _ = officers
    asked = ask_export(exports, vault, who=one, reason="partner region", now=now)
    agree_export(exports, vault, asked.export_id, who=other, now=now)
    assert [(read.household_id, read.who) for read in vault.reads()] == [(f"H{n}", "other") for n in range(3)]
    assert vault.reads()[0].reason == f"export {asked.export_id} for one"


def test_after_a_day_an_export_is_gone(exports, vault, officers, now):
    one, other, _ = officers
    asked = ask_export(exports, vault, who=one, reason="partner region", now=now)
    agree_export(exports, vault, asked.export_id, who=other, now=now)
    with pytest.raises(NotFound):
        fetch_export(exports, asked.export_id, who=one, now=now + timedelta(hours=25))


def test_another_key_opens_nothing(exports, vault, officers, now):
    one, other, _ = officers
    asked = ask_export(exports, vault, who=one, reason="partner region", now=now)
    made = agree_export(exports, vault, asked.export_id, who=other, now=now)
    sealed = fetch_export(exports, asked.export_id, who=one, now=now)
    for key in ("", "not a key", "A" * 44, made.key[:-4]):
        with pytest.raises(InputError, match="does not open this export"):
            open_export(sealed, key, asked.export_id)
