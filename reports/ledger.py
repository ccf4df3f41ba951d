# SPDX-License-Identifier: MIT
"""ledger.csv: each refusal and who held the drive, a row each.

Millions of rows, of which a page shows a dozen. The column that chooses them
is found by counting separators from the end of a line, for a whole block of
lines at once; only the rows that are shown are taken apart.
"""

import csv
import io
from pathlib import Path
from typing import BinaryIO, Iterator

import numpy as np
import numpy.typing as npt

from reports import progress
from reports.errors import BadInput
from reports.run import whole

BLOCK = 1 << 23  # Bytes looked at at a time.
_TAIL = ["held_ns", "next_grant_ns"]  # How every row ends.
_NEWLINE, _COMMA, _QUOTE, _ZERO = (ord(one) for one in '\n,"0')
_DIGITS_MAX = 18  # What surely fits 64 bits.

Row = dict[str, str]
_Kept = tuple[int, bytes]  # How long, and the line.


def load_ledger(folder: Path, rows_max: int) -> tuple[list[Row], int]:
    """The refusals that met the longest holds, and how many there were."""
    path = folder / "ledger.csv"
    try:
        with path.open("rb") as file:
            names: list[str] = next(csv.reader([file.readline().decode()]), [])
            if names[-len(_TAIL):] == _TAIL:
                found = _by_block(file, names, rows_max)
                if found is not None:
                    return found
        return _by_row(path, rows_max)
    except FileNotFoundError:
        return [], 0
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise BadInput(f"{path}: {problem}") from None


def _by_block(file: BinaryIO, names: list[str],
              rows_max: int) -> tuple[list[Row], int] | None:
    """None: this table is not as simple as that."""
    kept: list[_Kept] = []
    total, read = 0, 0
    for block in _blocks(file):
        progress.tell("the ledger", read, 0)
        read += len(block)
        held = _held(np.frombuffer(block, dtype=np.uint8))
        if held is None:
            return None
        ends, values = held
        total += len(ends)
        best = np.argsort(-values, kind="stable")[:rows_max]
        starts = np.concatenate([[0], ends[:-1] + 1])
        kept += [(int(values[row]), block[int(starts[row]):int(ends[row])])
                 for row in best]
        kept = sorted(kept, key=lambda row: -row[0])[:rows_max]
    text = io.StringIO("\n".join(line.decode() for _, line in kept),
                       newline="")
    return list(csv.DictReader(text, names)), total


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    """Whole lines."""
    rest = b""
    while data := file.read(BLOCK):
        end = data.rfind(b"\n") + 1
        if end:
            yield rest + data[:end]
            rest = data[end:]
        else:
            rest += data
    if rest.strip():
        yield rest + b"\n"


def _held(data: npt.NDArray[np.uint8]) -> \
        tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]] | None:
    """Where each line ends, and the last but one of its numbers. None where
    lines are not rows, or a number is too long."""
    ends = np.flatnonzero(data == _NEWLINE)
    quotes = np.searchsorted(np.flatnonzero(data == _QUOTE), ends)
    if (quotes % 2).any():
        return None
    commas = np.flatnonzero(data == _COMMA)
    before = np.searchsorted(commas, ends)
    fits = np.diff(before, prepend=0) >= len(_TAIL)
    stop = commas[before[fits] - 1]
    start = commas[before[fits] - 2] + 1
    if (stop - start > _DIGITS_MAX).any():
        return None
    values = np.zeros(len(ends), dtype=np.int64)
    values[fits] = _numbers(data, start, stop - start)
    return ends, values


def _numbers(data: npt.NDArray[np.uint8], start: npt.NDArray[np.int64],
             length: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Decimal numbers; 0 for what is none."""
    values = np.zeros(len(start), dtype=np.int64)
    good = np.ones(len(start), dtype=np.bool_)
    for place in range(int(length.max(initial=0))):
        inside = np.flatnonzero(good & (length > place))
        digit = data[start[inside] + place].astype(np.int64) - _ZERO
        values[inside] = values[inside] * 10 + digit
        good[inside] &= (digit >= 0) & (digit <= 9)
    values[~good] = 0
    return values


def _by_row(path: Path, rows_max: int) -> tuple[list[Row], int]:
    """Any table with these names, slowly."""
    kept: list[Row] = []
    total = 0
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            total += 1
            kept.append(row)
            if len(kept) >= 4 * rows_max + 1000:
                kept = _longest(kept, rows_max)
    return _longest(kept, rows_max), total


def _longest(rows: list[Row], rows_max: int) -> list[Row]:
    return sorted(rows, key=lambda row: -whole(row.get("held_ns")))[:rows_max]
