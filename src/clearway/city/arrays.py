"""Read-only arrays: every value in `city/` is born unchangeable.

Lists of different lengths (nodes of a zone, points of a link) are kept as one flat array
and a pointer array, as in a sparse matrix: entry `i` owns `flat[ptr[i]:ptr[i + 1]]`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Bools = NDArray[np.bool_]


def frozen(values: ArrayLike, dtype: DTypeLike) -> NDArray[Any]:
    """Return a read-only array; copies only if the caller could still write to it."""
    array = np.asarray(values, dtype=dtype)
    if array.flags.writeable:
        array = array.copy() if array is values else array
        array.setflags(write=False)
    return array


@dataclass(frozen=True, eq=False)
class Ragged:
    """Rows of different lengths: row i is `flat[ptr[i]:ptr[i + 1]]`.

    ptr : (n_rows + 1,) int64, from 0, never falling; flat : (ptr[-1],) or (ptr[-1], k).
    """

    ptr: NDArray[np.int64]
    flat: NDArray[Any]

    def __post_init__(self) -> None:
        object.__setattr__(self, "ptr", frozen(self.ptr, np.int64))
        object.__setattr__(self, "flat", frozen(self.flat, self.flat.dtype))
        if len(self.ptr) == 0 or self.ptr[0] != 0 or self.ptr[-1] != len(self.flat):
            raise ValueError("ptr must start at 0 and end at the length of flat")
        if np.any(np.diff(self.ptr) < 0):
            raise ValueError("ptr must never fall")

    def __len__(self) -> int:
        return len(self.ptr) - 1

    def __getitem__(self, row: int) -> NDArray[Any]:
        if not 0 <= row < len(self):
            raise IndexError(row)
        return self.flat[self.ptr[row] : self.ptr[row + 1]]

    @classmethod
    def of(cls, rows: Sequence[Iterable[Any]], dtype: DTypeLike) -> "Ragged":
        """Build from a list of lists."""
        parts = [np.asarray(list(row), dtype=dtype) for row in rows]
        ptr = np.concatenate([[0], np.cumsum([len(part) for part in parts], dtype=np.int64)])
        return cls(ptr.astype(np.int64), np.concatenate(parts) if parts else np.empty(0, dtype))

    def take(self, rows: ArrayLike, turned: ArrayLike | None = None) -> "Ragged":
        """Return some rows in the order asked for, the turned ones back to front."""
        rows = np.asarray(rows, np.int64)
        counts = np.diff(self.ptr)[rows]
        ptr = np.concatenate([[0], np.cumsum(counts)])
        within = np.arange(ptr[-1]) - np.repeat(ptr[:-1], counts)
        if turned is not None:
            within = np.where(np.repeat(turned, counts), np.repeat(counts - 1, counts) - within, within)
        return Ragged(ptr, self.flat[np.repeat(self.ptr[rows], counts) + within])
