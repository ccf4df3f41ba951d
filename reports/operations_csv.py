# SPDX-License-Identifier: MIT
"""operations.csv: one row for each operation of the trace, by time.

For spreadsheets, R, pandas. Some 100 bytes a row: only made when asked for.
Times are those of the trace, as in ledger.csv and findings.json.
"""

from pathlib import Path
from typing import BinaryIO

import numpy as np

from reports import columns, progress
from reports import trace as tr
from reports.codes import OUTCOMES, UNKNOWN, status_name, verb_name
from reports.history import Operations, read_history
from reports.run import Run

HEAD = ("t_ns,took_ns,late_us,client,number,drive,op,outcome,status,arg,handle,"
        "caller,warmup,injected,record\n")
ROWS = 1 << 16  # Made at a time: some 20 MiB.


def write(file: BinaryIO, folder: Path, run: Run) -> None:
    """The whole file."""
    history = read_history(tr.open_trace(folder / "trace"))
    callers = [_quoted(name) for name in ["", *run["names"]]]
    file.write(HEAD.encode())
    done = 0
    for block in history.operations.blocks(ROWS):
        progress.tell("rows of operations.csv", done, len(history.operations))
        done += len(block)
        file.write(_rows(block, callers, history.origin_ns))


def _quoted(text: str) -> str:
    """A caller's name is anybody's text."""
    clean = "".join(letter if letter.isprintable() else "?" for letter in text)
    return '"' + clean.replace('"', '""') + '"' if clean else ""


def _rows(operations: Operations, callers: list[str], origin: int) -> bytes:
    answered = operations.answered
    took = np.where(answered, operations.took(), -1)
    outcome = np.where(answered, np.minimum(operations.outcome,
                                            len(OUTCOMES) - 1), UNKNOWN)
    status = np.where(answered, operations.status.astype(np.int64), -1)
    name = np.minimum(operations.name, len(callers) - 1)
    injected = (operations.done_flags & tr.INJECTED) != 0
    warmup = (operations.flags & tr.WARMUP) != 0
    comma = columns.always(",", len(operations))
    cells = [
        columns.whole(operations.t0 + origin), columns.whole(took),
        columns.whole(operations.late_us), columns.whole(operations.client),
        columns.whole(operations.number), columns.whole(operations.drive),
        columns.looked_up(operations.what, verb_name),
        columns.chosen(OUTCOMES, outcome),
        columns.looked_up(status, lambda code: status_name(code)
                          if code >= 0 else ""),
        columns.whole(operations.arg), columns.whole(operations.handle),
        columns.chosen(callers, name), columns.whole(warmup),
        columns.whole(injected),
        columns.looked_up(operations.writer,
                          lambda writer: f"writer-{writer:04}:")]
    row = [part for cell in cells for part in (cell, comma)][:-1]
    return columns.text(*row, columns.whole(operations.index),
                        columns.always("\n", len(operations)))
