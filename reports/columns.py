# SPDX-License-Identifier: MIT
"""Rows of text made column by column, a million at a time.

A cell is a row of bytes and a mask of those that count; a row of text is what
the masks of its cells leave of all of them, in order. Nothing is done per row.
"""

from typing import Any, Sequence

import numpy as np
import numpy.typing as npt

Cells = tuple[npt.NDArray[np.uint8], npt.NDArray[np.bool_]]
_ZERO = ord("0")


def whole(values: npt.NDArray[Any]) -> Cells:
    """Decimal digits; a negative number, which stands for none, is empty."""
    left = np.maximum(values, 0).astype(np.uint64)
    width = len(str(int(left.max(initial=0))))
    cells = np.empty((len(left), width), dtype=np.uint8)
    for at in range(width - 1, -1, -1):
        rest = left // np.uint64(10)
        cells[:, at] = left - rest * np.uint64(10) + np.uint64(_ZERO)
        left = rest
    shown = np.logical_or.accumulate(cells != _ZERO, axis=1)
    shown[:, -1] = True
    if values.dtype.kind == "i":
        shown[values < 0] = False
    return cells, shown


def thousandths(values: npt.NDArray[Any]) -> Cells:
    """A number of thousandths with its point: 1234 is 1.234."""
    cells, shown = whole(values // 1000)
    parts, _ = whole(values % 1000 + 1000)
    point = np.full((len(values), 1), ord("."), dtype=np.uint8)
    after = np.concatenate([point, parts[:, 1:]], axis=1)
    return (np.concatenate([cells, after], axis=1),
            np.concatenate([shown, np.ones(after.shape, dtype=np.bool_)],
                           axis=1))


def chosen(texts: Sequence[str], which: npt.NDArray[Any]) -> Cells:
    """One text of a table for each row."""
    raw = [text.encode() for text in texts] or [b""]
    width = max(len(text) for text in raw)
    table = np.zeros((len(raw), width), dtype=np.uint8)
    for row, text in enumerate(raw):
        table[row, :len(text)] = np.frombuffer(text, dtype=np.uint8)
    sizes = np.array([len(text) for text in raw])
    return table[which], (np.arange(width) < sizes[:, None])[which]


def always(text: str, rows: int) -> Cells:
    """The same text in each row."""
    return chosen([text], np.zeros(rows, dtype=np.int64))


def looked_up(values: npt.NDArray[Any], name: Any) -> Cells:
    """name(value) of each; called once for each different value."""
    kinds, which = np.unique(values, return_inverse=True)
    return chosen([name(int(kind)) for kind in kinds], which)


def text(*cells: Cells) -> bytes:
    """The rows, one after the other; line ends are cells, too."""
    data = np.concatenate([part for part, _ in cells], axis=1)
    shown = np.concatenate([part for _, part in cells], axis=1)
    return bytes(data[shown].tobytes())
