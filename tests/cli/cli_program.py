# SPDX-License-Identifier: MIT
"""The program under test, and small readers of what it leaves behind."""
import json
import os
import pathlib
import subprocess

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
