#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""How often `trayjam compare` is right about runs that `trayjam run` made.

compare_trials.py TRAYJAM [TRIALS]: of each kind below so many trials, and what
came of them. A trial has three sides: A, B that differs from A by the seeds
alone, and a slow one, whose drive takes a fifth longer for the slowest reads;
its other reads are as fast as ever. Sides are made in turn.
"""

import json
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator

SCENARIO = """
[global]
clients = {clients}
runner  = {runner}

[persona reader]
script  =
    open interface rw
    read 2048 at random
    think exponential({think})
    lock ignore_volume
    hold exponential(1ms)
    unlock
    close
    think exponential({think})
"""
# Three reads of a hundred meet a scratch. Readers wait for each other, so
# that the 99th percentile is not simply that time.
DRIVE = "sim:disc=present,read_time=1ms..3ms/3%:{tail_us}us"
TAIL_US = 20_000
SLOWER = 1.2
WORKERS = 10  # Readers mostly wait; that they share a machine is part of it.


@dataclass(frozen=True)
class Kind:
    """What runs, for how long, and how many a side."""

    name: str
    runner: str
    clients: int
    think: str
    duration: str
    runs: int


KINDS = (
    Kind("virtual time, 120 s, 1 run a side", "virtual", 4, "20ms", "120s", 1),
    Kind("virtual time, 30 s, 5 runs a side", "virtual", 4, "20ms", "30s", 5),
    Kind("real time, threads, 7 s, 10 runs a side", "threads", 2, "3ms", "7s",
         10),
)


@dataclass
class Answer:
    """Of one comparison."""

    code: int
    regressed: set[str]
    improved: set[str]
    ratio: float  # Of the reads' 99th percentile.

    @property
    def silent(self) -> bool:
        """Nothing regressed, nothing improved, nothing lacking."""
        return self.code == 0 and not self.improved

    @property
    def told(self) -> bool:
        """The plant was found, in what is slow or in what waits for it; the
        reads that are not slow were left alone."""
        return self.code == 3 and "read done p50" not in self.regressed and \
            not {"read done p99", "lock done p99"}.isdisjoint(self.regressed)


def make_run(trayjam: str, kind: Kind, folder: Path, seed: int,
             tail_us: int) -> None:
    """One run; RuntimeError with what the program said."""
    scenario = folder.parent / "readers.ini"
    folder.parent.mkdir(parents=True, exist_ok=True)
    scenario.write_text(SCENARIO.format(clients=kind.clients, think=kind.think,
                                        runner=kind.runner), encoding="utf-8")
    done = subprocess.run(
        [trayjam, "run", str(scenario), "--drive",
         DRIVE.format(tail_us=tail_us), "--seed", str(seed), "--duration",
         kind.duration, "--format", "none", "--quiet", "--out", str(folder)],
        capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)


def compared(trayjam: str, a: Path, b: Path) -> Answer:
    """As a gate asks, but for the form of the answer."""
    done = subprocess.run([trayjam, "compare", "--json", str(a), str(b)],
                          capture_output=True, text=True, check=False)
    rows = json.loads(done.stdout)["rows"]
    found = {f"{row['op']} {row['outcome']} {row['figure']}": row
             for row in rows}
    return Answer(done.returncode, *(
        {name for name, row in found.items() if row["verdict"] == verdict}
        for verdict in ("regressed", "improved")),
        found["read done p99"]["ratio"])


def trial(trayjam: str, kind: Kind, folder: Path,
          number: int) -> tuple[Answer, Answer]:
    """Of equal sides, and of a slow one."""
    slow_us = round(TAIL_US * SLOWER)
    for run in range(kind.runs):
        for side, (name, tail_us) in enumerate(
                (("a", TAIL_US), ("b", TAIL_US), ("slow", slow_us))):
            make_run(trayjam, kind, folder / name / f"run-{run}",
                     1000 * number + 100 * side + run, tail_us)
    return (compared(trayjam, folder / "a", folder / "b"),
            compared(trayjam, folder / "a", folder / "slow"))


def trials(trayjam: str, kind: Kind,
           count: int) -> Iterator[tuple[Answer, Answer]]:
    """WORKERS at a time; the runs are not kept."""
    def one(number: int) -> tuple[Answer, Answer]:
        with tempfile.TemporaryDirectory() as folder:
            return trial(trayjam, kind, Path(folder), number)

    with ThreadPoolExecutor(WORKERS) as pool:
        yield from pool.map(one, range(1, count + 1))


def main() -> int:
    """The table. Exit code 1 when any trial went wrong."""
    if len(sys.argv) not in (2, 3):
        print(__doc__, file=sys.stderr)
        return 64
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    wrong = 0
    for kind in KINDS:
        found = list(trials(sys.argv[1], kind, count))
        silent = sum(equal.silent for equal, _ in found)
        told = sum(slow.told for _, slow in found)
        ratios = sorted(slow.ratio for _, slow in found)
        wrong += 2 * count - silent - told
        print(f"{kind.name}: equal pairs silent {silent} of {count}, plants "
              f"told {told} of {count}, their p99 {ratios[0]:.2f} .. "
              f"{ratios[-1]:.2f} times", flush=True)
        for place, (equal, slow) in enumerate(found, 1):
            if not equal.silent:
                print(f"  trial {place}, equal: {equal}")
            if not slow.told:
                print(f"  trial {place}, slow: {slow}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
