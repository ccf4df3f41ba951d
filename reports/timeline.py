# SPDX-License-Identifier: MIT
"""The data behind the timeline: ownership, lanes, events, level of detail.

What is drawn from afar is counted in bins of equal time, which hold every
operation. What is drawn from near is the operations themselves: all of them,
or as many as a page of 5 MB has room for (marks.py).
Every time counts from the start of the run, so that it fits a double.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from reports import bins
from reports import marks as one_by_one
from reports import ownership as own
from reports import trace as tr
from reports.codes import event_name
from reports.history import Column, Events, History, Operations
from reports.pack import Pack
from reports.run import client_names

LANES_MAX = 48          # More clients share one lane at the end.
BINS_FROM = 20_000      # Fewer operations are drawn one by one at any zoom.
FINDINGS_EXACT_MAX = 200
AROUND_FINDING = one_by_one.AROUND_FINDING
TEXT_MAX = 4_300_000    # Characters of packed columns: a page has 5,000,000.
EVENTS_EXACT_MAX = 150_000
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
    columns: str  # Bins and events.
    marks: str    # Operations and holds.
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
    operations = history.operations
    lanes = lanes_of(operations, int(run["clients"]))
    model = _frame(history, run, lanes)
    lane_of = _lane_lookup(history, lanes)
    places = _places(operations, records)
    # Coarse bins leave more room for the operations themselves.
    for most in (bins.BINS_MAX_EXACT, bins.BINS_MAX):
        pack = Pack()
        model["bins"] = 0
        if len(operations) > BINS_FROM or most == bins.BINS_MAX:
            bins.add(pack, model, operations, lane_of, holds, most)
        _add_events(pack, model, history)
        columns = pack.text()
        kept = one_by_one.keep(model, (operations, holds), lane_of, places,
                               TEXT_MAX - len(columns))
        if kept.whole(operations):
            break
    model |= {"total": len(operations), "kept": len(kept.positions),
              "windows": kept.windows, "exact": kept.whole(operations),
              "marks": kept.index, "columns": pack.index}
    model["findings"] = [_finding_range(history, found, lane_of, finding)
                         for found, finding in zip(records, run["findings"])]
    return Timeline(model, columns, kept.text,
                    _notes(history, lanes, kept))


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
    names = client_names(run)
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
    }
    return model


def _lane_lookup(history: History, lanes: list[int]) -> Column:
    """Client number to lane; who has none shares the lane after the last."""
    largest = int(history.operations.client.max(initial=0))
    lookup = np.full(max([largest] + lanes) + 1, len(lanes), dtype=np.int64)
    lookup[lanes] = np.arange(len(lanes))
    return lookup


def near_findings(operations: Operations,
                  records: list[list[Record]]) -> Column:
    """Operations near the records of a finding, by position."""
    keep = np.zeros(len(operations), dtype=bool)
    for places in _places(operations, records):
        for at in places:
            keep[max(0, at - AROUND_FINDING):at + AROUND_FINDING + 1] = True
    return np.flatnonzero(keep)


def _places(operations: Operations,
            records: list[list[Record]]) -> list[list[int]]:
    """Where the records of each finding lie among the operations."""
    return [np.searchsorted(operations.t0, [record.t0 for record in found])
            .tolist() for found in records[:FINDINGS_EXACT_MAX]]


def _add_events(pack: Pack, model: dict[str, Any], history: History) -> None:
    events = history.events
    when = np.where(events.t0 >= 0, events.t0, events.t1)
    kinds, counts = np.unique(events.what, return_counts=True)
    order = _thinned(events.what, np.argsort(when, kind="stable"),
                     event_step(history))
    model["event_step"] = event_step(history)
    model["events"] = [{"name": event_name(int(kind)), "count": int(count)}
                       for kind, count in zip(kinds, counts)]
    pack.add_sorted("event.t", when[order])
    pack.add("event.delay",
             np.maximum(events.t1[order] - when[order], 0))
    pack.add("event.row", np.searchsorted(kinds, events.what[order]))
    pack.add_signed("event.number", np.diff(
        events.number[order].astype(np.int64), prepend=0))
    pack.add("event.drive", events.drive[order])


def event_step(history: History) -> int:
    """Of so many deliveries of one kind, one is drawn."""
    return max(1, -(-len(history.events.t1) // EVENTS_EXACT_MAX))


def _thinned(what: Column, order: Column, step: int) -> Column:
    """Each kind by itself: kinds take turns, and a row would be left empty."""
    if step == 1:
        return order
    keep = np.zeros(len(order), dtype=bool)
    for kind in np.unique(what):
        keep[np.flatnonzero(what[order] == kind)[::step]] = True
    kept: Column = order[keep]
    return kept


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


def _notes(history: History, lanes: list[int],
           kept: one_by_one.Kept) -> list[str]:
    notes = []
    total = len(history.operations)
    if not kept.whole(history.operations):
        notes.append(
            f"This page holds {len(kept.positions):,} of the {total:,} "
            "operations one by one: those near findings, and those begun in "
            "stretches of time spread over the run, marked on the strip on "
            "top; inside a stretch none is missing. From afar there are counts "
            "of all, in bins of equal time (the stronger, the more; a "
            "logarithmic scale).")
    elif total > BINS_FROM:
        notes.append(f"All {total:,} operations are in this page: seen from "
                     "afar as counts in bins of equal time (the stronger, the "
                     "more; a logarithmic scale), from near one by one.")
    if event_step(history) > 1:
        notes.append(f"Of the {len(history.events.t1):,} event deliveries, one "
                     f"in {event_step(history)} of each kind is drawn.")
    if len(history.strikes) > STRIKES_MAX:
        notes.append(f"The first {STRIKES_MAX:,} of "
                     f"{len(history.strikes):,} fault strikes are drawn.")
    if len(history.operations.clients()[0]) > len(lanes):
        notes.append(f"The {len(lanes)} busiest clients have a lane each; "
                     "the others share the last.")
    return notes
