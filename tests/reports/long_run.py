# SPDX-License-Identifier: MIT
"""A run of a million operations in a second: columns instead of a loop.

Each client opens, locks, asks, unlocks and closes over and over; two findings
of the sample run are led to records in its middle.
"""

import json
import shutil
from pathlib import Path

import numpy as np

from reports import trace as tr
from reports.codes import DONE, REFUSED, VERB
from tests.reports import trace_files as files

CLIENTS = 6
SCRIPT = ("open", "lock", "query", "query", "unlock", "close")
ACCESS_DENIED = 0xC0000022


def _of_client(client: int, count: int) -> files.Records:
    rng = np.random.default_rng(client)
    gap = rng.exponential(400, count).astype(np.int64) + 60
    took = rng.lognormal(np.log(300), 0.7, count).astype(np.int64) + 40
    t1 = np.cumsum(gap + took)
    step = np.arange(count) % len(SCRIPT)
    # Each round is one client's: the others are refused, and unlock nothing.
    mine = (np.arange(count) // len(SCRIPT)) % CLIENTS == client - 1
    refused = ((step == 1) | (step == 4)) & ~mine
    rows = files.records(count)
    rows["kind"], rows["client"], rows["handle"] = tr.OPERATION, client, client
    rows["what"] = np.array([VERB[verb] for verb in SCRIPT])[step]
    rows["number"] = np.arange(count) + 1
    rows["t0_ns"], rows["t1_ns"] = t1 - took, t1
    rows["outcome"] = np.where(refused, REFUSED, DONE)
    rows["status"] = np.where(refused, ACCESS_DENIED, 0)
    return rows


def make_long(folder: Path, sample: Path, operations: int) -> Path:
    """A run folder with so many operations and two findings."""
    folder.mkdir(parents=True)
    for name in ("scenario.ini", "ledger.csv"):
        shutil.copy(sample / name, folder / name)
    run = json.loads((sample / "run.json").read_text(encoding="utf-8"))
    each = operations // CLIENTS
    run["operations"] |= {"submitted": each * CLIENTS,
                          "answered": each * CLIENTS}
    middle = each // 2
    run["findings"][0]["records"] = [f"writer-0002:{middle}",
                                     f"writer-0003:{middle + 7}"]
    run["findings"][1]["records"] = [f"writer-0001:{each // 5}"]
    (folder / "run.json").write_text(json.dumps(run), encoding="utf-8")
    files.write_segment(folder / "trace", 0, files.mark(0, tr.MARK_BEGIN))
    for client in range(1, CLIENTS + 1):
        files.write_segment(folder / "trace", client,
                            _of_client(client, each))
    return folder
