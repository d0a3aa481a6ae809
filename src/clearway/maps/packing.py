"""Whole numbers as short text: how a city of 100,000 links fits into one page.

Numbers are written as zigzag varints (Protocol Buffers' encoding: seven bits a byte, the eighth says
that more follow; small negative numbers stay small), then as base64. `page/decode.js` reads them back.
"""

from base64 import b64encode

import numpy as np
from numpy.typing import ArrayLike, NDArray

LONGEST_BYTES = 5  # 35 bits: more than any coordinate, pointer or capacity here


def pack_ints(values: ArrayLike) -> str:
    """Pack whole numbers, |value| < 2**33, as zigzag varints in base64."""
    numbers = np.asarray(values, dtype=np.int64).ravel()
    zigzag = (numbers << 1) ^ (numbers >> 63)
    if np.any(zigzag >> (7 * LONGEST_BYTES)):
        raise ValueError("a number is too large to pack")
    digits = (zigzag[:, None] >> (7 * np.arange(LONGEST_BYTES))) & 0x7F
    more = (zigzag[:, None] >> (7 * np.arange(1, LONGEST_BYTES + 1))) > 0
    present = np.ones_like(digits, dtype=bool)
    present[:, 1:] = more[:, :-1]
    return b64encode((digits | (more << 7)).astype(np.uint8)[present].tobytes()).decode()


def pack_steps(values: ArrayLike) -> str:
    """Pack whole numbers as the steps between neighbours: shorter where they change little."""
    return pack_ints(np.diff(np.asarray(values, dtype=np.int64), prepend=0))


def pack_bytes(values: NDArray[np.uint8]) -> str:
    """Pack numbers of 0..255, row by row."""
    return b64encode(np.ascontiguousarray(values, dtype=np.uint8).tobytes()).decode()
