"""What goes wrong with a database, on real ones: full, gone and back, half migrated, newer than we are."""

import sqlite3
import subprocess
import sys
import threading

import alembic.autogenerate
import pytest
import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from clearway.errors import ClearwayError, InputError, Unavailable
from clearway.store import Database, Store
from clearway.store.migrate import HERE, NEWEST, bring_up_to_date, revision
from clearway.store.tables import metadata
from tests.stores import START, appeal


def test_the_migrations_build_the_tables_that_the_code_knows(store):
    with store.database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert alembic.autogenerate.compare_metadata(context, metadata) == []


def test_the_newest_step_is_the_last_in_the_folder():
    assert ScriptDirectory(HERE.as_posix()).get_heads() == [NEWEST]


def test_a_migration_that_is_interrupted_leaves_nothing_behind(database_url, monkeypatch):
    database = Database(database_url)

    def interrupted(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(sa.Connection, "commit", interrupted)
        patch.setattr(sa.engine.RootTransaction, "commit", interrupted)
        with pytest.raises(KeyboardInterrupt):
            bring_up_to_date(database)
    assert revision(database) is None
    with database.read() as connection:
        assert sa.inspect(connection).get_table_names() == []
    bring_up_to_date(database)
    assert revision(database) == NEWEST
    database.close()


def test_a_database_from_a_newer_version_is_refused_and_left_as_it_is(store, database_url):
    with store.database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(ClearwayError, match="written by a newer Clearway"):
        Store(database_url)
    assert revision(store.database) == "9999"


def test_two_processes_may_open_a_new_database_at_once(database_url):
    errors = []

    def open_it():
        try:
            Store(database_url).close()
        except Exception as error:
            errors.append(error)

    openers = [threading.Thread(target=open_it) for _ in range(4)]
    for opener in openers:
        opener.start()
    for opener in openers:
        opener.join()
    assert errors == []


def test_a_full_disk_is_said_in_a_sentence_and_nothing_half_written_is_kept(tmp_path):
    """SQLite's own limit on pages stands for the disk: the error and its moment are the real ones."""
    with Store(str(tmp_path / "small.db")) as store:
        journal = store.open_journal("live", name="River city", live=True, at=START)
        journal.append([appeal(1)])
        for _ in range(13):  # every connection of the pool
            with store.database.write() as connection:
                pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
                connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(Unavailable, match="disk of the database is full"):
            journal.append([appeal(n) for n in range(2, 2000)])
        assert journal.head().seq == 1
        assert store.verify("live").whole
        with store.database.write() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
        assert len(journal.append([appeal(n) for n in range(2, 2000)])) == 1998


def test_a_database_that_goes_away_and_returns(postgresql):
    with Store(postgresql.database("goes_away")) as store:
        journal = store.open_journal("live", name="River city", live=True, at=START)
        journal.append([appeal(1)])
        postgresql.stop()
        try:
            for n in (2, 3):
                with pytest.raises(Unavailable, match="does not answer"):
                    journal.append([appeal(n)])
        finally:
            postgresql.start()
        wait_for(lambda: journal.append([appeal(2), appeal(3)]))
        assert [e.event_id for e in journal.events()] == ["e1", "e2", "e3"]


def wait_for(deed, times=20):
    """The pool may still hold dead connections: each try lets one go."""
    for _ in range(times):
        try:
            return deed()
        except Unavailable:
            continue
    return deed()


def test_who_is_killed_in_the_middle_of_writing_leaves_a_whole_journal(tmp_path):
    path = tmp_path / "clearway.db"
    program = (
        "import sys; sys.path.insert(0, '.')\n"
        "from clearway.store import Store; from tests.stores import START, appeal\n"
        f"journal = Store({str(path)!r}).open_journal('live', name='x', live=True, at=START)\n"
        "for n in range(100000):\n"
        "    journal.append([appeal(1, event_id=f'x{n}')]); print(n, flush=True)\n"
    )
    writer = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    acknowledged = [int(writer.stdout.readline()) for _ in range(200)]
    writer.kill()
    acknowledged += [int(line) for line in writer.stdout.read().split()]
    with Store(str(path)) as store:
        kept = [e.event_id for e in store.journal("live").events()]
        assert kept[: len(acknowledged)] == [f"x{n}" for n in acknowledged]
        assert len(kept) - len(acknowledged) <= 1
        assert store.verify("live").whole


def test_sqlite_is_asked_to_be_on_disk_before_it_answers(tmp_path):
    with Store(str(tmp_path / "x.db")) as store, store.database.read() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_postgresql_is_asked_to_be_on_disk_whatever_it_was_told(postgresql):
    with Store(postgresql.database("durable")) as store, store.database.read() as connection:
        assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"


def test_another_kind_of_database_is_refused_in_a_sentence():
    with pytest.raises(InputError, match="mysql:// is not a database Clearway can use"):
        Store("mysql://root@localhost/x")


def test_a_file_that_is_no_database_is_refused_in_a_sentence(tmp_path):
    (tmp_path / "x.db").write_text(
        "not a database, but long enough to have a header of one hundred bytes" * 9
    )
    with pytest.raises((Unavailable, InputError), match="not a database"):
        Store(str(tmp_path / "x.db"))
    assert sqlite3.sqlite_version_info >= (3, 38), "json_each and group_concat as the journal uses them"
