"""Whoever changes a journal is found, whatever they change; the tests change it as a thief would: by SQL."""

import pytest
import sqlalchemy as sa

from clearway.store.chain import next_hash
from tests.stores import appeal


def change(store, sql):
    with store.database.write() as connection:
        connection.exec_driver_sql(sql)


@pytest.fixture
def written(journal):
    journal.append([appeal(n) for n in range(1, 21)])
    return journal


def test_a_journal_that_nobody_touched_is_whole(store, written):
    verdict = store.verify("live")
    assert verdict.whole
    assert (verdict.lines, verdict.head_hash) == (20, written.head().hash)


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        (
            "UPDATE journal_lines SET line = replace(line, '\"people\":3', '\"people\":4') WHERE seq = 7",
            "Line 7 ",
        ),
        ("UPDATE journal_lines SET hash = replace(hash, substr(hash, 1, 1), 'x') WHERE seq = 7", "Line 7 "),
        ("UPDATE journal_lines SET event_id = 'other' WHERE seq = 7", "Line 7: the columns"),
        ("UPDATE journal_lines SET kind = 'BedHeld' WHERE seq = 7", "Line 7: the columns"),
        ("UPDATE journal_lines SET learnt_us = learnt_us + 1 WHERE seq = 7", "Line 7: the columns"),
        ("DELETE FROM journal_lines WHERE seq = 7", "Lines 7 to 7 are missing"),
        ("DELETE FROM journal_lines WHERE seq > 18", "cut off: it had 20 lines and has 18"),
        ("UPDATE journal_lines SET seq = seq + 100 WHERE seq = 7", "Lines 7 to 7 are missing"),
        ("UPDATE journals SET head_seq = 19", "head (line 19) is not its last line (20)"),
        ("UPDATE journals SET head_hash = 'x'", "is not its last line"),
        ("UPDATE journal_lines SET line = 'x' WHERE seq = 7", "Line 7 cannot be read"),
    ],
)
@pytest.mark.usefixtures("written")
def test_every_change_is_found_and_named(store, sql, sentence):
    change(store, sql)
    verdict = store.verify("live")
    assert not verdict.whole
    assert sentence in " ".join(verdict.problems)


def test_two_lines_that_were_swapped_are_found(store, written):
    change(store, "UPDATE journal_lines SET seq = 1000 WHERE seq = 3")
    change(store, "UPDATE journal_lines SET seq = 3 WHERE seq = 4")
    change(store, "UPDATE journal_lines SET seq = 4 WHERE seq = 1000")
    assert len(store.verify(written.journal_id).problems) >= 2


def test_a_chain_that_was_rewritten_whole_is_found_by_a_hash_written_down_elsewhere(store, written):
    """Somebody changes line 7 and recomputes every hash after it: only the noted head gives it away."""
    noted = {20: written.head().hash}
    with store.database.write() as connection:
        rows = connection.execute(sa.text("SELECT seq, line, hash FROM journal_lines ORDER BY seq")).all()
        before = rows[5].hash
        for seq, line, _ in rows[6:]:
            text = line.replace('"people":3', '"people":4') if seq == 7 else line
            before = next_hash(before, seq, text)
            put = sa.text("UPDATE journal_lines SET line = :line, hash = :hash WHERE seq = :seq")
            connection.execute(put, {"line": text, "hash": before, "seq": seq})
        connection.execute(sa.text("UPDATE journals SET head_hash = :hash"), {"hash": before})
    assert store.verify("live").whole
    assert "Line 20 is not the one" in store.verify("live", expect=noted).problems[0]
    assert "Line 21 was written down" in store.verify("live", expect={21: "x"}).problems[0]


def test_lines_of_one_journal_do_not_fit_into_another(store, written):
    other = store.open_journal("exercise", name="Exercise", live=False, at=written.head().learnt_at)
    other.append([appeal(1)])
    change(store, "DELETE FROM journal_lines WHERE journal_id = 'exercise'")
    change(store, "UPDATE journal_lines SET journal_id = 'exercise' WHERE seq = 1")
    assert not store.verify("exercise").whole
