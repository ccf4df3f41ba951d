# SPDX-License-Identifier: MIT
"""Operation by operation: what the timeline draws when one looks closely.

An operation costs the page about two bytes, because each lane is a row of its
own: its operations follow each other, so that waiting and taking turns say
where each lies. A run too long for that is thinned by whole stretches of time:
inside one nothing is missing, so that what one sees there is what there was.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from reports import bins
from reports import ownership as own
from reports import progress
from reports import trace as tr
from reports.codes import status_name
from reports.history import Column, Operations
from reports.pack import Pack

MARKS_MAX = 1_500_000   # More, and a browser takes long to unpack them.
AROUND_FINDING = 400    # Operations kept on each side of a finding.
BETWEEN_MAX = 5_000     # And between its records, if they are so close.
SHARE_MIN = 0.001       # Less of a run says nothing about it.
STRETCHES = 64          # Spread evenly over the operations of a long run.

Window = list[int]      # [first, last] moment, both inside.


@dataclass
class Kept:
    """The operations drawn one by one, and where nothing but them was."""

    positions: Column
    windows: list[Window]  # Empty: the whole run.
    text: str              # Packed columns of operations and holds.
    index: dict[str, list[int]]

    def whole(self, operations: Operations) -> bool:
        """Nothing was left out."""
        return len(self.positions) == len(operations)


def keep(model: dict[str, Any], history: tuple[Operations, own.Holds],
         lane_of: Column, near: list[list[int]], room: int) -> Kept:
    """As many as fit into so many characters. near: positions of the records
    of each finding."""
    operations, _ = history
    share = min(1.0, MARKS_MAX / max(len(operations), 1))
    around = AROUND_FINDING
    while True:
        progress.tell("operations one by one")
        kept = _packed(model, history, lane_of,
                       _choose(operations, share, around, near))
        if len(kept.text) <= room or (share == 0 and around == 0):
            return kept
        # The first guess is rarely wrong: operations are much alike.
        share *= min(0.9, 0.95 * room / len(kept.text))
        if share < SHARE_MIN:
            share, around = 0.0, around if share else around // 4


def _packed(model: dict[str, Any], history: tuple[Operations, own.Holds],
            lane_of: Column, choice: tuple[Column, list[Window]]) -> Kept:
    operations, holds = history
    positions, windows = choice
    pack = Pack()
    _add_marks(pack, model, operations.where(positions), lane_of)
    _add_holds(pack, _holds_within(holds, windows) if windows else holds,
               lane_of)
    return Kept(positions, windows, pack.text(), pack.index)


def _choose(operations: Operations, share: float, around: int,
            near: list[list[int]]) -> tuple[Column, list[Window]]:
    """Positions of the operations to keep, and the stretches they fill."""
    total = len(operations)
    if share >= 1 or total == 0:
        return np.arange(total), []
    spans = [(max(0, first - around), min(total, last + around + 1))
             for places in near for first, last in _stretches(places)]
    block = total / STRETCHES
    if share > 0:
        spans += [(int(i * block), int(i * block + block * share) + 1)
                  for i in range(STRETCHES)]
    merged = _merged(spans)
    windows = [window for first, last in merged
               if (window := _window(operations.t0, first, last))]
    positions = [np.arange(first, last) for first, last in merged]
    return np.concatenate(positions) if positions \
        else np.zeros(0, dtype=np.int64), windows or [[0, 0]]


def _stretches(places: list[int]) -> list[tuple[int, int]]:
    """Of a finding: all between its records, unless they lie far apart."""
    if places and max(places) - min(places) <= BETWEEN_MAX:
        return [(min(places), max(places))]
    return [(at, at) for at in places]


def _window(t0: Column, first: int, last: int) -> Window:
    """The moments at which all operations begun are among first..last - 1."""
    start, stop = int(t0[first]), int(t0[last - 1])
    start += int(first > 0 and t0[first - 1] == start)
    stop -= int(last < len(t0) and t0[last] == stop)
    return [start, stop] if start <= stop else []


def _merged(spans: list[tuple[int, int]]) -> list[list[int]]:
    merged: list[list[int]] = []
    for start, stop in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], stop)
        else:
            merged.append([start, stop])
    return merged


def _add_marks(pack: Pack, model: dict[str, Any], operations: Operations,
               lane_of: Column) -> None:
    lane = lane_of[operations.client]
    order = np.argsort(lane, kind="stable")
    rows, lane = operations.where(order), lane[order]
    lanes = len(model["lanes"]) + (1 if model["shared"] else 0)
    model["lane_marks"] = np.bincount(lane, minlength=lanes).tolist()
    statuses, status_ids = np.unique(rows.status, return_inverse=True)
    model["statuses"] = [status_name(int(status)) for status in statuses]
    injected = (rows.done_flags & tr.INJECTED) != 0
    took = rows.took()
    # From the end of the one before, in a lane of its own.
    before = np.zeros(len(rows), dtype=np.int64)
    before[1:] = np.where(lane[1:] == lane[:-1], (rows.t0 + took)[:-1], 0)
    pack.add_signed("mark.gap", rows.t0 - before)
    pack.add("mark.took", took)
    pack.add("mark.kind", rows.what.astype(np.int64) * 8 +
             bins.classes(rows) * 2 + injected)
    pack.add("mark.status", status_ids)
    pack.add_signed("mark.number",
                    np.diff(rows.number.astype(np.int64), prepend=0))
    shared = lane == len(model["lanes"])
    pack.add("mark.client", rows.client[shared])


def _add_holds(pack: Pack, holds: own.Holds, lane_of: Column) -> None:
    pack.add_sorted("hold.granted", holds.granted)
    pack.add("hold.asked", holds.granted - holds.asked)
    pack.add("hold.releasing", holds.releasing - holds.granted)
    pack.add("hold.released", holds.released - holds.releasing)
    pack.add("hold.lane", lane_of[holds.client])
    pack.add("hold.client", holds.client)
    pack.add("hold.drive", holds.drive)
    pack.add("hold.ending", holds.ending)


def _holds_within(holds: own.Holds, windows: list[Window]) -> own.Holds:
    keep_it = np.zeros(len(holds), dtype=bool)
    for start, stop in windows:
        keep_it |= (holds.asked <= stop) & (holds.released >= start)
    chosen = np.flatnonzero(keep_it)
    return own.Holds(*(getattr(holds, name)[chosen]
                       for name in own.Holds.__dataclass_fields__))
