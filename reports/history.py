# SPDX-License-Identifier: MIT
"""The records of all writers as columns in one order of time.

The order is that of core/trace/reader.h: t0, then client, then writer and
index. Times count from the first record or BEGIN mark of the run.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from reports import trace as tr
from reports.codes import UNKNOWN

I64 = npt.NDArray[np.int64]
Column = npt.NDArray[Any]

_OPERATION_FIELDS = ("client", "drive", "what", "flags", "name", "number",
                     "handle", "arg", "outcome", "done_flags", "status",
                     "late_us")


@dataclass
class Operations:
    """One entry per operation. t1 is -1 where no answer came."""

    t0: I64
    t1: I64
    columns: dict[str, Column]
    writer: Column
    index: I64

    def __len__(self) -> int:
        return len(self.t0)

    def __getattr__(self, name: str) -> Column:
        try:
            return self.__dict__["columns"][name]  # type: ignore[no-any-return]
        except KeyError:
            raise AttributeError(name) from None

    def where(self, chosen: Column) -> "Operations":
        """Those of a mask or of a list of positions, in the same order."""
        return Operations(
            self.t0[chosen], self.t1[chosen],
            {name: column[chosen] for name, column in self.columns.items()},
            self.writer[chosen], self.index[chosen])

    def took(self) -> I64:
        """Completion minus invocation; 0 where no answer came."""
        return np.where(self.answered, np.maximum(self.t1 - self.t0, 0), 0)

    @property
    def answered(self) -> npt.NDArray[np.bool_]:
        """Which have an answer."""
        return np.asarray(self.t1 >= 0, dtype=np.bool_)


@dataclass
class Events:
    """One entry per delivery. t0 is -1 where the emission was not seen."""

    t0: I64
    t1: I64
    what: Column
    drive: Column
    number: Column
    writer: Column
    index: Column


@dataclass
class History:
    """Everything a report draws."""

    origin_ns: int
    end: int
    operations: Operations
    events: Events
    strikes: list[dict[str, int]]
    marks: list[dict[str, int]]


def read_history(trace: tr.Trace) -> History:
    """Merges the segments of a trace."""
    marks = _rows(trace, tr.MARK, ("t0_ns", "what", "mark_value"))
    origin = _origin(trace, marks)
    operations = _operations(trace, origin)
    events = _events(trace, origin)
    strikes = _rows(trace, tr.STRIKE,
                    ("t0_ns", "what", "client", "drive", "strike_rule",
                     "strike_number"))
    for row in strikes + marks:
        row["t"] = row.pop("t0_ns") - origin
    ends = [0] + [int(column.max()) for column in
                  (operations.t0, operations.t1, events.t1) if len(column)]
    ends += [row["t"] for row in marks]
    return History(origin, max(ends), operations, events,
                   sorted(strikes, key=lambda row: row["t"]),
                   sorted(marks, key=lambda row: row["t"]))


def _origin(trace: tr.Trace, marks: list[dict[str, int]]) -> int:
    begins = [row["t0_ns"] for row in marks if row["what"] == tr.MARK_BEGIN]
    firsts = [int(part.records["t0_ns"].min())
              for part in trace.segments if len(part.records)]
    return min(begins + firsts, default=0)


def _rows(trace: tr.Trace, kind: int,
          names: tuple[str, ...]) -> list[dict[str, int]]:
    """The rare kinds as plain dictionaries."""
    rows = []
    for part, found in trace.of_kind(kind):
        columns = [part.records[name][found].tolist() for name in names]
        rows += [dict(zip(names, values)) for values in zip(*columns)]
    return rows


def _operations(trace: tr.Trace, origin: int) -> Operations:
    parts: dict[str, list[Column]] = {name: [] for name in _OPERATION_FIELDS}
    t0s, t1s, writers, indexes = [], [], [], []
    for part, found in trace.of_kind(tr.OPERATION):
        chosen = part.records[found]
        phase = chosen["check"] & tr.PHASE_MASK
        answered = (phase == tr.PHASE_WHOLE) & \
            ((chosen["outcome"] != UNKNOWN) | (chosen["t1_ns"] != 0))
        t0s.append(_since(chosen["t0_ns"], origin))
        t1s.append(np.where(answered, _since(chosen["t1_ns"], origin), -1))
        for name in _OPERATION_FIELDS:
            column = chosen[name]
            if name in ("outcome", "status", "done_flags"):
                column = np.where(phase == tr.PHASE_WHOLE, column, 0)
            parts[name].append(column)
        writers.append(np.full(len(found), part.writer, dtype=np.uint32))
        indexes.append(found.astype(np.int64))
    if not t0s:
        return _no_operations()
    merged = Operations(np.concatenate(t0s), np.concatenate(t1s),
                        {name: np.concatenate(part)
                         for name, part in parts.items()},
                        np.concatenate(writers), np.concatenate(indexes))
    order = np.lexsort((merged.index, merged.writer, merged.client, merged.t0))
    return merged.where(order)


def _no_operations() -> Operations:
    empty = np.zeros(0, dtype=np.int64)
    return Operations(empty, empty,
                      {name: empty for name in _OPERATION_FIELDS},
                      empty, empty)


def _events(trace: tr.Trace, origin: int) -> Events:
    rows: list[Column] = []
    for part, found in trace.of_kind(tr.EVENT):
        chosen = part.records[found]
        unseen = (chosen["flags"] & tr.NO_EMISSION) != 0
        emitted = np.where(unseen, -1, _since(chosen["t0_ns"], origin))
        rows.append(np.stack([
            emitted, _since(chosen["event_t1_ns"], origin),
            chosen["what"].astype(np.int64), chosen["drive"].astype(np.int64),
            chosen["event_number"].astype(np.int64),
            np.full(len(found), part.writer, dtype=np.int64),
            found.astype(np.int64)]))
    table = np.concatenate(rows, axis=1) if rows \
        else np.zeros((7, 0), dtype=np.int64)
    table = table[:, np.lexsort((table[4], table[1]))]
    return Events(*table)


def _since(times: Column, origin: int) -> I64:
    return times.astype(np.int64) - origin
