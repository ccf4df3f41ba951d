# SPDX-License-Identifier: MIT
"""trace.json: the run in the Trace Event Format, for Perfetto and speedscope.

A process of the file is a worker process of the run, a thread a client, a
slice an operation from invocation to answer; one that took no time is an
instant. Process 0 is the drives: who
owned each (slices), its events, marks and findings (instants). Of a long run
every n-th operation is shown, and all around a finding: viewers hold the whole
file in memory. `otherData` says so.
"""

import json
from pathlib import Path
from typing import Any, BinaryIO, Callable

import numpy as np

from reports import columns
from reports import ownership as own
from reports import timeline
from reports import trace as tr
from reports.codes import OUTCOMES, event_name, status_name, verb_name
from reports.columns import Cells
from reports.history import Column, Events, History, Operations, read_history
from reports.run import Run, client_names

OPERATIONS_MAX = 50_000
HOLDS_MAX = 10_000
EVENTS_MAX = 10_000
CHUNK = 1 << 15
DRIVES = 0            # The process that stands for the drives.
BESIDE = 100_000      # Thread of what overlaps: added to the client's.
_MARKS = {tr.MARK_BEGIN: "begin", tr.MARK_MEASURE: "measured phase",
          tr.MARK_COOL: "cool-down", tr.MARK_END: "end"}

Json = dict[str, Any]


def write(file: BinaryIO, folder: Path, run: Run) -> None:
    """The whole file."""
    trace = tr.open_trace(folder / "trace")
    history = read_history(trace)
    shown, about = _thinned(history, run)
    holds = own.ownership(history.operations, history.end)
    process = {row["client"]: row.get("process", 0) + 1
               for row in run["accounts"]}
    file.write(b'{"displayTimeUnit":"ns","otherData":')
    file.write(json.dumps(_about(run, trace, about)).encode())
    file.write(b',"traceEvents":[\n')
    for lines in (_operations(history.operations.where(shown), process),
                  _holds(holds, run), _events(history.events)):
        file.write(lines)
    rest = _names(history, run, process, shown) + _instants(history, run)
    file.write(",\n".join(json.dumps(row) for row in rest).encode())
    file.write(b"\n]}\n")


def _about(run: Run, trace: tr.Trace, shown: Json) -> Json:
    return {"tool": f"trayjam {run['version']}", "scenario": run["scenario"],
            "seed": run["seed"], "drive": run["drive"],
            "partial": bool(run["partial"] or trace.partial), **shown}


def _thinned(history: History, run: Run) -> tuple[Column, Json]:
    """Which operations are shown, and what is said of that."""
    total = len(history.operations)
    step = max(1, -(-total // OPERATIONS_MAX))
    keep = np.zeros(total, dtype=np.bool_)
    keep[::step] = True
    if step > 1:
        records = timeline.find_records(history, run["findings"])
        keep[timeline.near_findings(history.operations, records)] = True
    shown = np.flatnonzero(keep)
    about: Json = {"operations": total, "operations_shown": len(shown)}
    if step > 1:
        about["thinned"] = (f"every {step}th operation, and all of those "
                            "around a finding")
    return shown, about


def _every(count: int, most: int) -> slice:
    return slice(None, None, max(1, -(-count // most)))


def _overlapping(key: Column, start: Column, stop: Column) -> Column:
    """Which begin before an earlier one of the same key has ended."""
    order = np.lexsort((start, key))
    _, group = np.unique(key[order], return_inverse=True)
    base = group.astype(np.int64) * (int(stop.max(initial=0)) + 1)
    latest = np.maximum.accumulate(stop[order] + base)
    beside = np.zeros(len(key), dtype=np.bool_)
    beside[order[1:]] = (group[1:] == group[:-1]) & \
        (start[order][1:] < (latest - base)[:-1])
    return beside


def _drawn(key: Column, start: Column, stop: Column) -> tuple[Column, Column]:
    """What is added to the thread of each slice, and how long it is drawn.

    Where the next one begins at once, a nanosecond is left between: a reader
    that adds begin and duration in floating point sees no overlap.
    """
    beside = _overlapping(key, start, stop)
    lane = np.stack([key, beside])
    order = np.lexsort((start, beside, key))
    follow = np.full(len(key), np.iinfo(np.int64).max)
    if len(order):
        same = np.all(lane[:, order[1:]] == lane[:, order[:-1]], axis=0)
        follow[order[:-1]] = np.where(same, start[order[1:]], follow[order[1:]])
    took = stop - start
    took = np.where(stop == follow, took - 1, took)
    return BESIDE * beside, np.maximum(took, 0)


# A slice of no length is an instant of its thread.
_PHASES = ('{"ph":"X","pid":', '{"ph":"i","s":"t","pid":')


def _phase(drawn: Column) -> Cells:
    return columns.chosen(_PHASES, (drawn == 0).astype(np.int64))


def _texts(values: Column, name: Callable[[int], str]) -> Cells:
    """As JSON strings: one for each different value."""
    return columns.looked_up(values, lambda value: json.dumps(name(value)))


def _rows(count: int, *parts: Any) -> bytes:
    """Texts that are the same in each row between the cells of the others."""
    cells = [columns.always(part, count) if isinstance(part, str) else part
             for part in parts]
    return columns.text(*cells) if count else b""


def _operations(operations: Operations, process: dict[int, int]) -> bytes:
    client = operations.client.astype(np.int64)
    largest = int(client.max(initial=0))
    lookup = np.array([process.get(number, 1)
                       for number in range(largest + 1)])
    end = int(max(operations.t0.max(initial=0), operations.t1.max(initial=0)))
    stop = np.where(operations.answered, operations.t1, end)
    beside, drawn = _drawn(client, operations.t0, stop)
    return b"".join(
        _operation_rows(operations.where(piece), lookup, drawn[piece],
                        (client + beside)[piece])
        for piece in np.split(np.arange(len(operations)),
                              range(CHUNK, len(operations), CHUNK)))


def _operation_rows(rows: Operations, lookup: Column, drawn: Column,
                    thread: Column) -> bytes:
    outcome = np.where(rows.answered, rows.outcome, 0)
    injected = (rows.done_flags & tr.INJECTED) != 0
    status = np.where(rows.answered, rows.status.astype(np.int64), -1)
    return _rows(
        len(rows), _phase(drawn), columns.whole(lookup[rows.client]),
        ',"tid":', columns.whole(thread),
        ',"ts":', columns.thousandths(rows.t0),
        ',"dur":', columns.thousandths(drawn),
        ',"name":', _texts(rows.what, verb_name),
        ',"cat":', _texts(outcome, OUTCOMES.__getitem__),
        ',"args":{"outcome":', _texts(outcome, OUTCOMES.__getitem__),
        ',"status":', _texts(status, lambda code: status_name(code)
                             if code >= 0 else "no answer"),
        ',"took_ns":', columns.whole(rows.took()),
        ',"injected":', columns.chosen(("false", "true"),
                                       injected.astype(np.int64)),
        ',"drive":', columns.whole(rows.drive),
        ',"number":', columns.whole(rows.number),
        ',"record":"', columns.looked_up(
            rows.writer, lambda writer: f"writer-{writer:04}:"),
        columns.whole(rows.index), '"}},\n')


def _holds(holds: own.Holds, run: Run) -> bytes:
    """What is sure of each: from the answer to the lock to the release."""
    every = _every(len(holds), HOLDS_MAX)
    names = client_names(run)
    drive = holds.drive[every].astype(np.int64)
    start, stop = holds.granted[every], holds.releasing[every]
    beside, drawn = _drawn(drive, start, stop)
    return _rows(
        len(drive), _phase(drawn), '0,"tid":',
        columns.whole(_owner_thread(drive) + beside),
        ',"ts":', columns.thousandths(start),
        ',"dur":', columns.thousandths(drawn),
        ',"cat":"owner","name":', _texts(
            holds.client[every],
            lambda client: _person(client, names.get(client, ""))),
        ',"args":{"ending":', _texts(holds.ending[every],
                                     own.ENDINGS.__getitem__), "}},\n")


def _owner_thread(drive: Any) -> Any:
    return drive * 2 + 1


def _events(events: Events) -> bytes:
    """Each once, however many listened: when it was emitted."""
    when = np.where(events.t0 >= 0, events.t0, events.t1)
    keys = np.stack([events.drive, events.what, events.number, when])
    _, first = np.unique(keys, axis=1, return_index=True)
    first = first[np.argsort(when[first], kind="stable")]
    first = first[_every(len(first), EVENTS_MAX)]
    return _rows(
        len(first), '{"ph":"i","s":"t","pid":0,"tid":',
        columns.whole(_owner_thread(events.drive[first].astype(np.int64)) + 1),
        ',"ts":', columns.thousandths(when[first]),
        ',"cat":"event","name":', _texts(events.what[first], event_name),
        ',"args":{"number":', columns.whole(events.number[first]),
        ',"delay_ns":', columns.whole(
            np.maximum(events.t1[first] - when[first], 0)), "}},\n")


def _person(client: int, name: str) -> str:
    return f"{client} {name}".strip()


def _names(history: History, run: Run, process: dict[int, int],
           shown: Column) -> list[Json]:
    """What the processes and threads are called."""
    rows = [_name("process_name", DRIVES, 0, "drives")]
    drives = max([0] + [int(column.max()) for column in
                        (history.operations.drive, history.events.drive)
                        if len(column)]) + 1
    for drive in range(drives):
        thread = int(_owner_thread(drive))
        rows += _thread(DRIVES, thread, f"drive {drive}: owner")
        rows += _thread(DRIVES, thread + 1, f"drive {drive}: events")
    names = client_names(run)
    seen = np.unique(history.operations.client[shown]).tolist()
    # In a run of several processes the first one only listens.
    first = "listeners" if max(process.values(), default=1) > 1 else "clients"
    for pid in sorted({process.get(client, 1) for client in seen}):
        rows.append(_name("process_name", pid, 0,
                          first if pid == 1 else f"worker {pid - 1}"))
    for client in seen:
        rows += _thread(process.get(client, 1), client,
                        _person(client, names.get(client, "")))
    return rows


def _thread(pid: int, tid: int, name: str) -> list[Json]:
    """A thread and the one for what overlaps in it; unused ones are not seen."""
    return [_name("thread_name", pid, tid, name),
            _name("thread_name", pid, tid + BESIDE, name + ", beside it")]


def _name(what: str, pid: int, tid: int, name: str) -> Json:
    return {"ph": "M", "pid": pid, "tid": tid, "ts": 0, "name": what,
            "args": {"name": name}}


def _instants(history: History, run: Run) -> list[Json]:
    rows = [_instant(row["t"], "mark", _MARKS[row["what"]], {})
            for row in history.marks if row["what"] in _MARKS]
    for finding in run["findings"]:
        when = max(int(finding.get("t_ns", 0)) - history.origin_ns, 0)
        rows.append(_instant(when, "finding", finding["rule"],
                             {"text": finding["text"],
                              "records": finding["records"]}))
    return rows


def _instant(when: int, kind: str, name: str, args: Json) -> Json:
    return {"ph": "i", "s": "g", "pid": DRIVES, "tid": 0, "ts": when / 1000,
            "cat": kind, "name": name, "args": args}
