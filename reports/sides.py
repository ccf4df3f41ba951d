# SPDX-License-Identifier: MIT
"""What is compared: one run, a folder of runs, or a baseline file.

Each run becomes a sketch: its measured phase is cut into CELLS stretches of
equal length, and the latencies of each, by operation and outcome, are counted
in buckets of half a per cent. A baseline is such sketches in a file.
"""

import base64
import binascii
import gzip
import json
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from reports import latency, progress, run as runs
from reports.bootstrap import F64, Units
from reports.codes import OUTCOMES, VERBS
from reports.errors import BadInput, Missing
from reports.history import I64, Operations, read_history
from reports.pack import Pack
from reports.trace import open_trace

CELLS = 128
STEPS = 128  # Buckets between a latency and its double.
BASELINE_SCHEMA = runs.SCHEMA.with_name("baseline.schema.json")
# What of run.json is kept, and what of it must be alike to compare.
FACTS = ("version", "build", "scenario", "drive", "runner", "clients",
         "virtual", "host")
ALIKE = ("scenario", "drive", "runner", "clients")

Key = tuple[str, str]  # Operation and outcome.


@dataclass
class Sketch:
    """Latencies of one kind in one run: how many in which cell and bucket."""

    cell: I64
    bucket: I64
    count: I64

    @property
    def total(self) -> int:
        """How many operations."""
        return int(self.count.sum())


@dataclass
class Sample:
    """One run."""

    name: str
    seed: str
    started_utc: str
    partial: bool
    sketches: dict[Key, Sketch] = field(default_factory=dict)


@dataclass
class Side:
    """A or B."""

    name: str
    facts: dict[str, Any]
    samples: list[Sample]
    notes: list[str] = field(default_factory=list)

    def total(self, key: Key) -> int:
        """How many operations of one kind in all runs."""
        return sum(sample.sketches[key].total for sample in self.samples
                   if key in sample.sketches)

    def buckets(self, key: Key) -> I64:
        """Which buckets are used, fastest first."""
        parts = [sample.sketches[key].bucket for sample in self.samples
                 if key in sample.sketches]
        found: I64 = np.unique(np.concatenate(parts)) if parts \
            else np.zeros(0, dtype=np.int64)
        return found

    def units(self, key: Key, buckets: I64, by_run: bool) -> Units:
        """Counts over the given buckets, a unit for each run or cell."""
        each = 1 if by_run else CELLS
        counts: F64 = np.zeros((len(self.samples) * each, len(buckets)))
        for place, sample in enumerate(self.samples):
            found = sample.sketches.get(key)
            if found is not None:
                row = place + 0 * found.cell if by_run \
                    else place * CELLS + found.cell
                np.add.at(counts, (row, np.searchsorted(buckets,
                                                        found.bucket)),
                          found.count)
        groups = [len(self.samples)] if by_run \
            else [CELLS] * len(self.samples)
        return Units(counts, groups)


def bucket_logs(buckets: I64) -> F64:
    """Natural logarithm of each bucket's middle, in ns."""
    logs: F64 = (buckets + 0.5) * (np.log(2) / STEPS)
    return logs


def _sketches(operations: Operations) -> dict[Key, Sketch]:
    """From the time an operation was due, where it was due at some time."""
    if not len(operations):
        return {}
    times = [(int(block.t0.min()), int(block.t0.max()))
             for block in operations.blocks()]
    begin = min(first for first, _ in times)
    span = max(last for _, last in times) - begin + 1
    keys, counts = _merged([_counted(block, begin, span)
                            for block in operations.blocks()])
    kinds = keys >> _KIND_SHIFT
    made = {}
    for kind in np.unique(kinds).tolist():
        chosen = kinds == kind
        verb, outcome = divmod(kind, len(OUTCOMES))
        made[VERBS[verb], OUTCOMES[outcome]] = Sketch(
            (keys[chosen] >> _CELL_SHIFT) & 0xFFFF,
            keys[chosen] & 0xFFFFFFFF, counts[chosen])
    return made


# A kind of operation, a cell and a bucket as one number.
_KIND_SHIFT, _CELL_SHIFT = 48, 32


def _counted(operations: Operations, begin: int,
             span: int) -> tuple[I64, I64]:
    """How many operations each kind, cell and bucket has."""
    cell = (operations.t0 - begin) * CELLS // span
    late = np.where(latency.had_due_time(operations),
                    operations.late_us.astype(np.int64) * 1000, 0)
    took = np.maximum(operations.took() + late, 1)
    bucket = np.floor(np.log2(took) * STEPS + 1e-6).astype(np.int64)
    kind = operations.what.astype(np.int64) * len(OUTCOMES) + \
        operations.outcome
    keys, counts = np.unique((kind << _KIND_SHIFT) | (cell << _CELL_SHIFT) |
                             bucket, return_counts=True)
    return keys, counts.astype(np.int64)


def _merged(parts: list[tuple[I64, I64]]) -> tuple[I64, I64]:
    """The same key of several blocks is one."""
    keys, place = np.unique(np.concatenate([part[0] for part in parts]),
                            return_inverse=True)
    counts = np.zeros(len(keys), dtype=np.int64)
    np.add.at(counts, place, np.concatenate([part[1] for part in parts]))
    return keys, counts


def _of_run(folder: Path) -> tuple[Sample, dict[str, Any], list[str]]:
    progress.tell(f"reading {folder}")
    run = runs.load_run(folder)
    if not (folder / "trace").is_dir():
        raise Missing(f"{folder}/trace: not there; a run is compared by the "
                      f"latencies in its trace")
    trace = open_trace(folder / "trace")
    measured = latency.measured(read_history(trace).operations)
    sample = Sample(folder.name, run["seed"], run["started_utc"],
                    bool(run["partial"]) or trace.partial,
                    _sketches(measured))
    notes = [f"{folder}: {line}" for line in trace.damage]
    if run["partial"] and not notes:
        notes.append(f"{folder}: the run was interrupted")
    if run["verdict"] == "broken":
        notes.append(f"{folder}: a rule was broken in this run")
    return sample, {name: run.get(name) for name in FACTS}, notes


def _is_run(folder: Path) -> bool:
    """Also one that was killed before it had run.json: not to be passed by."""
    return (folder / "run.json").is_file() or (folder / "trace").is_dir()


def load_side(path: Path) -> Side:
    """Whatever a path names."""
    if path.is_file():
        return load_baseline(path)
    if not path.is_dir():
        raise Missing(f"{path}: no run folder, no folder of run folders and no "
                      f"baseline file is there")
    if _is_run(path):
        folders = [path]
    else:  # `latest` is a link to one of them.
        folders = [one for one in sorted(path.iterdir())
                   if not one.is_symlink() and _is_run(one)]
    if not folders:
        raise Missing(f"{path}: neither a run folder (run.json, trace) nor a "
                      f"folder of run folders")
    found = [_of_run(folder) for folder in folders]
    side = Side(str(path), found[0][1], [sample for sample, _, _ in found],
                [line for _, _, notes in found for line in notes])
    for (_, facts, _), folder in zip(found, folders):
        for name in ("virtual", *ALIKE):
            if facts[name] != side.facts[name]:
                raise BadInput(
                    f"{folder}: {name} {facts[name]}, but {folders[0]} has "
                    f"{side.facts[name]}; a set is runs of one kind")
    return side


def differences(a: Side, b: Side) -> list[str]:
    """Why a difference may not be one of the program. BadInput: no ground."""
    if a.facts["virtual"] != b.facts["virtual"]:
        names = ("real", "simulated")
        raise BadInput(
            f"{a.name} is in {names[a.facts['virtual']]} time, {b.name} in "
            f"{names[b.facts['virtual']]} time: their latencies cannot be "
            f"compared")
    told = [f"{name} differs: A {a.facts[name]}, B {b.facts[name]}"
            for name in ALIKE if a.facts[name] != b.facts[name]]
    hosts = [(side.facts["host"] or {}).get("system", "?") for side in (a, b)]
    cores = [(side.facts["host"] or {}).get("cores", 0) for side in (a, b)]
    if not a.facts["virtual"] and (hosts[0], cores[0]) != (hosts[1], cores[1]):
        told.append(f"another machine: A {hosts[0]}, {cores[0]} cores; "
                    f"B {hosts[1]}, {cores[1]} cores")
    return told


def baseline_text(side: Side) -> str:
    """A side as a file: facts to read, sketches packed."""
    listed = []
    for sample in side.samples:
        pack, rows = Pack(), []
        for number, (key, sketch) in enumerate(
                sorted(sample.sketches.items(), key=lambda item: item[0])):
            rows.append({"op": key[0], "outcome": key[1],
                         "count": sketch.total})
            pack.add_sorted(f"{number}.cell", sketch.cell)
            pack.add(f"{number}.bucket", sketch.bucket)
            pack.add(f"{number}.count", sketch.count)
        listed.append({"name": sample.name, "seed": sample.seed,
                       "started_utc": sample.started_utc,
                       "partial": sample.partial, "rows": rows,
                       "columns": pack.index, "data": pack.text()})
    return json.dumps({"tool": "trayjam", "kind": "baseline", "format": 1,
                       "cells": CELLS, "steps": STEPS, **side.facts,
                       "runs": listed}, indent=1) + "\n"


def load_baseline(path: Path) -> Side:
    """The other way. BadInput names what is wrong and where."""
    try:
        loaded = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as problem:
        raise BadInput(f"{path}:{problem.lineno}:{problem.colno}: "
                       f"{problem.msg}; expected a baseline, as `trayjam "
                       f"compare --baseline-out` writes it") from None
    except (OSError, UnicodeDecodeError) as problem:
        raise BadInput(f"{path}: {problem}") from None
    runs.validate(loaded, str(path), BASELINE_SCHEMA)
    samples = [_unpacked(row, f"{path}: at /runs/{place}")
               for place, row in enumerate(loaded["runs"])]
    return Side(str(path), {name: loaded[name] for name in FACTS}, samples)


def _unpacked(row: dict[str, Any], where: str) -> Sample:
    sample = Sample(row["name"], row["seed"], row["started_utc"],
                    row["partial"])
    try:
        data = np.frombuffer(gzip.decompress(
            base64.b64decode(row["data"], validate=True)), dtype=np.uint8)
        columns = {name: _numbers(data[at:at + size], count)
                   for name, (at, size, count) in row["columns"].items()}
        for number, kind in enumerate(row["rows"]):
            cell, bucket, count = (columns[f"{number}.{name}"] for name in
                                   ("cell", "bucket", "count"))
            found = Sketch(np.cumsum(cell), bucket, count)
            if not len(cell) == len(bucket) == len(count) or \
                    found.total != kind["count"] or \
                    (found.cell >= CELLS).any() or \
                    (bucket >= 64 * STEPS).any():
                raise ValueError("its counts contradict each other")
            sample.sketches[kind["op"], kind["outcome"]] = found
    except (ValueError, KeyError, OSError, EOFError, binascii.Error,
            zlib.error) as problem:
        raise BadInput(f"{where}: damaged ({problem})") from None
    return sample


def _numbers(data: Any, count: int) -> I64:
    """LEB128, as pack.varint writes it."""
    ends = np.flatnonzero(data < 0x80)
    if len(ends) != count or (count and ends[-1] != len(data) - 1):
        raise ValueError("a column is cut off")
    if not count:
        return np.zeros(0, dtype=np.int64)
    starts = np.concatenate([[0], ends[:-1] + 1])
    place = np.arange(len(data)) - np.repeat(starts, ends - starts + 1)
    if int(place.max()) > 7:
        raise ValueError("a number is too long")
    parts = (data & 0x7F).astype(np.int64) << (7 * place)
    return np.add.reduceat(parts, starts)
