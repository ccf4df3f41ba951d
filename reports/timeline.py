# SPDX-License-Identifier: MIT
"""The data behind the timeline: ownership, lanes, events, level of detail.

A short run goes into the page operation by operation. A long one is counted
into bins of equal time, and only the surroundings of each finding stay exact:
the page must open on a phone, and nobody looks at a million marks at once.
Every time counts from the start of the run, so that it fits a double.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from reports import bins
from reports import ownership as own
from reports import trace as tr
from reports.codes import event_name, status_name
from reports.history import Column, Events, History, Operations
from reports.pack import Pack

LANES_MAX = 48          # More clients share one lane at the end.
MARKS_EXACT_MAX = 200_000
HOLDS_EXACT_MAX = 150_000
AROUND_FINDING = 400    # Exact operations kept on each side of a finding.
FINDINGS_EXACT_MAX = 24
EVENTS_EXACT_MAX = 50_000
STRIKES_MAX = 5_000

# What begins with each mark.
_PHASES = {tr.MARK_BEGIN: "warm-up", tr.MARK_MEASURE: "measured",
           tr.MARK_COOL: "cool-down", tr.MARK_END: "closing"}


@dataclass
class Record:
    """One record of a finding, found again in the trace."""

    ref: str
    is_event: bool  # Else an operation.
    position: int   # Among those of its kind.
    t0: int
    t1: int


@dataclass
class Timeline:
    """What templates/timeline.js needs: a small model and packed columns."""

    model: dict[str, Any]
    columns: str
    exact: bool
    notes: list[str] = field(default_factory=list)


def lanes_of(operations: Operations, clients: int) -> list[int]:
    """Clients with a lane of their own: all, or the busiest, by number."""
    seen, counts = operations.clients()
    known = sorted(set(seen.tolist()) | set(range(1, clients + 1)))
    if len(known) <= LANES_MAX:
        return known
    busiest = seen[np.argsort(-counts, kind="stable")][:LANES_MAX - 1]
    return sorted(int(client) for client in busiest)


def build(history: History, holds: own.Holds, run: dict[str, Any],
          records: list[list[Record]]) -> Timeline:
    """records: of each finding, as find_records gives them."""
    lanes = lanes_of(history.operations, int(run["clients"]))
    pack = Pack()
    model = _frame(history, run, lanes)
    lane_of = _lane_lookup(history, lanes)
    exact = len(history.operations) <= MARKS_EXACT_MAX \
        and len(holds) <= HOLDS_EXACT_MAX
    model["exact"] = exact

    marks = np.arange(len(history.operations)) if exact \
        else near_findings(history.operations, records)
    kept = history.operations.where(marks)
    _add_marks(pack, model, kept, lane_of)
    if exact:
        _add_holds(pack, holds, lane_of)
    else:
        model["windows"] = _windows(kept, records)
        _add_holds(pack, _holds_within(holds, model["windows"]), lane_of)
        bins.add(pack, model, history.operations, lane_of, holds)
    _add_events(pack, model, history)
    model["findings"] = [_finding_range(history, found, lane_of, finding)
                         for found, finding in zip(records, run["findings"])]
    model["columns"] = pack.index
    return Timeline(model, pack.text(), exact, _notes(history, lanes, exact))


def find_records(history: History,
                 findings: list[dict[str, Any]]) -> list[list[Record]]:
    """The operations and events each finding names, in its order."""
    wanted = {ref for finding in findings for ref in finding["records"]}
    found: dict[str, Record] = {}
    for ref, at in _positions(history.operations, wanted):
        t0, t1 = int(history.operations.t0[at]), int(history.operations.t1[at])
        found[ref] = Record(ref, False, at, t0, t1 if t1 >= 0 else t0)
    for ref, at in _positions(history.events, wanted):
        t0, t1 = int(history.events.t0[at]), int(history.events.t1[at])
        found[ref] = Record(ref, True, at, t0 if t0 >= 0 else t1, t1)
    return [[found[ref] for ref in finding["records"] if ref in found]
            for finding in findings]


def _positions(entries: Operations | Events,
               wanted: set[str]) -> list[tuple[str, int]]:
    """Where the wanted records lie among entries that know their writer."""
    by_writer: dict[int, dict[int, str]] = {}
    for ref in wanted:
        writer, index = ref[len("writer-"):].split(":")
        by_writer.setdefault(int(writer), {})[int(index)] = ref
    hits = []
    for number, refs in by_writer.items():
        mine = np.flatnonzero(entries.writer == number)
        mine = mine[np.isin(entries.index[mine], list(refs))]
        hits += [(refs[int(entries.index[at])], at) for at in mine.tolist()]
    return hits


def _frame(history: History, run: dict[str, Any],
           lanes: list[int]) -> dict[str, Any]:
    names = {account["client"]: account["name"] for account in run["accounts"]}
    clients, _ = history.operations.clients()
    model: dict[str, Any] = {
        "end": max(history.end, 1),
        "drives": int(max([0] + [int(column.max()) for column in
                                 (history.operations.drive,
                                  history.events.drive) if len(column)])) + 1,
        "lanes": [{"client": client, "name": names.get(client, "")}
                  for client in lanes],
        "shared": int(np.sum(~np.isin(clients, lanes))),
        "phases": [[row["t"], _PHASES[row["what"]]] for row in history.marks
                   if row["what"] in _PHASES],
        "strikes": [[row["t"], row["client"], row["strike_rule"]]
                    for row in history.strikes[:STRIKES_MAX]],
        "rules": [fault.get("text", fault["rule"])
                  for fault in run["faults"]],
        "endings": own.ENDINGS,
        "windows": [],
    }
    return model


def _lane_lookup(history: History, lanes: list[int]) -> Column:
    """Client number to lane; who has none shares the lane after the last."""
    largest = int(history.operations.client.max(initial=0))
    lookup = np.full(max([largest] + lanes) + 1, len(lanes), dtype=np.int64)
    lookup[lanes] = np.arange(len(lanes))
    return lookup


def _add_marks(pack: Pack, model: dict[str, Any], operations: Operations,
               lane_of: Column) -> None:
    statuses, status_ids = np.unique(operations.status, return_inverse=True)
    model["statuses"] = [status_name(int(status)) for status in statuses]
    injected = (operations.done_flags & tr.INJECTED) != 0
    pack.add_sorted("mark.t0", operations.t0)
    pack.add("mark.took", operations.took())
    pack.add("mark.lane", lane_of[operations.client])
    pack.add("mark.kind", operations.what.astype(np.int64) * 8 +
             bins.classes(operations) * 2 + injected)
    pack.add("mark.status", status_ids)
    pack.add("mark.client", operations.client)
    pack.add("mark.number", operations.number)


def _add_holds(pack: Pack, holds: own.Holds, lane_of: Column) -> None:
    pack.add_sorted("hold.granted", holds.granted)
    pack.add("hold.asked", holds.granted - holds.asked)
    pack.add("hold.releasing", holds.releasing - holds.granted)
    pack.add("hold.released", holds.released - holds.releasing)
    pack.add("hold.lane", lane_of[holds.client])
    pack.add("hold.client", holds.client)
    pack.add("hold.drive", holds.drive)
    pack.add("hold.ending", holds.ending)


def near_findings(operations: Operations,
                   records: list[list[Record]]) -> Column:
    """Operations near the records of a finding, by position."""
    keep = np.zeros(len(operations), dtype=bool)
    for at in _places(operations, records):
        keep[max(0, at - AROUND_FINDING):at + AROUND_FINDING + 1] = True
    return np.flatnonzero(keep)


def _places(operations: Operations, records: list[list[Record]]) -> list[int]:
    """Where each record of a finding lies among the operations."""
    times = [record.t0 for found in records[:FINDINGS_EXACT_MAX]
             for record in found]
    return [int(at) for at in np.searchsorted(operations.t0, times)]


def _windows(kept: Operations, records: list[list[Record]]) -> list[list[int]]:
    """Stretches of time in which the marks are complete."""
    spans = []
    for near in _places(kept, records):
        first = max(0, near - AROUND_FINDING + 1)
        last = min(len(kept) - 1, near + AROUND_FINDING - 1)
        spans.append([int(kept.t0[first]), int(kept.t0[last])])
    merged: list[list[int]] = []
    for start, stop in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], stop)
        else:
            merged.append([start, stop])
    return merged


def _holds_within(holds: own.Holds, windows: list[list[int]]) -> own.Holds:
    keep = np.zeros(len(holds), dtype=bool)
    for start, stop in windows:
        keep |= (holds.asked <= stop) & (holds.released >= start)
    chosen = np.flatnonzero(keep)
    return own.Holds(*(getattr(holds, name)[chosen]
                       for name in own.Holds.__dataclass_fields__))


def _add_events(pack: Pack, model: dict[str, Any], history: History) -> None:
    events = history.events
    when = np.where(events.t0 >= 0, events.t0, events.t1)
    order = np.argsort(when, kind="stable")
    total = len(order)
    if total > EVENTS_EXACT_MAX:
        order = order[::-(-total // EVENTS_EXACT_MAX)]
    model["event_step"] = -(-total // EVENTS_EXACT_MAX) if total else 1
    kinds, counts = np.unique(events.what, return_counts=True)
    model["events"] = [{"name": event_name(int(kind)), "count": int(count)}
                       for kind, count in zip(kinds, counts)]
    pack.add_sorted("event.t", when[order])
    pack.add("event.delay",
             np.maximum(events.t1[order] - when[order], 0))
    pack.add("event.row", np.searchsorted(kinds, events.what[order]))
    pack.add("event.number", events.number[order])
    pack.add("event.drive", events.drive[order])


def _finding_range(history: History, found: list[Record], lane_of: Column,
                   finding: dict[str, Any]) -> dict[str, Any]:
    """The rows and times to be marked, and the stretch that holds them."""
    kinds = np.unique(history.events.what)
    marks = []
    for record in found:
        row = np.searchsorted(kinds, history.events.what[record.position]) \
            if record.is_event \
            else lane_of[history.operations.client[record.position]]
        marks.append(["event" if record.is_event else "lane", int(row),
                      record.t0, record.t1])
    if marks:
        return {"marks": marks, "from": min(record.t0 for record in found),
                "to": max(record.t1 for record in found)}
    when = max(int(finding.get("t_ns", 0)) - history.origin_ns, 0)
    return {"marks": [], "from": when, "to": when}


def _notes(history: History, lanes: list[int], exact: bool) -> list[str]:
    notes = []
    if not exact:
        notes.append("This run is long: it is drawn from counts in bins of "
                     "equal time. Around each finding, the marks are exact.")
    if len(history.events.t1) > EVENTS_EXACT_MAX:
        notes.append("Of the device events every "
                     f"{-(-len(history.events.t1) // EVENTS_EXACT_MAX)}th is "
                     "drawn.")
    if len(history.strikes) > STRIKES_MAX:
        notes.append(f"The first {STRIKES_MAX:,} fault strikes are drawn.")
    if len(history.operations.clients()[0]) > len(lanes):
        notes.append(f"The {len(lanes)} busiest clients have a lane each; "
                     "the others share the last.")
    return notes
