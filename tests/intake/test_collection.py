"""Garbage collection is put off while a file is read, and is back afterwards, whatever happened."""

import gc

import pytest

from clearway.intake.collection import without_collection


def fail_with_collection_off():
    assert not gc.isenabled()
    raise ValueError("bad file")


def test_collection_is_back_after_a_failure_and_stays_off_where_it_was():
    with pytest.raises(ValueError, match="bad file"), without_collection():
        fail_with_collection_off()
    assert gc.isenabled()
    with without_collection(), without_collection():
        pass
    assert gc.isenabled()
