"""A backup while everything runs, and everything back from it: lines, people, beds, plans, accounts."""

import threading

import pytest

from clearway.errors import InputError
from clearway.situation.events import BedHeld, HouseholdArrived
from clearway.store import Database, Store
from clearway.store.backup import MANIFEST, back_up, restore
from tests.stores import START, appeal, minute, told


@pytest.fixture
def busy(store, journal, tmp_path):
    (tmp_path / "plan").mkdir()
    (tmp_path / "plan" / "plan.json").write_text("{}")
    store.folders.keep(tmp_path / "plan")
    store.accounts.make(account_id="a1", login="Аня", role="viewer", scope="", at=START)
    journal.append([appeal(n) for n in range(1, 31)])
    journal.append([BedHeld(household_id="H1", shelter_id="hall", people=3, **told(40))])
    journal.append([HouseholdArrived(household_id="H2", shelter_id="hall", people=3, **told(41))])
    return store


def test_what_is_restored_is_what_was_backed_up(busy, tmp_path):
    made = back_up(busy.database, tmp_path / "backup", at=minute(50))
    [counted] = made.journals
    assert (counted.lines, counted.waiting_people, counted.people_in_shelters, counted.beds_held) == (
        32,
        84,
        3,
        3,
    )
    path = str(tmp_path / "restored.db")
    database = Database(path)
    assert restore(tmp_path / "backup", database).journals == made.journals
    database.close()
    with Store(path) as again:
        verdict = again.verify("live", expect={32: counted.head_hash})
        assert verdict.whole
        assert list(again.journal("live").events()) == list(busy.journal("live").events())
        assert again.accounts.by_login("Аня").role == "viewer"
        assert back_up(again.database, tmp_path / "again", at=minute(50)).journals == made.journals
        again.journal("live").append([appeal(60)])
        assert again.verify("live").whole


def test_the_next_backup_writes_only_what_is_new(busy, tmp_path):
    folder = tmp_path / "backup"
    assert back_up(busy.database, folder, at=minute(50)).new_lines == 32
    pieces = {path.name: path.stat().st_mtime_ns for path in folder.glob("journal-*")}
    busy.journal("live").append([appeal(60)])
    assert back_up(busy.database, folder, at=minute(61)).new_lines == 1
    assert {name: (folder / name).stat().st_mtime_ns for name in pieces} == pieces
    assert len(list(folder.glob("state-*"))) == 1


def test_a_backup_made_while_many_write_is_one_moment(store, journal, tmp_path):
    stop = threading.Event()

    def write(caller):
        n = 0
        while not stop.is_set():
            n += 1
            journal.append([appeal(1, event_id=f"w{caller}-{n}", household_id=f"H{caller}-{n}")])

    writers = [threading.Thread(target=write, args=(caller,)) for caller in range(4)]
    for writer in writers:
        writer.start()
    for turn in range(3):
        back_up(store.database, tmp_path / "backup", at=minute(turn))
    stop.set()
    for writer in writers:
        writer.join()
    path = str(tmp_path / "restored.db")
    database = Database(path)
    [counted] = restore(tmp_path / "backup", database).journals
    database.close()
    with Store(path) as again:
        assert again.verify("live", expect={counted.lines: counted.head_hash}).whole
        assert counted.waiting_people == 3 * counted.lines


def test_a_backup_of_one_database_is_restored_into_the_other(busy, tmp_path, postgresql):
    back_up(busy.database, tmp_path / "backup", at=minute(50))
    url = postgresql.database(f"other_{busy.database.is_sqlite}")
    database = Database(url)
    restore(tmp_path / "backup", database)
    database.close()
    with Store(url) as again:
        assert again.verify("live").whole
        assert again.journal("live").append([appeal(60)])[0].seq == 33


def test_a_damaged_piece_is_refused_before_anything_of_it_is_written(busy, tmp_path):
    back_up(busy.database, tmp_path / "backup", at=minute(50))
    piece = next((tmp_path / "backup").glob("journal-*"))
    piece.write_bytes(piece.read_bytes()[:-1])
    database = Database(str(tmp_path / "restored.db"))
    with pytest.raises(InputError, match="not as it was written"):
        restore(tmp_path / "backup", database)
    database.close()


def test_a_restore_never_writes_over_a_database(busy, tmp_path):
    back_up(busy.database, tmp_path / "backup", at=minute(50))
    with pytest.raises(InputError, match="not empty"):
        restore(tmp_path / "backup", busy.database)


def test_an_interrupted_backup_is_the_backup_before(busy, tmp_path, monkeypatch):
    folder = tmp_path / "backup"
    back_up(busy.database, folder, at=minute(50))
    before = (folder / MANIFEST).read_bytes()
    busy.journal("live").append([appeal(60)])
    monkeypatch.setattr("clearway.store.backup._keep_folders", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        back_up(busy.database, folder, at=minute(61))
    assert (folder / MANIFEST).read_bytes() == before
    database = Database(str(tmp_path / "restored.db"))
    assert restore(folder, database).journals[0].lines == 32
    database.close()


def test_what_is_no_backup_is_refused_in_a_sentence(tmp_path):
    database = Database(str(tmp_path / "restored.db"))
    with pytest.raises(InputError, match="this is no backup"):
        restore(tmp_path, database)
    database.close()
