# SPDX-License-Identifier: MIT
"""bench: the form of its figures. Whether goals are met is for people."""
import json
import os

import pytest
from cli_program import trayjam

FIGURES = ["engine_null", "record", "record_fresh", "fault_off", "fault_on",
           "sim_in_process", "server", "virtual_runner", "explore", "check_1m",
           "judge_valid", "judge_corrupted",
           "histogram"]
# Of a drive that is named; tests/wine and tests/uml measure them.
OF_A_DRIVE = ["windows_backend", "windows_sync", "linux_backend", "linux_claim"]


def test_every_figure_stands_beside_its_limit(tmp_path):
    run = trayjam("bench", "--quick", "--json", env={"TMPDIR": str(tmp_path)},
                  timeout=280)
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert [row["name"] for row in told["figures"]] == FIGURES
    for row in told["figures"]:
        assert list(row)[:9] == ["name", "value", "unit", "limit", "ratio", "goal",
                                 "met", "runs", "spread"]
        assert row["value"] > 0 and row["limit"] > 0 and row["runs"] >= 3
        assert abs(row["ratio"] - row["value"] / row["limit"]) < 1e-6 * row["ratio"]
        what, sense, goal = row["goal"].split()
        measured = row["ratio"] if what == "ratio" else row["value"]
        met = measured <= float(goal) if sense == "<=" else measured >= float(goal)
        assert row["met"] == met, row
    assert told["host"]["cores"] >= 1 and told["host"]["clock_read_ns"] > 0
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", OF_A_DRIVE)
def test_a_figure_of_a_drive_wants_one(name):
    run = trayjam("bench", name)
    assert run.returncode == 64 and f"{name}: --drive {name[:name.index('_')]}:PATH" in run.stderr
    near = trayjam("bench", name[:-1])
    assert near.returncode == 64 and f"did you mean {name}?" in near.stderr


def test_only_real_drives_have_figures():
    for drive in ("sim", "null"):
        run = trayjam("bench", "--drive", drive)
        assert run.returncode == 64 and "windows:PATH" in run.stderr
        assert run.stdout == "", "said before anything is measured"
    run = trayjam("bench", "linux_claim", "--drive", "sim")
    assert run.returncode == 64 and "--drive linux:PATH was expected" in run.stderr
    if os.name != "nt":
        run = trayjam("bench", "windows_backend", "--drive", "windows:D:")
        assert run.returncode == 6 and "needs Windows" in run.stderr
