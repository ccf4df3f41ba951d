# SPDX-License-Identifier: MIT
"""Who held the exclusive lock when, as far as the trace tells.

A grant took effect somewhere between invocation and completion of its LOCK, a
release between those of its UNLOCK or last CLOSE. Each hold therefore has a
certain middle (completion of the one to invocation of the other) and two
uncertain ends. Two holds may overlap: if they do, that is what the drive said,
and the reader should see it.
"""

from dataclasses import dataclass, field

import numpy as np

from reports.codes import DONE, VERB
from reports.history import I64, Column, Operations

RELEASED, CLOSED, UNSEEN, STILL = range(4)
ENDINGS = ("unlocked", "handle closed", "release not seen",
           "still held at the end")

_KINDS = [VERB[name] for name in
          ("open", "close", "duplicate", "lock", "unlock")]


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


@dataclass
class _Open:
    """A hold whose end has not been met yet."""

    drive: int
    client: int
    name: int
    asked: int
    granted: int


@dataclass
class _Tracker:
    """Handles, the file objects behind them, and what those own."""

    file_of: dict[int, int] = field(default_factory=dict)
    references: dict[int, int] = field(default_factory=dict)
    open: dict[tuple[int, int], _Open] = field(default_factory=dict)
    rows: list[tuple[int, ...]] = field(default_factory=list)

    def file(self, handle: int) -> int:
        """Ownership is per file object: a duplicate shares it."""
        return self.file_of.get(handle, handle)

    def end(self, key: tuple[int, int], start: int, stop: int,
            ending: int) -> None:
        """Moves a hold to the finished ones, if there is one."""
        hold = self.open.pop(key, None)
        if hold is not None:
            self.rows.append((hold.drive, hold.client, hold.name, hold.asked,
                              hold.granted, max(start, hold.granted),
                              max(stop, hold.granted), ending))


def ownership(operations: Operations, end: int) -> Holds:
    """Joins each grant to its release."""
    chosen = operations.where(np.flatnonzero(
        (operations.outcome == DONE) & np.isin(operations.what, _KINDS)))
    order = np.lexsort((chosen.t0, chosen.t1))
    chosen = chosen.where(order)
    tracker = _Tracker()
    columns = zip(chosen.what.tolist(), chosen.drive.tolist(),
                  chosen.handle.tolist(), chosen.arg.tolist(),
                  chosen.client.tolist(), chosen.name.tolist(),
                  chosen.t0.tolist(), chosen.t1.tolist())
    for verb, drive, handle, arg, client, name, t0, t1 in columns:
        _step(tracker, verb, drive, handle, arg, (client, name, t0, t1))
    _end_the_rest(tracker, end)
    return _as_holds(tracker.rows)


def _step(tracker: _Tracker, verb: int, drive: int, handle: int, arg: int,
          who: tuple[int, int, int, int]) -> None:
    client, name, t0, t1 = who
    if verb == VERB["open"]:
        tracker.file_of[handle] = handle
        tracker.references[handle] = 1
        return
    if verb == VERB["duplicate"]:
        source = tracker.file(arg)
        tracker.file_of[handle] = source
        tracker.references[source] = tracker.references.get(source, 1) + 1
        return

    file = tracker.file(handle)
    key = (drive, file)
    if verb == VERB["lock"]:
        tracker.end(key, t0, t1, UNSEEN)
        tracker.open[key] = _Open(drive, client, name, t0, t1)
    elif verb == VERB["unlock"]:
        tracker.end(key, t0, t1, RELEASED)
    else:
        tracker.references[file] = tracker.references.get(file, 1) - 1
        if tracker.references[file] <= 0:
            tracker.end(key, t0, t1, CLOSED)


def _end_the_rest(tracker: _Tracker, end: int) -> None:
    """A killed client leaves no release behind: the next grant shows it."""
    grants: dict[int, list[tuple[int, int]]] = {}
    for row in tracker.rows:
        grants.setdefault(row[0], []).append((row[4], row[3]))
    for hold in tracker.open.values():
        grants.setdefault(hold.drive, []).append((hold.granted, hold.asked))
    starts = {}
    for drive, found in grants.items():
        found.sort()
        starts[drive] = np.array([granted for granted, _ in found])

    for key, hold in list(tracker.open.items()):
        after = int(np.searchsorted(starts[hold.drive], hold.granted, "right"))
        if after < len(starts[hold.drive]):
            granted, asked = grants[hold.drive][after]
            tracker.end(key, asked, granted, UNSEEN)
        else:
            tracker.end(key, end, end, STILL)


def _as_holds(rows: list[tuple[int, ...]]) -> Holds:
    table = np.array(rows, dtype=np.int64).reshape(-1, 8)
    table = table[np.lexsort((table[:, 3], table[:, 4]))]
    return Holds(*table.T)


FREE, OWN, FOREIGN, CHANGING = range(4)
STATES = ("free", "held by the caller", "held by another", "changing hands")


def state_at_invocation(operations: Operations, holds: Holds) -> Column:
    """What each operation met: index into STATES."""
    states = np.full(len(operations), FREE, dtype=np.uint8)
    for drive in np.unique(holds.drive):
        of_drive = holds.drive == drive
        mine = np.flatnonzero(operations.drive == drive)
        t0 = operations.t0[mine]
        place = np.searchsorted(holds.granted[of_drive], t0, "right") - 1
        last = np.maximum(place, 0)
        held = (place >= 0) & (t0 <= holds.releasing[of_drive][last])
        own = holds.client[of_drive][last] == operations.client[mine]
        unclear = (place >= 0) & ~held & (t0 < holds.released[of_drive][last])
        following = np.minimum(place + 1, int(of_drive.sum()) - 1)
        unclear |= ~held & (t0 > holds.asked[of_drive][following]) & \
            (t0 < holds.granted[of_drive][following])
        states[mine] = np.where(held, np.where(own, OWN, FOREIGN),
                                np.where(unclear, CHANGING, FREE))
    return states
