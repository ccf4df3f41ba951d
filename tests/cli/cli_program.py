# SPDX-License-Identifier: MIT
"""The program under test, and small readers of what it leaves behind."""
import json
import os
import pathlib
import select
import subprocess
import time

TRAYJAM = os.environ["TRAYJAM"]
RECORD = 64


def environment(**more):
    """A clean one: no TRAYJAM_* of the caller's, no colour, C locale."""
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith("TRAYJAM") and name != "NO_COLOR"}
    kept.update({"LC_ALL": "C"}, **more)
    return kept


def trayjam(*arguments, folder=None, text=None, env=None, timeout=120):
    """Runs the program; stdout and stderr are text."""
    return subprocess.run([TRAYJAM, *map(str, arguments)], cwd=folder,
                          input=text, capture_output=True, text=True,
                          env=environment(**(env or {})), timeout=timeout)


def virtual(out, *more, scenario="two-burners", seed=7, **how):
    """A short virtual run without reports: quick and repeatable."""
    return trayjam("run", scenario, "--runner", "virtual", "--seed", seed,
                   "--format", "none", "--out", out, *more,
                   **how)


def run_json(folder):
    return json.loads((pathlib.Path(folder) / "run.json").read_text())


def segments(folder):
    """The stream files of a run's trace."""
    return sorted((pathlib.Path(folder) / "trace").glob("writer-*"))


def begun(*arguments, folder):
    """A `run` into that folder that has recorded something once this returns."""
    run = subprocess.Popen(
        [TRAYJAM, "run", *map(str, arguments), "--quiet", "--format", "none",
         "--out", str(folder)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=environment())
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and run.poll() is None:
        writers = segments(folder)
        if writers and any(w.stat().st_size and w.read_bytes()[192:256].strip(b"\0")
                           for w in writers[1:]):
            return run
        os.sched_yield()
    run.kill()
    raise AssertionError(run.communicate())


def shown_on(master, slave, *arguments, **more):
    """Runs the program on that terminal: its exit code and what it showed."""
    shown = b""
    with subprocess.Popen([TRAYJAM, *map(str, arguments)], stdout=slave,
                          stderr=slave, env=environment(**more)) as process:
        os.close(slave)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            ready, _, _ = select.select([master], [], [], 1)
            try:
                piece = os.read(master, 65536) if ready else None
            except OSError:
                break
            if piece == b"":
                break
            shown += piece or b""
    os.close(master)
    return process.returncode, shown.decode()
