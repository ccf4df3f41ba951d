# SPDX-License-Identifier: MIT
"""Runs with latencies of a known distribution, for tests of the comparison.

Log-normal, with what makes real latencies hard to compare: neighbours resemble
each other (a slow drift, autoregressive), and now and then a burst slows
everything for a while.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from reports import trace as tr
from reports.codes import DONE, REFUSED, VERB
from tests.reports import trace_files

OPERATIONS = 40_000
GAP_NS = 100_000
SAMPLE = Path(__file__).parent / "golden" / "run.json"


def correlated(rng: np.random.Generator, count: int,
               memory: float) -> npt.NDArray[np.float64]:
    """Standard normal values, each resembling the one before."""
    steps = rng.standard_normal(count) * (1 - memory ** 2) ** 0.5
    values = np.empty(count)
    last = float(rng.standard_normal())
    for place, step in enumerate(steps.tolist()):
        last = memory * last + step
        values[place] = last
    return values


def latencies(rng: np.random.Generator, count: int = OPERATIONS,
              level: float = 0.0) -> npt.NDArray[np.float64]:
    """About 20 us, in ns; in 200 bursts, of 10 operations or so, twice that."""
    drift = correlated(rng, count, 0.95)
    logs = level + np.log(20_000) + 0.25 * rng.standard_normal(count) + \
        0.1 * drift
    for start in np.flatnonzero(rng.random(count) < 1 / 200):
        logs[start:start + 1 + int(rng.exponential(10))] += np.log(2)
    values: npt.NDArray[np.float64] = np.exp(logs)
    return values


def slow_tail(values: npt.NDArray[np.float64],
              factor: float = 1.2) -> npt.NDArray[np.float64]:
    """The slowest 2 % take longer; the median stays where it is."""
    return np.where(values > np.quantile(values, 0.98), values * factor,
                    values)


def write_run(folder: Path, values: npt.NDArray[np.float64],
              refused: npt.NDArray[np.bool_] | None = None, seed: int = 7,
              **facts: Any) -> Path:
    """A run folder: one client whose locks took that long."""
    rows = trace_files.records(len(values))
    took = np.maximum(values, 1).astype(np.uint64)
    rows["kind"], rows["client"], rows["what"] = tr.OPERATION, 1, VERB["lock"]
    rows["t0_ns"] = 1000 + np.arange(len(values)) * GAP_NS
    rows["t1_ns"] = rows["t0_ns"] + took
    rows["outcome"] = DONE
    if refused is not None:
        rows["outcome"][refused] = REFUSED
    trace_files.write_segment(folder / "trace", 1, rows, seed=seed)
    run = json.loads(SAMPLE.read_text(encoding="utf-8"))
    run.update(seed=f"{seed:#x}", partial=False, verdict="pass", exit_code=0,
               **facts)
    (folder / "run.json").write_text(json.dumps(run), encoding="utf-8")
    return folder
