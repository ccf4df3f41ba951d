# SPDX-License-Identifier: MIT
"""The commands of trayjam.exe beside `run`: what they say, next to Linux."""
import json
import os
import subprocess

import pytest
from wine_prefix import windows_path

LINUX = os.environ["TRAYJAM_LINUX"]


def on_linux(*words):
    if not os.path.exists(LINUX):
        pytest.skip(f"{LINUX} is not built (preset dev)")
    done = subprocess.run([LINUX, *map(str, words)], capture_output=True, text=True,
                          timeout=60, check=False)
    return done.returncode, done.stdout, done.stderr


def told(done):
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("words", [
    ("--help",), ("run", "--help"), ("explain", "TJ-X07"), ("explain", "0xC0000022"),
    ("eject",), ("query", "--json"), ("lock", "--as", "Änne"), ("eject", "--drive", "null"),
    ("lock", "--caller",), ("run", "no-such-scenario"), ("check", "no-such-folder"),
    ("run", "two-burners", "--set", "global.clients=many"), ("nothing", "at", "all")],
    ids=" ".join)
def test_a_command_says_the_same_as_on_linux(trayjam, words):
    here, there = told(trayjam(*words)), on_linux(*words)
    if "no-such-folder" in words:  # Each system has its own words for it.
        assert here[0] == there[0] == 66 and "no-such-folder" in here[2]
    else:
        assert here == there


def test_every_mutant_is_found(trayjam):
    done = trayjam("canary", "--json", timeout=250)
    assert done.returncode == 0, done.stderr
    drives = json.loads(done.stdout)["drives"]
    assert all(row["ok"] for row in drives)
    assert sum(row.get("found", False) for row in drives) > 40


def test_doctor_measures_the_clock_and_finds_no_python(trayjam):
    done = trayjam("doctor", "--json")
    findings = {row["name"]: row for row in json.loads(done.stdout)}
    assert "Windows" in findings["system"]["value"]
    assert "one reading costs" in findings["clock"]["value"]
    assert not findings["python"]["ok"] and "winget" in findings["python"]["remedy"]
    assert findings["pinning"]["ok"] and findings["priorities"]["ok"]


def test_hold_and_watch_end_by_themselves(trayjam):
    held = trayjam("hold", "--for", "200ms", "--json")
    assert held.returncode == 0 and json.loads(held.stdout.splitlines()[0])["locked"]
    heard = trayjam("watch", "--for", "200ms", "--json")
    assert heard.returncode == 0, heard.stderr
    assert all(json.loads(line) for line in heard.stdout.splitlines())


def test_one_figure_is_measured_beside_its_limit(trayjam):
    done = trayjam("bench", "record", "--quick", "--json")
    assert done.returncode == 0, done.stderr
    [row] = json.loads(done.stdout)["figures"]
    assert row["value"] > 0 and row["limit"] > 0


def test_scratch_folders_are_removed(wine, tmp_path):
    # Not in Wine's own environment: it would look there for its server.
    line = f"set TMPDIR={windows_path(tmp_path)}&& {windows_path(wine.trayjam)} bench record --quick"
    done = wine.run("cmd", "/c", line)
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.iterdir()) == []
