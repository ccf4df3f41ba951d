# SPDX-License-Identifier: MIT
"""Columns of numbers as text in a page: variable-length integers, gzip, base64.

A page holds a million operations only if a number costs a byte or two. Sorted
times become differences; small numbers become one byte; gzip takes the rest.
templates/data.js reads it back.
"""

import base64
import gzip
from typing import Any

import numpy as np
import numpy.typing as npt

_BITS = 7
_LEVEL = 6        # 9 saves a thirtieth and takes seven times as long.
_LIMIT = 1 << 53  # What a JavaScript number holds exactly.


def varint(values: npt.NDArray[Any]) -> bytes:
    """LEB128: seven bits a byte, the lowest first."""
    assert len(values) == 0 or (values.min() >= 0 and values.max() < _LIMIT)
    left = values.astype(np.uint64)
    sizes = np.ones(len(left), dtype=np.int64)
    for step in range(1, 8):
        sizes += left >= np.uint64(1 << (_BITS * step))
    starts = np.cumsum(sizes) - sizes
    out = np.zeros(int(sizes.sum()), dtype=np.uint8)
    for step in range(int(sizes.max(initial=0))):
        more = sizes > step + 1
        here = sizes > step
        byte = (left >> np.uint64(_BITS * step)) & np.uint64(0x7F)
        out[(starts + step)[here]] = (byte | (more * np.uint64(0x80)))[here]
    return out.tobytes()


class Pack:
    """Collects named columns into one compressed text."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0
        self.index: dict[str, list[int]] = {}

    def add(self, name: str, values: npt.NDArray[Any]) -> None:
        """A column of whole numbers, none negative."""
        data = varint(values)
        self.index[name] = [self._size, len(data), len(values)]
        self._parts.append(data)
        self._size += len(data)

    def add_sorted(self, name: str, values: npt.NDArray[Any]) -> None:
        """A column that never decreases, as differences."""
        steps = np.diff(values.astype(np.int64), prepend=np.int64(0))
        self.add(name, steps)

    def add_signed(self, name: str, values: npt.NDArray[Any]) -> None:
        """A column of whole numbers: 0, -1, 1, -2, 2 ... become 0, 1, 2 ..."""
        wide = values.astype(np.int64)
        self.add(name, (wide << 1) ^ (wide >> 63))

    def text(self) -> str:
        """The same columns always give the same text."""
        packed = gzip.compress(b"".join(self._parts), _LEVEL, mtime=0)
        return base64.b64encode(packed).decode("ascii")
