# SPDX-License-Identifier: MIT
"""Latency from the trace: percentile curves and a picture over time."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reports import trace as tr
from reports.codes import OUTCOMES, UNKNOWN, VERBS
from reports.history import I64, Operations

POINTS = 160
HEAT_COLUMNS, HEAT_ROWS = 160, 48


@dataclass
class Curve:
    """Latency of one kind of operation and outcome over the percentile axis."""

    op: str
    outcome: str
    count: int
    values_ns: list[int | None]  # At each x of the grid; None beyond its own.
    from_due: bool = False       # Waiting for its turn included (open loop).


def measured(operations: Operations) -> Operations:
    """Answered operations of the measured phase."""
    return operations.where(np.flatnonzero(
        operations.answered & (operations.outcome != UNKNOWN) &
        ((operations.flags & tr.WARMUP) == 0)))


def had_due_time(operations: Operations) -> npt.NDArray[np.bool_]:
    """Which operations were due at some time (open loop).

    Those of a trace from before the flag are late, or had none.
    """
    return np.asarray(((operations.flags & tr.DUE) != 0) |
                      (operations.late_us > 0), dtype=np.bool_)


def percentile_grid(largest: int) -> list[float]:
    """x = 1 / (1 - p): 1 is the fastest, 2 the median, 10 the 90th percentile.

    A curve ends at 2 n: there the nearest rank is the slowest of n.
    """
    end = 2 * max(largest, 1)
    points = np.unique(np.concatenate([
        np.geomspace(1, end, POINTS), [2, 10, 100, 1000]]))
    return [round(float(x), 6) for x in points if x <= end]


def curves(operations: Operations) -> tuple[list[float], list[Curve]]:
    """The grid and every curve on it, locks first, then by count."""
    kinds = operations.what.astype(np.int64) * 4 + operations.outcome
    took = operations.took()
    found = []
    for kind in np.unique(kinds):
        verb, outcome = VERBS[int(kind) // 4], OUTCOMES[int(kind) % 4]
        chosen = kinds == kind
        found.append((verb, outcome, np.sort(took[chosen]), False))
        due = chosen & had_due_time(operations)
        if due.any():
            late = operations.late_us[due].astype(np.int64) * 1000
            found.append((verb, outcome, np.sort(took[due] + late), True))
    found.sort(key=lambda row: (row[0] != "lock", -len(row[2]), row[0],
                                row[1], row[3]))
    grid = percentile_grid(max((len(row[2]) for row in found), default=0))
    return grid, [Curve(verb, outcome, len(values), _at(values, grid), due)
                  for verb, outcome, values, due in found]


def _at(values: I64, grid: list[float]) -> list[int | None]:
    """Nearest rank: the smallest value that p of all do not exceed."""
    total = len(values)
    result: list[int | None] = []
    for x in grid:
        if x > 2 * total:
            result.append(None)
            continue
        rank = int(np.ceil((1 - 1 / x) * total - 1e-9))
        result.append(int(values[min(max(rank, 1), total) - 1]))
    return result


@dataclass
class Heat:
    """How many operations took how long when: rows are powers, not linear."""

    title: str
    count: int
    low_ns: int
    high_ns: int
    cells: list[list[int]]  # [column, row, count] of non-empty cells.


def heat(operations: Operations, end: int, title: str) -> Heat:
    """Counts over time and the logarithm of latency."""
    took: npt.NDArray[np.float64] = np.maximum(operations.took(), 1) \
        .astype(np.float64)
    low, high = int(took.min()), int(took.max())
    if high < low * 4:
        low, high = max(1, low // 2), high * 2
    column = operations.t0 * HEAT_COLUMNS // max(end + 1, 1)
    scale = np.log(took / low) / np.log(high / low)
    row = np.clip((scale * HEAT_ROWS).astype(np.int64), 0, HEAT_ROWS - 1)
    cell, counts = np.unique(column * HEAT_ROWS + row, return_counts=True)
    cells = [[int(c) // HEAT_ROWS, int(c) % HEAT_ROWS, int(n)]
             for c, n in zip(cell, counts)]
    return Heat(title, len(operations), low, high, cells)


def heats(operations: Operations, end: int) -> list[Heat]:
    """All operations, locks by outcome, and the two most frequent others."""
    result = []
    if len(operations):
        result.append(heat(operations, end, "all operations"))
    lock = operations.what == VERBS.index("lock")
    for outcome, name in ((1, "lock, done"), (2, "lock, refused")):
        chosen = np.flatnonzero(lock & (operations.outcome == outcome))
        if len(chosen):
            result.append(heat(operations.where(chosen), end, name))
    verbs, counts = np.unique(operations.what[~lock], return_counts=True)
    for place in np.argsort(-counts, kind="stable")[:2]:
        chosen = np.flatnonzero(operations.what == verbs[place])
        result.append(heat(operations.where(chosen), end,
                           VERBS[int(verbs[place])].replace("_", " ")))
    return result
