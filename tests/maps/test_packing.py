"""Numbers packed for the page come back as they were."""

from base64 import b64decode

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearway.maps.packing import pack_ints, pack_steps


def unpacked(text: str) -> list[int]:
    """Read zigzag varints back, digit by digit, as page/decode.js does."""
    out, value, place = [], 0, 0
    for byte in b64decode(text):
        value += (byte & 127) << (7 * place)
        place += 1
        if byte < 128:
            out.append(-(value + 1) // 2 if value % 2 else value // 2)
            value, place = 0, 0
    return out


@given(st.lists(st.integers(-(2**33), 2**33)))
def test_every_list_of_whole_numbers_comes_back(numbers):
    assert unpacked(pack_ints(numbers)) == numbers


@given(st.lists(st.integers(-(2**31), 2**31)))
def test_steps_add_up_to_the_numbers(numbers):
    assert np.cumsum(unpacked(pack_steps(numbers)), dtype=np.int64).tolist() == numbers


def test_small_numbers_take_one_byte_each():
    assert len(b64decode(pack_ints([0, -1, 1, 63, -64]))) == 5


def test_a_number_that_would_not_come_back_is_refused():
    with pytest.raises(ValueError, match="too large"):
        pack_ints([2**40])
