# SPDX-License-Identifier: MIT
"""Latency from the trace: percentile curves and a picture over time."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reports import progress
from reports import trace as tr
from reports.codes import OUTCOMES, UNKNOWN, VERBS
from reports.history import I64, Column, Operations

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
    return operations.where(
        operations.answered & (operations.outcome != UNKNOWN) &
        ((operations.flags & tr.WARMUP) == 0))


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
    kinds, took, waited = _durations(operations)
    totals = np.bincount(kinds, minlength=4 * len(VERBS))
    # A curve ends at its count, the grid at the largest.
    grid = percentile_grid(int(totals.max(initial=0)))
    found = []
    for kind in np.flatnonzero(totals).tolist():
        verb, outcome = VERBS[kind // 4], OUTCOMES[kind % 4]
        chosen = kinds == kind
        values = np.sort(took[chosen])
        found.append(Curve(verb, outcome, len(values), _at(values, grid)))
        if waited is not None:
            values = np.sort(waited[chosen])
            values = values[int(np.searchsorted(values, 0)):]
            if len(values):
                found.append(Curve(verb, outcome, len(values),
                                   _at(values, grid), True))
    found.sort(key=lambda curve: (curve.op != "lock", -curve.count, curve.op,
                                  curve.outcome, curve.from_due))
    return grid, found


def _durations(operations: Operations) -> tuple[Column, I64, I64 | None]:
    """Kind of each operation and how long it took; from when it was due too,
    -1 for those that had no such time, if any had."""
    kinds = np.zeros(len(operations), dtype=np.uint8)
    took = np.zeros(len(operations), dtype=np.int64)
    waited: I64 | None = None
    first = 0
    for block in operations.blocks():
        progress.tell("latencies", first, len(operations))
        here = slice(first, first + len(block))
        first += len(block)
        kinds[here] = block.what * np.uint8(4) + block.outcome
        took[here] = block.took()
        due = had_due_time(block)
        if due.any():
            if waited is None:
                waited = np.full(len(operations), -1, dtype=np.int64)
            waited[here] = np.where(
                due, took[here] + block.late_us.astype(np.int64) * 1000, -1)
    return kinds, took, waited


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
    parts = [(int(took.min()), int(took.max())) for took in
             (np.maximum(block.took(), 1) for block in operations.blocks())]
    low, high = min(part[0] for part in parts), max(part[1] for part in parts)
    if high < low * 4:
        low, high = max(1, low // 2), high * 2
    counts = np.zeros(HEAT_COLUMNS * HEAT_ROWS, dtype=np.int64)
    for block in operations.blocks():
        took = np.maximum(block.took(), 1).astype(np.float64)
        column = block.t0 * HEAT_COLUMNS // max(end + 1, 1)
        scale = np.log(took / low) / np.log(high / low)
        row = np.clip((scale * HEAT_ROWS).astype(np.int64), 0, HEAT_ROWS - 1)
        counts += np.bincount(column * HEAT_ROWS + row, minlength=len(counts))
    cells = [[cell // HEAT_ROWS, cell % HEAT_ROWS, int(counts[cell])]
             for cell in np.flatnonzero(counts).tolist()]
    return Heat(title, len(operations), low, high, cells)


def heats(operations: Operations, end: int) -> list[Heat]:
    """All operations, locks by outcome, and the two most frequent others."""
    result = []
    if len(operations):
        result.append(heat(operations, end, "all operations"))
    kinds = np.concatenate(
        [block.what * np.uint8(4) + block.outcome
         for block in operations.blocks()] or [np.zeros(0, dtype=np.uint8)])
    lock = VERBS.index("lock")
    for outcome, name in ((1, "lock, done"), (2, "lock, refused")):
        progress.tell(f"heat map of {name}")
        chosen = kinds == lock * 4 + outcome
        if chosen.any():
            result.append(heat(operations.where(chosen), end, name))
    totals = np.bincount(kinds // np.uint8(4), minlength=len(VERBS))
    totals[lock] = 0
    for verb in np.argsort(-totals, kind="stable")[:2].tolist():
        if totals[verb]:
            name = VERBS[verb].replace("_", " ")
            progress.tell(f"heat map of {name}")
            chosen = kinds // np.uint8(4) == verb
            result.append(heat(operations.where(chosen), end, name))
    return result
