# SPDX-License-Identifier: MIT
"""The records of all writers as columns in one order of time.

The order is that of core/trace/reader.h: t0, then client, then writer and
index. Times count from the first record or BEGIN mark of the run.

Of ten million operations every column kept costs 10 to 80 MB. Those that every
figure needs are kept; the others are read from the trace where they are asked
for, and a choice of operations is a list of places until then.
"""

from dataclasses import dataclass
from typing import Any, Callable, Iterator, Sequence, overload

import numpy as np
import numpy.typing as npt

from reports import progress
from reports import trace as tr
from reports.codes import UNKNOWN

I64 = npt.NDArray[np.int64]
Column = npt.NDArray[Any]
Row = dict[str, int]

_KEPT = ("client", "drive", "what", "flags", "outcome", "done_flags",
         "late_us")
_READ = ("name", "number", "handle", "arg", "status")
# What was not written yet where no answer came.
_OF_ANSWER = ("outcome", "done_flags", "status")
_NO_ANSWER = np.uint64(0xFFFFFFFFFFFFFFFF)  # -1 of a time with a sign.
BLOCK = 1 << 18  # Operations looked at at a time.


class Operations:
    """One entry per operation. t1 is -1 where no answer came.

    Beside the columns named below: those of _KEPT and _READ, as attributes.
    """

    def __init__(self, size: int, columns: dict[str, Column],
                 pick: Callable[[str, Column], Column],
                 places: Column | None = None) -> None:
        """pick: makes a column that is not here, of the given places."""
        self._size = size
        self._columns = columns
        self._pick = pick
        self._places = places  # Of these, as pick counts; None: all.

    def __len__(self) -> int:
        return self._size

    def column(self, name: str) -> Column:
        """By name; it is kept from then on."""
        if name not in self._columns:
            places = np.arange(self._size, dtype=np.uint32) \
                if self._places is None else self._places
            parts = [self._pick(name, places[first:first + BLOCK])
                     for first in range(0, max(self._size, 1), BLOCK)]
            self._columns[name] = parts[0] if len(parts) == 1 \
                else np.concatenate(parts)
        return self._columns[name]

    def __getattr__(self, name: str) -> Column:
        if name in _KEPT or name in _READ:
            return self.column(name)
        raise AttributeError(name)

    @property
    def t0(self) -> I64:
        """Invocation."""
        return self.column("t0")

    @property
    def t1(self) -> I64:
        """Completion."""
        return self.column("t1")

    @property
    def writer(self) -> Column:
        """Whose segment the record is in."""
        return self.column("writer")

    @property
    def index(self) -> Column:
        """The record's place in its segment."""
        return self.column("index")

    @property
    def answered(self) -> npt.NDArray[np.bool_]:
        """Which have an answer."""
        return np.asarray(self.t1 >= 0, dtype=np.bool_)

    def took(self) -> I64:
        """Completion minus invocation; 0 where no answer came."""
        took = self.t1 - self.t0
        np.maximum(took, 0, out=took)
        took[self.t1 < 0] = 0
        return took

    def clients(self) -> tuple[Column, Column]:
        """Every client that did something, and how often."""
        counts = np.zeros(1, dtype=np.int64)
        for block in self.blocks():
            here = np.bincount(block.client, minlength=len(counts))
            here[:len(counts)] += counts
            counts = here
        found = np.flatnonzero(counts)
        return found, counts[found]

    def where(self, chosen: Column | slice) -> "Operations":
        """Those of a mask, a slice, or a list of places, in the same order."""
        places = _places(chosen, self._size)
        if len(places) and int(places[-1]) - int(places[0]) + 1 == \
                len(places) and (np.diff(places) == 1).all():
            return self._stretch(int(places[0]), len(places))
        return Operations(len(places), {}, self._picked, places)

    def _stretch(self, first: int, size: int) -> "Operations":
        """Neighbours share what is here already."""
        last = first + size
        places = np.arange(first, last, dtype=np.uint32) \
            if self._places is None else self._places[first:last]
        return Operations(size, {name: column[first:last] for name, column
                                 in self._columns.items()},
                          self._pick, places)

    def _picked(self, name: str, places: Column) -> Column:
        """For a choice of these."""
        if name in self._columns:
            return self._columns[name][places]
        return self._pick(name, places if self._places is None
                          else self._places[places])

    def blocks(self, size: int = BLOCK) -> Iterator["Operations"]:
        """All of them, one stretch after the other."""
        for first in range(0, self._size, size):
            yield self._stretch(first, min(size, self._size - first))


def _places(chosen: Column | slice, size: int) -> Column:
    if isinstance(chosen, slice):
        return np.arange(*chosen.indices(size), dtype=np.uint32)
    if chosen.dtype == np.bool_:
        chosen = np.flatnonzero(chosen)
    return chosen.astype(np.uint32, copy=False)


class Rows(Sequence[Row]):
    """The rare kinds of records, each a dictionary when it is looked at."""

    def __init__(self, columns: dict[str, Column]) -> None:
        self.columns = columns

    def __len__(self) -> int:
        return len(self.columns["t"])

    @overload
    def __getitem__(self, at: int) -> Row: ...

    @overload
    def __getitem__(self, at: slice) -> list[Row]: ...

    def __getitem__(self, at: int | slice) -> Row | list[Row]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        return {name: int(column[at]) for name, column in self.columns.items()}


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
    strikes: Rows
    marks: Rows


# What each kind of record has that is kept, beside its place.
_COLUMNS: dict[int, tuple[str, ...]] = {
    tr.OPERATION: ("t0_ns", "t1_ns", *_KEPT),
    tr.EVENT: ("t0_ns", "event_t1_ns", "what", "drive", "event_number",
               "flags"),
    tr.STRIKE: ("t0_ns", "what", "client", "drive", "strike_rule",
                "strike_number"),
    tr.MARK: ("t0_ns", "what", "mark_value"),
}


class _Gathered:
    """The columns of one kind, in the order of the trace."""

    def __init__(self, kind: int, trace: tr.Trace) -> None:
        size = trace.count(kind)
        largest = max([0] + [part.writer for part in trace.segments])
        forms = {name: tr.RECORD[name] for name in _COLUMNS[kind]}
        forms.update(writer=np.min_scalar_type(largest),
                     index=np.dtype(np.uint32))
        self._columns = {name: np.zeros(size, dtype=form)
                         for name, form in forms.items()}
        self._filled = 0

    def add(self, columns: dict[str, Column], count: int) -> None:
        """Those of one block; one number stands for as many as there are."""
        here = slice(self._filled, self._filled + count)
        for name, column in columns.items():
            self._columns[name][here] = column
        self._filled += count

    def take(self, name: str) -> Column:
        """A whole column; once."""
        return self._columns.pop(name)

    def times(self, name: str, origin: int) -> I64:
        """Since the origin."""
        since = self.take(name).view(np.int64)
        since -= origin
        return since


def read_history(trace: tr.Trace) -> History:
    """Merges the segments of a trace."""
    gathered, origin = _gather(trace)
    marks = _rows(gathered[tr.MARK], tr.MARK, origin)
    strikes = _rows(gathered[tr.STRIKE], tr.STRIKE, origin)
    events = _events(gathered[tr.EVENT], origin)
    operations = _operations(gathered[tr.OPERATION], origin, trace)
    ends = [int(column.max()) for column in
            (operations.t0, operations.t1, events.t1, marks.columns["t"])
            if len(column)]
    return History(origin, max([0] + ends), operations, events, strikes, marks)


def _gather(trace: tr.Trace) -> tuple[dict[int, _Gathered], int]:
    """Every kind of record, and when the run began. One pass over the trace."""
    gathered = {kind: _Gathered(kind, trace) for kind in _COLUMNS}
    begins: list[int] = []
    done = 0
    for part in trace.segments:
        for first, block in part.blocks():
            progress.tell("reading the trace", done, trace.records_count)
            done += len(block)
            begins.append(int(block["t0_ns"].min()))
            kinds = np.ascontiguousarray(block["kind"])
            for kind in np.flatnonzero(np.bincount(kinds)).tolist():
                if kind in gathered:
                    here = np.flatnonzero(kinds == kind)
                    columns = _columns(block, kind, here)
                    columns["writer"] = np.array(part.writer)
                    columns["index"] = here + first
                    gathered[kind].add(columns, len(here))
    return gathered, min(begins, default=0)


def _columns(block: tr.Records, kind: int, here: Column) -> dict[str, Column]:
    found = {name: block[name][here] for name in _COLUMNS[kind]}
    if kind == tr.OPERATION:
        whole = (block["check"][here] & tr.PHASE_MASK) == tr.PHASE_WHOLE
        for name in _OF_ANSWER:
            if name in found:
                found[name] = np.where(whole, found[name], 0)
        answered = whole & ((found["outcome"] != UNKNOWN) |
                            (found["t1_ns"] != 0))
        found["t1_ns"] = np.where(answered, found["t1_ns"], _NO_ANSWER)
    return found


def _rows(gathered: _Gathered, kind: int, origin: int) -> Rows:
    columns = {"t": gathered.times("t0_ns", origin)}
    for name in _COLUMNS[kind][1:]:
        columns[name] = gathered.take(name)
    order = np.argsort(columns["t"], kind="stable")
    return Rows({name: column[order] for name, column in columns.items()})


def _operations(gathered: _Gathered, origin: int,
                trace: tr.Trace) -> Operations:
    progress.tell("putting operations in order of time")
    columns: dict[str, Column] = {"t0": gathered.times("t0_ns", origin),
                                  "client": gathered.take("client")}
    moves = _order(columns["t0"], columns["client"])
    columns["t1"] = gathered.take("t1_ns").view(np.int64)
    unanswered = columns["t1"] == -1
    columns["t1"] -= origin
    columns["t1"][unanswered] = -1
    for name in (*_KEPT, "writer", "index"):
        if name not in columns:
            columns[name] = gathered.take(name)
    for name in columns:
        columns[name] = _moved(columns[name], moves)
    segments = {part.writer: part for part in trace.segments}
    writer, index = columns["writer"], columns["index"]

    def pick(name: str, places: Column) -> Column:
        if name in columns:
            return columns[name][places]
        return _read(segments, name, writer[places], index[places])

    return Operations(len(writer), columns, pick)


_Moves = tuple[Column | slice, Column]  # To these places, from those.


def _order(times: I64, second: Column) -> _Moves | None:
    """By time, then second, then as they come. None: they are in order."""
    if (times[1:] >= times[:-1]).all():
        return _ties_by(times, second)
    order = np.argsort(times, kind="stable")
    ties = _ties_by(times[order], second[order])
    if ties is not None:
        order[ties[0]] = order[ties[1]]
    return slice(None), order


def _ties_by(times: I64, second: Column) -> _Moves | None:
    """Those of equal time are neighbours already."""
    tied = times[1:] == times[:-1]
    if not (tied & (second[1:] < second[:-1])).any():
        return None
    inside = np.zeros(len(times), dtype=np.bool_)
    inside[1:] |= tied
    inside[:-1] |= tied
    at = np.flatnonzero(inside)
    return at, at[np.lexsort((second[at], times[at]))]


def _moved(column: Column, moves: _Moves | None) -> Column:
    if moves is None:
        return column
    if isinstance(moves[0], slice):
        return column[moves[1]]
    column[moves[0]] = column[moves[1]]
    return column


def _read(segments: dict[int, tr.Segment], name: str, writer: Column,
          index: Column) -> Column:
    """A column from the trace, for records in any order."""
    found = np.zeros(len(index), dtype=tr.RECORD[name])
    # By writer, a segment after the other.
    order = np.argsort(writer, kind="stable")
    sorted_writers = writer[order]
    starts = np.flatnonzero(np.diff(sorted_writers, prepend=-1))
    for first, last in zip(starts, [*starts[1:], len(order)]):
        part = segments[int(sorted_writers[first])]
        at = order[first:last]
        found[at] = _values(part.records, name, index[at])
        part.give_back()
    return found


def _values(records: tr.Records, name: str, index: Column) -> Column:
    values: Column = records[name][index]
    if name in _OF_ANSWER:
        whole = (records["check"][index] & tr.PHASE_MASK) == tr.PHASE_WHOLE
        values = np.where(whole, values, 0)
    return values


def _events(gathered: _Gathered, origin: int) -> Events:
    unseen = (gathered.take("flags") & tr.NO_EMISSION) != 0
    emitted = gathered.times("t0_ns", origin)
    emitted[unseen] = -1
    delivered = gathered.times("event_t1_ns", origin)
    number = gathered.take("event_number")
    moves = _order(delivered, number)
    columns = [emitted, delivered, gathered.take("what"),
               gathered.take("drive"), number, gathered.take("writer"),
               gathered.take("index")]
    return Events(*(_moved(column, moves) for column in columns))
