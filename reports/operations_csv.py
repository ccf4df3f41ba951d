# SPDX-License-Identifier: MIT
"""operations.csv: one row for each operation of the trace, by time.

For spreadsheets, R, pandas. Some 100 bytes a row: only made when asked for.
Times are those of the trace, as in ledger.csv and findings.json.
"""

from pathlib import Path
from typing import Any, BinaryIO, Iterator

import numpy as np
import numpy.typing as npt

from reports import columns
from reports import trace as tr
from reports.codes import OUTCOMES, UNKNOWN, status_name, verb_name
from reports.run import Run

HEAD = ("t_ns,took_ns,late_us,client,number,drive,op,outcome,status,arg,handle,"
        "caller,warmup,injected,record\n")
ROWS = 1 << 16  # Made at a time: some 20 MiB.
Column = npt.NDArray[Any]


def write(file: BinaryIO, folder: Path, run: Run) -> None:
    """The whole file."""
    trace = tr.open_trace(folder / "trace")
    callers = [_quoted(name) for name in ["", *run["names"]]]
    file.write(HEAD.encode())
    for records, writer, index in _ordered(trace):
        file.write(_rows(records, callers, (writer, index)))


def _ordered(trace: tr.Trace) -> Iterator[tuple[Column, Column, Column]]:
    """Records of operations, their writers and indexes, a piece at a time."""
    parts = [(part, found.astype(np.int64)) for part, found in
             trace.of_kind(tr.OPERATION) if len(found)]
    if not parts:
        return
    times = np.concatenate([part.records["t0_ns"][found]
                            for part, found in parts])
    clients = np.concatenate([part.records["client"][found]
                              for part, found in parts])
    place = np.repeat(np.arange(len(parts)), [len(found) for _, found in parts])
    index = np.concatenate([found for _, found in parts])
    writers = np.array([part.writer for part, _ in parts])
    order = np.lexsort((index, place, clients, times))
    for first in range(0, len(order), ROWS):
        rows = order[first:first + ROWS]
        records = np.empty(len(rows), dtype=tr.RECORD)
        for at in np.unique(place[rows]):
            mine = place[rows] == at
            records[mine] = parts[at][0].records[index[rows[mine]]]
        yield records, writers[place[rows]], index[rows]


def _quoted(text: str) -> str:
    """A caller's name is anybody's text."""
    clean = "".join(letter if letter.isprintable() else "?" for letter in text)
    return '"' + clean.replace('"', '""') + '"' if clean else ""


def _rows(records: Column, callers: list[str],
          ref: tuple[Column, Column]) -> bytes:
    whole = (records["check"] & tr.PHASE_MASK) == tr.PHASE_WHOLE
    answered = whole & ((records["outcome"] != UNKNOWN) |
                        (records["t1_ns"] != 0))
    t0 = records["t0_ns"].astype(np.int64)
    t1 = records["t1_ns"].astype(np.int64)
    took = np.where(answered, np.maximum(t1 - t0, 0), -1)
    outcome = np.where(answered, np.minimum(records["outcome"],
                                            len(OUTCOMES) - 1), UNKNOWN)
    status = np.where(answered, records["status"].astype(np.int64), -1)
    name = np.minimum(records["name"], len(callers) - 1)
    injected = whole & ((records["done_flags"] & tr.INJECTED) != 0)
    warmup = (records["flags"] & tr.WARMUP) != 0
    comma = columns.always(",", len(records))
    cells = [
        columns.whole(t0), columns.whole(took),
        columns.whole(records["late_us"]), columns.whole(records["client"]),
        columns.whole(records["number"]), columns.whole(records["drive"]),
        columns.looked_up(records["what"], verb_name),
        columns.chosen(OUTCOMES, outcome),
        columns.looked_up(status, lambda code: status_name(code)
                          if code >= 0 else ""),
        columns.whole(records["arg"]), columns.whole(records["handle"]),
        columns.chosen(callers, name), columns.whole(warmup),
        columns.whole(injected),
        columns.looked_up(ref[0], lambda writer: f"writer-{writer:04}:")]
    row = [part for cell in cells for part in (cell, comma)][:-1]
    return columns.text(*row, columns.whole(ref[1]),
                        columns.always("\n", len(records)))
