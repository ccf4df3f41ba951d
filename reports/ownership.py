# SPDX-License-Identifier: MIT
"""Who held the exclusive lock when, as far as the trace tells.

A grant took effect somewhere between invocation and completion of its LOCK, a
release between those of its UNLOCK or last CLOSE. Each hold therefore has a
certain middle (completion of the one to invocation of the other) and two
uncertain ends. Two holds may overlap: if they do, that is what the drive said,
and the reader should see it.
"""

from array import array
from dataclasses import dataclass, field
from typing import Iterator

import numpy as np
import numpy.typing as npt

from reports import progress
from reports.codes import DONE, VERB, VERBS
from reports.history import I64, Column, Operations

RELEASED, CLOSED, UNSEEN, STILL = range(4)
ENDINGS = ("unlocked", "handle closed", "release not seen",
           "still held at the end")

# What ends a hold on a handle, and how.
_ENDS = {VERB["lock"]: UNSEEN, VERB["unlock"]: RELEASED, VERB["close"]: CLOSED}
_KINDS = (*_ENDS, VERB["open"], VERB["duplicate"])


@dataclass
class Holds:
    """One entry per hold, in order of grant."""

    drive: Column
    client: Column
    name: Column      # Caller-name id given with LOCK, 0 for none.
    asked: I64        # The hold began between asked
    granted: I64      # and granted,
    releasing: I64    # and ended between releasing
    released: I64     # and released.
    ending: Column    # Index into ENDINGS.

    def __len__(self) -> int:
        return len(self.granted)


def ownership(operations: Operations, end: int) -> Holds:
    """Joins each grant to its release."""
    progress.tell("who held the drive when")
    steps = operations.where(_relevant(operations))
    order = np.lexsort((steps.t0, steps.t1))
    shared = _of_shared_files(steps)
    alone = order[~shared[order] & (steps.what != VERB["open"])[order]]
    found = [_joined(steps, alone)]
    if shared.any():
        found.append(_followed(steps, order[shared[order]]))
    table = {name: np.concatenate([part[name] for part in found])
             for name in found[0]}
    _end_the_rest(table, end)
    sorted_by = np.lexsort((table["asked"], table["granted"]))
    return Holds(**{name: column[sorted_by]
                    for name, column in table.items()})


def _relevant(operations: Operations) -> npt.NDArray[np.bool_]:
    """What was done to handles and to locks."""
    wanted = np.zeros(max(256, len(VERBS)), dtype=np.bool_)
    wanted[list(_KINDS)] = True
    found = [wanted[block.what] & (block.outcome == DONE)
             for block in operations.blocks()]
    return np.concatenate(found) if found else np.zeros(0, dtype=np.bool_)


def _of_shared_files(steps: Operations) -> npt.NDArray[np.bool_]:
    """Those of handles that ever were duplicates, or had one.

    Ownership is per file object. Every other handle is a file by itself, and
    ends with its first close.
    """
    duplicate = steps.what == VERB["duplicate"]
    if not duplicate.any():
        return np.zeros(len(steps), dtype=np.bool_)
    handles = np.union1d(steps.handle[duplicate], steps.arg[duplicate])
    return np.asarray(duplicate | np.isin(steps.handle, handles),
                      dtype=np.bool_)


_Table = dict[str, Column]


def _table(steps: Operations, locks: Column, ends: Column,
           ending: Column) -> _Table:
    """Holds by the places of the steps that began and ended them, ending
    STILL where there is no such step."""
    granted = steps.t1[locks]
    return {
        "drive": steps.drive[locks], "client": steps.client[locks],
        "name": steps.name[locks], "asked": steps.t0[locks],
        "granted": granted,
        "releasing": np.maximum(steps.t0[ends], granted),
        "released": np.maximum(steps.t1[ends], granted),
        "ending": ending.astype(np.uint8),
    }


def _joined(steps: Operations, order: Column) -> _Table:
    """Handles that are files by themselves: what follows a lock on a handle,
    whatever it is, ends its hold."""
    key = (steps.drive[order].astype(np.uint64) << np.uint64(32)) | \
        steps.handle[order]
    by_key = np.argsort(key, kind="stable")
    key, place = key[by_key], order[by_key]
    what = steps.what[place]
    locks = np.flatnonzero(what == VERB["lock"])
    after = np.minimum(locks + 1, max(len(place) - 1, 0))
    ended = (after > locks) & (key[after] == key[locks])
    endings = np.full(len(VERBS), STILL)
    endings[list(_ENDS)] = list(_ENDS.values())
    return _table(steps, place[locks], place[after],
                  np.where(ended, endings[what[after]], STILL))


@dataclass
class _Follower:
    """Handles, the file objects behind them, and what those own. Steps are
    known by their places."""

    file_of: dict[int, int] = field(default_factory=dict)
    references: dict[int, int] = field(default_factory=dict)
    open: dict[tuple[int, int], int] = field(default_factory=dict)
    rows: "array[int]" = field(default_factory=lambda: array("q"))

    def file(self, handle: int) -> int:
        """A duplicate shares it."""
        return self.file_of.get(handle, handle)

    def end(self, key: tuple[int, int], place: int, ending: int) -> None:
        """Moves a hold to the finished ones, if there is one."""
        lock = self.open.pop(key, None)
        if lock is not None:
            self.rows.extend((lock, place, ending))


def _followed(steps: Operations, order: Column) -> _Table:
    """Handles that share files, step by step."""
    follower = _Follower()
    for step in _each(steps, order):
        _follow(follower, *step)
    for lock in follower.open.values():
        follower.rows.extend((lock, lock, STILL))
    rows = np.frombuffer(follower.rows, dtype=np.int64).reshape(-1, 3)
    return _table(steps, rows[:, 0], rows[:, 1], rows[:, 2])


def _each(steps: Operations, order: Column,
          size: int = 1 << 16) -> Iterator[tuple[int, ...]]:
    for first in range(0, len(order), size):
        progress.tell("who held the drive when", first, len(order))
        place = order[first:first + size]
        yield from zip(place.tolist(), steps.what[place].tolist(),
                       steps.drive[place].tolist(),
                       steps.handle[place].tolist(), steps.arg[place].tolist())


def _follow(follower: _Follower, place: int, verb: int, drive: int,
            handle: int, arg: int) -> None:
    references = follower.references
    if verb == VERB["open"]:
        follower.file_of[handle] = handle
        references[handle] = 1
        return
    if verb == VERB["duplicate"]:
        source = follower.file(arg)
        follower.file_of[handle] = source
        references[source] = references.get(source, 1) + 1
        return

    file = follower.file(handle)
    if verb == VERB["close"]:
        references[file] = references.get(file, 1) - 1
        if references[file] > 0:
            return
    follower.end((drive, file), place, _ENDS[verb])
    if verb == VERB["lock"]:
        follower.open[drive, file] = place


def _end_the_rest(table: _Table, end: int) -> None:
    """A killed client leaves no release behind: the next grant shows it."""
    still = table["ending"] == STILL
    for drive in np.unique(table["drive"][still]).tolist():
        here = np.flatnonzero(table["drive"] == drive)
        here = here[np.lexsort((table["asked"][here], table["granted"][here]))]
        granted = table["granted"][here]
        rest = np.flatnonzero(still & (table["drive"] == drive))
        after = np.searchsorted(granted, table["granted"][rest], "right")
        seen = after < len(here)
        last, by = rest[~seen], here[after[seen]]
        table["releasing"][last] = table["released"][last] = \
            np.maximum(end, table["granted"][last])
        rest = rest[seen]
        table["ending"][rest] = UNSEEN
        table["releasing"][rest] = np.maximum(table["asked"][by],
                                              table["granted"][rest])
        table["released"][rest] = table["granted"][by]


FREE, OWN, FOREIGN, CHANGING = range(4)
STATES = ("free", "held by the caller", "held by another", "changing hands")


def state_at_invocation(operations: Operations, holds: Holds) -> Column:
    """What each operation met: index into STATES."""
    states = np.full(len(operations), FREE, dtype=np.uint8)
    for drive in np.unique(holds.drive).tolist():
        here = np.flatnonzero(holds.drive == drive)
        first = 0
        for block in operations.blocks():
            progress.tell("what each operation met", first, len(operations))
            mine = block.drive == drive
            states[first:first + len(block)][mine] = \
                _met(block.where(mine), holds, here)
            first += len(block)
    return states


def _met(operations: Operations, holds: Holds, here: Column) -> Column:
    """Of one drive, whose holds are here."""
    t0 = operations.t0
    place = np.searchsorted(holds.granted[here], t0, "right") - 1
    last = here[np.maximum(place, 0)]
    held = (place >= 0) & (t0 <= holds.releasing[last])
    own = holds.client[last] == operations.client
    unclear = (place >= 0) & ~held & (t0 < holds.released[last])
    following = here[np.minimum(place + 1, len(here) - 1)]
    unclear |= ~held & (t0 > holds.asked[following]) & \
        (t0 < holds.granted[following])
    return np.where(held, np.where(own, OWN, FOREIGN),
                    np.where(unclear, CHANGING, FREE))
