# SPDX-License-Identifier: MIT
"""Writes trace folders as core/trace/writer.c does, for tests of the reader."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from reports import trace as tr
from reports.codes import DONE, VERB

RUN_ID = 0x1234
Records = npt.NDArray[np.void]


def records(count: int) -> Records:
    """Empty slots to be filled in."""
    return np.zeros(count, dtype=tr.RECORD)


def operation(t0: int, t1: int, client: int, verb: str,
              **fields: Any) -> Records:
    """One answered operation; done, unless outcome says otherwise."""
    one = records(1)
    one["kind"] = tr.OPERATION
    one["t0_ns"], one["t1_ns"] = t0, t1
    one["client"], one["what"] = client, VERB[verb]
    one["outcome"] = DONE
    for name, value in fields.items():
        one[name] = value
    return one


def mark(t0: int, what: int, value: int = 0) -> Records:
    """A phase of the run."""
    one = records(1)
    one["kind"], one["t0_ns"], one["what"] = tr.MARK, t0, what
    one["mark_value"] = value
    return one


def event(t0: int, t1: int, what: int, number: int = 1) -> Records:
    """One delivery."""
    one = records(1)
    one["kind"], one["t0_ns"], one["what"] = tr.EVENT, t0, what
    one["event_t1_ns"], one["event_number"] = t1, number
    return one


def join(*parts: Records) -> Records:
    """Rows after each other. (np.concatenate would give each overlapping field
    a place of its own.)"""
    return np.frombuffer(b"".join(part.tobytes() for part in parts),
                         dtype=tr.RECORD).copy()


def _checked(block: npt.NDArray[np.uint8], first: int,
             phases: npt.NDArray[np.uint32]) -> None:
    block.reshape(-1, 64)[:, 60:64] = tr.check_words(
        block, first, phases).astype("<u4")[:, None].view(np.uint8)


def seal(rows: Records,
         unanswered: npt.NDArray[np.bool_] | None = None) -> bytes:
    """Puts in the check words."""
    data = np.frombuffer(rows.tobytes(), dtype=np.uint8).copy()
    phases = np.full(len(rows), tr.PHASE_WHOLE, dtype=np.uint32)
    if unanswered is not None:
        phases[unanswered] = tr.PHASE_INVOKED
    _checked(data, 0, phases)
    return data.tobytes()


def header(writer: int, rows: Records, closed: bool = True,
           **fields: int) -> bytes:
    """128 bytes in front of the records."""
    identity = np.zeros(1, dtype=tr.IDENTITY)
    identity["magic"], identity["version"] = tr.MAGIC, tr.VERSION
    identity["run_id"], identity["seed"] = RUN_ID, 7
    identity["writer"], identity["drives"] = writer, 1
    identity["record_size"] = tr.RECORD_SIZE
    closing = np.zeros(1, dtype=tr.CLOSING)
    if closed:
        bits = (tr.HEADER_SIZE + len(rows) * tr.RECORD_SIZE) * 8
        closing["content_size"] = closing["packet_size"] = bits
        closing["records"] = len(rows)
        if len(rows):
            closing["timestamp_begin"] = rows["t0_ns"][0]
            closing["timestamp_end"] = rows["t0_ns"][-1]
    for name, value in fields.items():
        target = identity if name in (tr.IDENTITY.names or ()) else closing
        target[name] = value
    phase = np.array([tr.PHASE_HEADER], dtype=np.uint32)
    halves = [np.frombuffer(identity.tobytes(), dtype=np.uint8).copy(),
              np.frombuffer(closing.tobytes(), dtype=np.uint8).copy()]
    _checked(halves[0], 0, phase)
    if closed:
        _checked(halves[1], 1, phase)
    return halves[0].tobytes() + halves[1].tobytes()


def write_segment(folder: Path, writer: int, rows: Records,
                  closed: bool = True,
                  unanswered: npt.NDArray[np.bool_] | None = None,
                  **fields: int) -> Path:
    """One writer's file. An unclosed one ends in empty slots, as a mapping of
    a killed writer does."""
    path = folder / f"writer-{writer:04}"
    folder.mkdir(parents=True, exist_ok=True)
    tail = b"" if closed else bytes(3 * tr.RECORD_SIZE)
    path.write_bytes(header(writer, rows, closed, **fields) +
                     seal(rows, unanswered) + tail)
    return path
