# SPDX-License-Identifier: MIT
"""Reading a trace: one file of 64-byte records per writer, mapped as it is.

The layout is docs/TRACE_FORMAT.md. Like the reader in C this one trusts
nothing: it checks every check word and stops at the first record that does not
fit. What lies before it is used, and the trace is called partial.

A trace may be larger than the memory a report should take. It is read a block
at a time, and the pages of a block that was read are given back.
"""

import mmap
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Iterator

import numpy as np
import numpy.typing as npt

from reports import progress, trace_layout
from reports.errors import BadInput

HEADER_SIZE = trace_layout.HEADER_SIZE
RECORD_SIZE = trace_layout.RECORD_SIZE
MAGIC = 0xC1FC1FC1
VERSION = 1
# Who closed a segment: its writer, or the run when its process was killed.
BY_WRITER, BY_RUN = 0, 2

OPERATION, EVENT, STRIKE, NAME, MARK = range(1, 6)
(MARK_BEGIN, MARK_MEASURE, MARK_COOL, MARK_END, MARK_RESTORED,
 MARK_DIED, MARK_DROPPED, MARK_HUNG, MARK_UNDONE, MARK_LEFT,
 MARK_RULE, MARK_COUNTED) = range(12)
INJECTED, WARMUP, NO_EMISSION, DUE, ARRIVAL = 1, 2, 4, 8, 16

# The last bits of a check word say what it covers.
PHASE_INVOKED, PHASE_WHOLE, PHASE_HEADER = 1, 2, 3
PHASE_MASK = 3

# The union of the record, spread out: fields of different kinds overlap.
_FIELDS = (
    ("t0_ns", "<u8", 0), ("kind", "u1", 8), ("drive", "u1", 9),
    ("what", "u1", 10), ("flags", "u1", 11), ("client", "<u2", 12),
    ("name", "<u2", 14),
    ("number", "<u4", 16), ("handle", "<u4", 20), ("code", "<u4", 24),
    ("arg", "<u4", 28), ("result", "<u4", 32), ("native", "<u2", 36),
    ("outcome", "u1", 38), ("done_flags", "u1", 39), ("t1_ns", "<u8", 40),
    ("status", "<u4", 48), ("info", "<u4", 52),
    ("event_t1_ns", "<u8", 16), ("event_number", "<u4", 24),
    ("event_size", "<u4", 28), ("event_data", "V24", 32),
    ("strike_rule", "<u4", 16), ("strike_number", "<u4", 20),
    ("strike_count", "<u8", 24), ("strike_value", "<u8", 32),
    ("name_text", "S40", 16), ("mark_value", "<u8", 16),
    ("mark_due_ns", "<u8", 24),
    ("late_us", "<u4", 56), ("check", "<u4", 60),
)
RECORD = np.dtype({
    "names": [name for name, _, _ in _FIELDS],
    "formats": [form for _, form, _ in _FIELDS],
    "offsets": [offset for _, _, offset in _FIELDS],
    "itemsize": RECORD_SIZE,
})
IDENTITY = np.dtype([
    ("magic", "<u4"), ("version", "<u4"), ("run_id", "<u8"), ("seed", "<u8"),
    ("started_utc_ns", "<u8"), ("clock_origin_ns", "<u8"), ("writer", "<u4"),
    ("virtual_time", "u1"), ("drives", "u1"), ("record_size", "<u2"),
    ("system", "u1"), ("spare", "V11"), ("check", "<u4"),
])
CLOSING = np.dtype([
    ("content_size", "<u8"), ("packet_size", "<u8"),
    ("timestamp_begin", "<u8"), ("timestamp_end", "<u8"),
    ("records", "<u8"), ("repaired", "u1"), ("spare", "V19"),
    ("check", "<u4"),
])

# core/trace/check_word.h: the odd ones among the first constants of SHA-512.
_KEYS = np.array([
    0x7137449123EF65CD, 0xB5C0FBCFEC4D3B2F, 0x59F111F1B605D019,
    0x923F82A4AF194F9B, 0x80DEB1FE3B1696B1, 0x9BDC06A725C71235,
    0xEFBE4786384F25E3, 0x240CA1CC77AC9C65], dtype=np.uint64)
_KEY_OF_INDEX = np.uint64(0x2DE92C6F592B0275)
_KEY_OF_PHASE = np.uint64(0x4A7484AA6EA6E483)
_COMPLETION = slice(4, 7)
_LATE = np.uint64(0xFFFFFFFF)

BLOCK = 1 << 16  # Records looked at at a time: 4 MiB of the file.
_FILE_NAME = re.compile(r"writer-(\d{4,})$")

Records = npt.NDArray[np.void]
U64 = npt.NDArray[np.uint64]


def _fold(words: U64) -> U64:
    """The upper half onto the lower: a product keeps little of the upper."""
    folded: U64 = words ^ (words >> np.uint64(32))
    return folded


def check_words(blocks: npt.NDArray[np.uint8], first: int,
                phases: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """The check word each 64-byte block should have, by index and phase."""
    words = blocks.reshape(-1, RECORD_SIZE).view("<u8")
    index = np.arange(first, first + len(words), dtype=np.uint64)
    total = index * _KEY_OF_INDEX + phases.astype(np.uint64) * _KEY_OF_PHASE
    total += (words[:, 7] & _LATE) * _KEYS[7]
    for i in range(_COMPLETION.start):
        total += _fold(words[:, i]) * _KEYS[i]
    completion = np.zeros(len(words), dtype=np.uint64)
    for i in range(_COMPLETION.start, _COMPLETION.stop):
        completion += _fold(words[:, i]) * _KEYS[i]
    total += np.where(phases == PHASE_INVOKED, np.uint64(0), completion)
    top = (total >> np.uint64(32)).astype(np.uint32)
    return (top & np.uint32(~PHASE_MASK & 0xFFFFFFFF)) | phases


@dataclass
class Segment:
    """What one writer left behind: its readable records, in its order."""

    path: Path
    writer: int
    records: Records
    closed: bool
    damage: str = ""  # What stopped the reading, empty if nothing did.
    mapping: mmap.mmap | None = None
    # How many records there are of each kind.
    kinds: npt.NDArray[np.int64] = field(
        default_factory=lambda: np.zeros(256, dtype=np.int64))

    def blocks(self) -> Iterator[tuple[int, Records]]:
        """The records, BLOCK at a time, each with the index of its first."""
        for first in range(0, len(self.records), BLOCK):
            yield first, self.records[first:first + BLOCK]
            self.give_back()

    def give_back(self) -> None:
        """Pages that were read do not count as memory of this program; they
        stay cached, and come back when they are read again."""
        _give_back(self.mapping)


@dataclass
class Trace:
    """All segments of one run."""

    seed: int = 0
    run_id: int = 0
    drives: int = 1
    virtual_time: bool = False
    segments: list[Segment] = field(default_factory=list)

    @property
    def damage(self) -> list[str]:
        """One sentence for each segment that is not whole."""
        return [part.damage for part in self.segments if part.damage]

    @property
    def partial(self) -> bool:
        """Part of what happened may be missing."""
        return bool(self.damage)

    @property
    def records_count(self) -> int:
        """Readable records of all writers."""
        return sum(len(part.records) for part in self.segments)

    def count(self, kind: int) -> int:
        """Readable records of one kind."""
        return sum(int(part.kinds[kind]) for part in self.segments)


def _give_back(mapping: mmap.mmap | None) -> None:
    if mapping is not None and hasattr(mapping, "madvise"):
        mapping.madvise(mmap.MADV_DONTNEED)


def open_trace(folder: Path) -> Trace:
    """Reads every writer-* file of a folder. BadInput: not a trace."""
    paths = sorted((path for path in folder.glob("writer-*")
                    if _FILE_NAME.match(path.name)),
                   key=lambda path: int(path.name[len("writer-"):]))
    trace = Trace()
    known = False
    for path in paths:
        identity, segment = _open_segment(path)
        trace.segments.append(segment)
        if identity is None:
            continue
        if known and int(identity["run_id"]) != trace.run_id:
            raise BadInput(f"{path}: run {int(identity['run_id']):#x}, but the "
                           f"files before it are of run {trace.run_id:#x}")
        known = True
        trace.run_id = int(identity["run_id"])
        trace.seed = int(identity["seed"])
        trace.drives = max(1, int(identity["drives"]))
        trace.virtual_time = bool(identity["virtual_time"])
    return trace


def _open_segment(path: Path) -> tuple[np.void | None, Segment]:
    match = _FILE_NAME.match(path.name)
    assert match is not None
    segment = Segment(path, int(match.group(1)), np.zeros(0, RECORD), False)
    size = path.stat().st_size
    if size < HEADER_SIZE:
        segment.damage = (f"{path.name}: {size} bytes, shorter than its "
                          f"header of {HEADER_SIZE}")
        return None, segment
    data = np.memmap(path, dtype=np.uint8, mode="r")
    if isinstance(data.base, mmap.mmap):
        segment.mapping = data.base
    if not data[:HEADER_SIZE].any():
        segment.damage = f"{path.name}: its writer never began"
        return None, segment
    identity = _identity(path, data)
    _read_body(segment, data)
    return identity, segment


def _read_body(segment: Segment, data: npt.NDArray[np.uint8]) -> None:
    name = segment.path.name
    closing = data[RECORD_SIZE:HEADER_SIZE].view(CLOSING)[0]
    segment.closed = _half_fits(data[RECORD_SIZE:HEADER_SIZE], 1)
    room = (len(data) - HEADER_SIZE) // RECORD_SIZE
    body = data[HEADER_SIZE:HEADER_SIZE + room * RECORD_SIZE]

    expected = int(closing["records"]) if segment.closed else -1
    readable, segment.damage = _readable(segment, body, expected)
    if not segment.closed and not segment.damage:
        segment.damage = f"{name}: not closed by its writer"
    elif (segment.closed and not segment.damage
          and closing["repaired"] not in (BY_WRITER, BY_RUN)):
        segment.damage = f"{name}: closed afterwards by a repair"
    segment.records = np.asarray(body[:readable * RECORD_SIZE]).view(RECORD)


def _identity(path: Path, data: npt.NDArray[np.uint8]) -> np.void:
    identity: np.void = data[:RECORD_SIZE].view(IDENTITY)[0]
    if int(identity["magic"]) != MAGIC:
        raise BadInput(f"{path}: begins with {int(identity['magic']):#010x}, "
                       f"a trace begins with {MAGIC:#010x}")
    if int(identity["version"]) != VERSION:
        raise BadInput(f"{path}: trace version {int(identity['version'])}, "
                       f"this reader knows {VERSION}")
    if not _half_fits(data[:RECORD_SIZE], 0):
        raise BadInput(f"{path}: the check word of its header does not fit")
    return identity


def _half_fits(block: npt.NDArray[np.uint8], place: int) -> bool:
    phase = np.array([PHASE_HEADER], dtype=np.uint32)
    stored = int(block[60:64].view("<u4")[0])
    return stored == int(check_words(np.ascontiguousarray(block), place,
                                     phase)[0])


def _readable(segment: Segment, body: npt.NDArray[np.uint8],
              expected: int) -> tuple[int, str]:
    """How many records from the start are whole, and what ends them."""
    name = segment.path.name
    room = len(body) // RECORD_SIZE
    stop = room if expected < 0 else min(expected, room)
    for first in range(0, stop, BLOCK):
        progress.tell(f"checking {name}", first, stop)
        last = min(first + BLOCK, stop)
        blocks = np.asarray(body[first * RECORD_SIZE:last * RECORD_SIZE])
        records = blocks.view(RECORD)
        bad = np.flatnonzero(~_fits(blocks, first))
        good = int(bad[0]) if len(bad) else len(records)
        segment.kinds += np.bincount(records["kind"][:good], minlength=256)
        if good < len(records):
            index = first + good
            if expected < 0 and records["check"][good] == 0:
                return index, ""  # Never committed: the writer ended here.
            return index, (f"{name}: record {index} is damaged; "
                           f"it and what follows are left out")
        segment.give_back()
    if expected > room:
        return stop, (f"{name}: {room} records, "
                      f"its header says {expected}")
    return stop, ""


def _fits(blocks: npt.NDArray[np.uint8], first: int) -> npt.NDArray[np.bool_]:
    records = blocks.view(RECORD)
    check = records["check"].astype(np.uint32)
    phases = check & np.uint32(PHASE_MASK)
    invoked = (phases == PHASE_INVOKED) & (records["kind"] == OPERATION)
    known = invoked | (phases == PHASE_WHOLE)
    fits: npt.NDArray[np.bool_] = \
        known & (check == check_words(blocks, first, phases))
    return fits
