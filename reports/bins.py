# SPDX-License-Identifier: MIT
"""A long run, counted: operations and time owned, by lane and bin of time."""

from typing import Any

import numpy as np

from reports import ownership as own
from reports import progress
from reports.codes import REFUSED, UNKNOWN
from reports.history import Column, Operations
from reports.pack import Pack

CELLS_MAX = 1_000_000  # Lanes times bins.
BINS_MAX = 1 << 15
BINS_MAX_EXACT = 1 << 13  # Where the operations themselves are in the page.
FULL = 255             # A bin owned from end to end.
CLASSES = ("done", "refused", "unknown")
CLASS_DONE, CLASS_REFUSED, CLASS_UNKNOWN = range(len(CLASSES))


def add(pack: Pack, model: dict[str, Any], operations: Operations,
        lane_of: Column, holds: own.Holds, most: int = BINS_MAX) -> None:
    """lane_of: the lane of each client. most: so many bins, or fewer."""
    lanes = len(model["lanes"]) + (1 if model["shared"] else 0)
    bins = min(most, CELLS_MAX // max(lanes + model["drives"], 1))
    model["bins"] = bins
    width = model["end"] / bins
    for name, counts in zip(CLASSES, _counted(operations, lane_of,
                                              (lanes, bins), width)):
        _add_sparse(pack, name, counts)

    progress.tell("time owned")
    held = np.zeros((lanes, bins))
    ribbon = np.zeros((model["drives"], bins), dtype=np.int64)
    _spread(held, ribbon, holds, lane_of, width)
    share = np.minimum(np.round(held / width * FULL), FULL).astype(np.int64)
    _add_sparse(pack, "held", share)
    _add_sparse(pack, "owner", ribbon)


def classes(operations: Operations) -> Column:
    """Index into CLASSES of each operation."""
    refused = np.where(operations.outcome == REFUSED, CLASS_REFUSED,
                       CLASS_DONE)
    known = operations.answered & (operations.outcome != UNKNOWN)
    return np.where(known, refused, CLASS_UNKNOWN).astype(np.uint8)


def _counted(operations: Operations, lane_of: Column, shape: tuple[int, int],
             width: float) -> Column:
    """How many operations of each class a cell has."""
    bins = shape[1]
    cells = shape[0] * bins
    counts = np.zeros(len(CLASSES) * cells, dtype=np.int64)
    first = 0
    for block in operations.blocks():
        progress.tell("the timeline", first, len(operations))
        first += len(block)
        cell = lane_of[block.client] * bins + \
            np.minimum(block.t0 / width, bins - 1).astype(np.int64)
        cell += classes(block).astype(np.int64) * cells
        np.add.at(counts, *np.unique(cell, return_counts=True))
    return counts.reshape(len(CLASSES), cells)


def _add_sparse(pack: Pack, name: str, grid: Column) -> None:
    cell = np.flatnonzero(grid)
    pack.add_sorted(f"bin.{name}.cell", cell)
    pack.add(f"bin.{name}.count", grid.ravel()[cell])


def _spread(held: Column, ribbon: Column, holds: own.Holds, lane_of: Column,
            width: float) -> None:
    """Adds each hold to the bins it covers; the ribbon gets lane + 1 of the
    longest hold in a bin."""
    bins = held.shape[1]
    first = np.minimum((holds.granted / width).astype(np.int64), bins - 1)
    last = np.minimum((holds.releasing / width).astype(np.int64), bins - 1)
    lane = lane_of[holds.client]
    drive = holds.drive.astype(np.int64)
    spans = last > first
    parts = np.where(spans, (first + 1) * width - holds.granted,
                     holds.releasing - holds.granted)
    ends = np.where(spans, holds.releasing - last * width, 0.0)

    np.add.at(held, (lane, first), parts)
    np.add.at(held, (lane[spans], last[spans]), ends[spans])
    longest = _Longest(ribbon)
    longest.add(drive * bins + first, parts, lane)
    longest.add((drive * bins + last)[spans], ends[spans], lane[spans])
    # Those that fill bins: no more than there are bins, where one drive has
    # one owner at a time. The first wins, so it is the last to write.
    for hold in np.flatnonzero(last > first + 1)[::-1].tolist():
        inner = slice(int(first[hold]) + 1, int(last[hold]))
        held[lane[hold], inner] += width
        ribbon[drive[hold], inner] = lane[hold] + 1


class _Longest:
    """The ribbon's cells, and the longest part of a hold in each."""

    def __init__(self, ribbon: Column) -> None:
        self._ribbon = ribbon.reshape(-1)
        self._longest = np.zeros(ribbon.size)

    def add(self, cell: Column, part: Column, lane: Column) -> None:
        """The longest in each cell, if it beats what is there."""
        order = np.lexsort((-part, cell))
        order = order[part[order] > 0]
        cells, first = np.unique(cell[order], return_index=True)
        best = order[first]
        better = part[best] > self._longest[cells]
        self._ribbon[cells[better]] = lane[best[better]] + 1
        self._longest[cells[better]] = part[best[better]]
