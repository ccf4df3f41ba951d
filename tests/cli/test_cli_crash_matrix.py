# SPDX-License-Identifier: MIT
"""The preset holder-crash-matrix: every cell is reached, what must go with the
holder goes, what stays is told, and a drive that gets it wrong is found."""
import json
import os
import re

import pytest
from cli_program import trayjam

OPERATIONS = ["lock", "unlock", "query", "eject", "load", "prevent", "allow",
              "secure-prevent", "secure-allow", "mcn-off", "mcn-on", "verify2",
              "read"]
CELLS = {f"{way}-{operation}" for way in ("killed", "killed-in")
         for operation in OPERATIONS} | {
             "stopped", "closed-under", "cancelled", "duplicated", "inherited",
             "forgotten"}
# Killed with a PREVENT granted and its ALLOW not yet answered.
LEAVES_A_LOCK = {"killed-verify2", "killed-in-verify2", "killed-read",
                 "killed-in-read", "killed-query", "killed-in-query"}


def play(folder, *more, runner="virtual", seed=3):
    run = trayjam("run", "holder-crash-matrix", "--runner", runner, "--seed",
                  seed, "--format", "none", "--out", folder, *more)
    told = folder / "run.json"
    return run, json.loads(told.read_text()) if told.exists() else None


def left_behind(text):
    found = re.search(r"LEFT BEHIND\n +(\d+) tray lock", text)
    return int(found[1]) if found else 0


@pytest.mark.parametrize("runner", [
    "virtual", pytest.param("processes", marks=pytest.mark.skipif(
        os.name != "posix", reason="SIGKILL and SIGSTOP"))])
def test_every_cell_is_reached_and_what_stays_is_told(tmp_path, runner):
    run, told = play(tmp_path / "run", runner=runner)
    assert {row["rule"] for row in told["faults"]} == CELLS
    assert run.returncode == 0, run.stdout + run.stderr
    assert [row for row in told["faults"] if row["struck"] < row["planned"]] == []
    assert told["findings_total"] == 0, told["findings"]
    left = left_behind(run.stdout)
    assert len(LEAVES_A_LOCK) <= left <= len(CELLS)
    again = trayjam("check", tmp_path / "run")
    assert left_behind(again.stdout) == left


def test_nobody_leaves_a_tray_lock_where_nobody_is_killed(tmp_path):
    run = trayjam("run", "two-burners", "--runner", "virtual", "--seed", 7,
                  "--format", "none", "--out", tmp_path / "run")
    assert "LEFT BEHIND" not in run.stdout


def test_a_drive_that_is_silent_about_a_dead_owner_is_found(tmp_path):
    run, told = play(tmp_path / "run", "--drive",
                     "sim:disc=present,mutant=no_unlock_event_on_close")
    assert run.returncode == 1, run.stdout + run.stderr
    assert told["findings_total"] > 0


def test_a_drive_that_a_dead_owner_keeps_does_not_pass(tmp_path):
    """Nobody saw the dead one close: what shows is the drive it still has."""
    run, told = play(tmp_path / "run", "--drive",
                     "sim:disc=present,mutant=lock_survives_close")
    assert run.returncode == 5, run.stdout + run.stderr
    assert "not left as it was found" in run.stdout
    struck = {row["rule"]: row["struck"] for row in told["faults"]}
    assert struck["killed-lock"] == 1 and struck["killed-in-read"] == 0


def test_threads_cannot_be_killed_with_all_they_have(tmp_path):
    run, told = play(tmp_path / "run", "--clients", "48", runner="threads")
    assert run.returncode == 6 and told is None
    assert "would be the run itself" in run.stderr
