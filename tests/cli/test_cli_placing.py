# SPDX-License-Identifier: MIT
"""Cores and priorities of clients: what was asked for is there or is told."""
import os
import pathlib
import signal
import subprocess
import sys
import time

import pytest
from cli_program import TRAYJAM, environment, run_json, trayjam
from test_cli_processes import children

linux = pytest.mark.skipif(not sys.platform.startswith("linux"),
                           reason="reads /proc")


def threads(process):
    """Of each thread: the cores it may run on, and its nice value."""
    found = []
    for task in pathlib.Path(f"/proc/{process}/task").iterdir():
        status = (task / "status").read_text()
        stat = (task / "stat").read_text().rsplit(")", 1)[1].split()
        cores = next(line.split()[1] for line in status.splitlines()
                     if line.startswith("Cpus_allowed_list"))
        found.append((cores, int(stat[16])))
    return found


def placed(folder, *line, worker=False):
    run = subprocess.Popen(
        [TRAYJAM, "run", "two-burners", "--duration", "100s", "--quiet",
         "--format", "none", "--out", str(folder), *line],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=environment())
    deadline = time.monotonic() + 60
    found = []
    while time.monotonic() < deadline and run.poll() is None:
        try:
            owners = children(run.pid, "clients") if worker else [run.pid]
            found = [t for owner in owners for t in threads(owner)]
        except OSError:
            continue
        if sum(nice == 7 for _, nice in found) == 4:
            break
        os.sched_yield()
    run.send_signal(signal.SIGINT)
    _, err = run.communicate(timeout=120)
    assert run.returncode == 130, err
    return found


@linux
@pytest.mark.parametrize("runner, clients, worker", [
    ("threads", "4", False), ("processes", "2t2p", True)])
def test_clients_are_where_they_were_asked_to_be(tmp_path, runner, clients,
                                                 worker):
    core = sorted(os.sched_getaffinity(0))[0]
    found = placed(tmp_path / "run", "--runner", runner, "--clients", clients,
                   "--set", f"pin={core}", "--set", "priority=7",
                   worker=worker)
    clients_threads = [cores for cores, nice in found if nice == 7]
    assert clients_threads == [str(core)] * 4
    facts = run_json(tmp_path / "run")["placing"]
    assert facts == {"pin": str(core), "priority": "7", "unpinned": 0,
                     "unprioritised": 0}


@linux
def test_a_core_that_is_not_there_is_told(tmp_path):
    run = trayjam("run", "two-burners", "--runner", "threads", "--clients", "3",
                  "--duration", "100ms", "--format", "none", "--set",
                  "pin=1023", "--out", tmp_path / "run")
    assert "3 clients could not be pinned" in run.stderr
    assert run_json(tmp_path / "run")["placing"]["unpinned"] == 3
    again = trayjam("check", tmp_path / "run")
    assert "3 clients could not be pinned" in again.stderr


def test_virtual_time_says_that_it_does_nothing(tmp_path):
    run = trayjam("run", "two-burners", "--runner", "virtual", "--duration",
                  "1s", "--format", "none", "--set", "pin=compact", "--out",
                  tmp_path / "run")
    assert "pin and priority: nothing in virtual time" in run.stderr


def test_a_persona_has_its_own(tmp_path):
    scenario = tmp_path / "s.ini"
    scenario.write_text("[global]\npin = spread\npriority = low\n"
                        "[persona p]\npin = 0,1\nscript = query\n"
                        "[mix m]\npriority = -3\nquery = 1\n")
    run = trayjam("run", scenario, "--dump-config")
    assert run.returncode == 0, run.stderr
    lines = run.stdout.splitlines()
    assert [x for x in lines if x.startswith(("pin", "prio", "["))] == [
        "[global]", "pin = spread", "priority = low", "[persona p]",
        "pin = 0,1", "[mix m]", "priority = -3"]


@pytest.mark.parametrize("word, says", [
    ("pin=everywhere", "allowed: none, spread, compact, or cores such as 0,2"),
    ("priority=20", "allowed: normal, high, low, or -20 .. 19")])
def test_what_is_no_place_is_refused(word, says):
    run = trayjam("run", "two-burners", "--set", word, "--parse-only")
    assert run.returncode == 64 and says in run.stderr


def test_doctor_knows():
    out = trayjam("doctor").stdout
    assert "pinning" in out and "priorities" in out
