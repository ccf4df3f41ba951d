# SPDX-License-Identifier: MIT
"""A long run, counted: operations and time owned, by lane and bin of time."""

from typing import Any

import numpy as np

from reports import ownership as own
from reports.history import Column, Operations
from reports.pack import Pack

CELLS_MAX = 1_000_000  # Lanes times bins.
BINS_MAX = 1 << 15
FULL = 255             # A bin owned from end to end.
CLASSES = ("done", "refused", "unknown")


def add(pack: Pack, model: dict[str, Any], operations: Operations,
        sorted_into: tuple[Column, Column], holds: own.Holds) -> None:
    """sorted_into: the lane of each client, the class of each operation."""
    lane_of, classes = sorted_into
    lanes = len(model["lanes"]) + (1 if model["shared"] else 0)
    bins = min(BINS_MAX, CELLS_MAX // max(lanes + model["drives"], 1))
    model["bins"] = bins
    width = model["end"] / bins
    cells = lane_of[operations.client] * bins + \
        np.minimum(operations.t0 / width, bins - 1).astype(np.int64)
    for number, name in enumerate(CLASSES):
        cell, counts = np.unique(cells[classes == number], return_counts=True)
        pack.add_sorted(f"bin.{name}.cell", cell)
        pack.add(f"bin.{name}.count", counts)

    held = np.zeros((lanes, bins))
    ribbon = np.zeros((model["drives"], bins), dtype=np.int64)
    _spread(held, ribbon, holds, lane_of, width)
    share = np.minimum(np.round(held / width * FULL), FULL).astype(np.int64)
    _add_sparse(pack, "held", share)
    _add_sparse(pack, "owner", ribbon)


def _add_sparse(pack: Pack, name: str, grid: Column) -> None:
    cell = np.flatnonzero(grid)
    pack.add_sorted(f"bin.{name}.cell", cell)
    pack.add(f"bin.{name}.count", grid.ravel()[cell])


def _spread(held: Column, ribbon: Column, holds: own.Holds, lane_of: Column,
            width: float) -> None:
    """Adds each hold to the bins it covers; the ribbon gets lane + 1 of the
    longest hold in a bin."""
    bins = held.shape[1]
    longest = np.zeros(ribbon.shape)
    columns = zip(holds.granted.tolist(), holds.releasing.tolist(),
                  lane_of[holds.client].tolist(), holds.drive.tolist())
    for start, stop, lane, drive in columns:
        first = min(int(start / width), bins - 1)
        last = min(int(stop / width), bins - 1)
        if first == last:
            parts = np.array([float(stop - start)])
        else:
            parts = np.full(last - first + 1, width)
            parts[0] = (first + 1) * width - start
            parts[-1] = stop - last * width
        held[lane, first:last + 1] += parts
        best = longest[drive, first:last + 1]
        better = parts > best
        ribbon[drive, first:last + 1][better] = lane + 1
        longest[drive, first:last + 1] = np.maximum(best, parts)
