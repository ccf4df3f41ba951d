# SPDX-License-Identifier: MIT
"""Runs that hang end, and say who waited for whom; what the dead leave behind is
undone, and what cannot be undone is told."""
import json
import os
import pathlib
import signal
import time

import pytest
from cli_program import begun, run_json, trayjam, virtual
from test_cli_processes import children
from test_cli_serve import served

posix = pytest.mark.skipif(os.name != "posix", reason="POSIX processes")


def going(folder, scenario, *more):
    """A long run that has recorded something once this returns."""
    return begun(scenario, "--duration", "100s", *more, folder=folder)


def hung(folder, run):
    """The end of a run that hung: what it said, and that `check` says it too."""
    out, err = run.communicate(timeout=120)
    assert run.returncode == 4, out + err
    assert "who waits for whom" in err
    facts = run_json(folder)
    assert facts["verdict"] == "liveness" and facts["hang"]["waits"]
    again = trayjam("check", folder, "--json")
    assert again.returncode == (4 if not facts["partial"] else again.returncode)
    told = json.loads(again.stdout)
    assert told["hang"] == facts["hang"]
    assert told["findings"] == facts["findings"]
    assert {f["rule"] for f in facts["findings"]} == {"TJ-L01"}
    return facts, err


# --- Threads ---

def test_a_thread_that_waits_for_ever_does_not_block_the_exit(tmp_path):
    run = going(tmp_path / "run", "two-burners", "--runner", "threads",
                "--set", "hang=300ms", "--fault",
                "stuck: inject = delay(1h) op=query first=9 count=1")
    facts, err = hung(tmp_path / "run", run)
    (wait,) = facts["hang"]["waits"]
    assert wait["op"] == "query" and wait["struck"]
    assert wait["waited_ns"] >= 300_000_000
    assert facts["operations"]["unknown"] == 1
    assert not facts["partial"], "the others' segments, and its own, are whole"
    assert f"client {wait['client']} " in err and "a fault struck it" in err


def test_a_delay_behind_the_drive_hangs_as_well(tmp_path):
    run = going(tmp_path / "run", "two-burners", "--runner", "threads",
                "--set", "hang=300ms", "--fault",
                "stuck: inject = delay(1h) op=query first=9 count=1 when=after")
    facts, _ = hung(tmp_path / "run", run)
    assert not facts["partial"]


@posix
def test_a_drive_that_stops_answering_anybody(tmp_path):
    path = tmp_path / "tray"
    with served(path, "--drive", "sim:disc=present") as server:
        run = going(tmp_path / "run", "two-burners", "--runner", "threads",
                    "--drive", f"sim:{path}", "--set", "hang=400ms")
        server.send_signal(signal.SIGSTOP)
        facts, err = hung(tmp_path / "run", run)
        server.send_signal(signal.SIGCONT)
    assert {"drive": 0, "what": "unknown"}.items() <= facts["left"][0].items()
    assert f"trayjam query --drive sim:{path}" in err
    assert len(facts["hang"]["waits"]) > 1


def test_who_only_waits_long_by_its_script_does_not_hang(tmp_path):
    scenario = tmp_path / "calm.ini"
    scenario.write_text("[global]\nclients = 1\n[persona calm]\n"
                        "script = open interface rw | query | think 900ms\n")
    run = trayjam("run", scenario, "--runner", "threads", "--duration", "1s",
                  "--set", "hang=200ms", "--format", "none", "--out",
                  tmp_path / "run")
    assert run.returncode == 0, run.stdout + run.stderr
    assert run_json(tmp_path / "run")["hang"] is None


# --- Processes ---

@posix
def test_a_stopped_drive_ends_a_run_with_processes(tmp_path):
    run = going(tmp_path / "run", "two-burners", "--clients", "2t2p", "--set",
                "hang=400ms")
    os.kill(children(run.pid, "drives")[0], signal.SIGSTOP)
    facts, err = hung(tmp_path / "run", run)
    assert not facts["partial"]
    assert {wait["process"] for wait in facts["hang"]["waits"]} >= {1, 2}
    assert "(process 1" in err and "(process 2" in err
    assert not list(pathlib.Path("/tmp").glob(f"trayjam-{run.pid}-*"))


@posix
def test_a_worker_that_never_ends_is_killed_and_told(tmp_path):
    run = going(tmp_path / "run", "two-burners", "--clients", "2t2p", "--set",
                "hang=500ms")
    os.kill(children(run.pid, "clients")[0], signal.SIGSTOP)
    run.send_signal(signal.SIGINT)
    facts, _ = hung(tmp_path / "run", run)
    assert len({wait["process"] for wait in facts["hang"]["waits"]}) == 1
    assert not facts["left"] or all(row["undone"] for row in facts["left"])


# --- Virtual time ---

def test_a_lost_wakeup_is_seen_at_once(tmp_path):
    begin = time.monotonic()
    run = virtual(tmp_path / "run", "--drive",
                  "sim:disc=present,mutant=lost_wakeup", "--duration", "1h")
    assert run.returncode == 4, run.stdout + run.stderr
    assert time.monotonic() - begin < 60
    facts = run_json(tmp_path / "run")
    assert {f["rule"] for f in facts["findings"]} == {"TJ-L01"}
    first = [w for w in facts["hang"]["waits"] if "ahead" not in w]
    assert first, "somebody is first in line"


# --- What the dead leave ---

SHUTTER = """[global]
clients = 2t2p
[persona shutter]
script = open interface rw | prevent | think 30ms | allow | close
"""


@posix
def test_tray_locks_of_killed_workers_are_undone(tmp_path):
    scenario = tmp_path / "shutter.ini"
    scenario.write_text(SHUTTER)
    run = going(tmp_path / "run", scenario)
    killed, deadline = 0, time.monotonic() + 60
    while killed < 6 and time.monotonic() < deadline:
        workers = children(run.pid, "clients")
        if len(workers) == 2:
            os.kill(workers[killed % 2], signal.SIGKILL)
            killed += 1
    run.send_signal(signal.SIGINT)
    out, err = run.communicate(timeout=120)
    assert run.returncode == 130, out + err
    facts = run_json(tmp_path / "run")
    assert not facts["findings"]
    assert all(row["undone"] for row in facts["left"]), facts["left"]
    if facts["left"]:
        assert "undone for it" in err


@posix
def test_a_worker_killed_with_the_tray_locked_leaves_one_lock(tmp_path):
    scenario = tmp_path / "keeper.ini"
    scenario.write_text("[global]\nclients = 1t1p\n[persona keeper]\nscript = "
                        "open interface rw | prevent | think 100s | allow\n")
    path = tmp_path / "tray"
    with served(path, "--drive", "sim:disc=present"):
        run = going(tmp_path / "run", scenario, "--runner", "processes",
                    "--drive", f"sim:{path}")
        # Its second operation is answered: the tray is locked.
        writer = tmp_path / "run" / "trace" / "writer-0001"
        while not writer.read_bytes()[192 + 40:192 + 48].strip(b"\0"):
            os.sched_yield()
        (worker,) = children(run.pid, "clients")
        run.send_signal(signal.SIGSTOP)  # Nobody replaces it.
        os.kill(worker, signal.SIGKILL)
        run.send_signal(signal.SIGINT)
        run.send_signal(signal.SIGCONT)
        out, err = run.communicate(timeout=120)
        assert run.returncode == 130, out + err
        facts = run_json(tmp_path / "run")
        assert facts["left"] == [{"drive": 0, "what": "simple", "count": 1,
                                  "client": 1, "undone": True}]
        assert trayjam("eject", "--drive", f"sim:{path}").returncode == 0


@posix
def test_what_others_left_is_told_and_not_undone(tmp_path):
    path = tmp_path / "tray"
    with served(path, "--drive", "sim:disc=present"):
        drive = f"sim:{path}"
        run = going(tmp_path / "run", "poller-swarm", "--runner", "threads",
                    "--drive", drive)
        while trayjam("prevent", "--drive", drive).returncode != 0:
            assert run.poll() is None  # Somebody owned the drive.
        run.send_signal(signal.SIGINT)
        out, err = run.communicate(timeout=120)
        assert run.returncode == 5, out + err
        (row,) = run_json(tmp_path / "run")["left"]
        assert row["what"] == "simple" and row["count"] == 1
        assert row["client"] == 0 and not row["undone"]
        assert row["remedy"] == f"trayjam allow --drive {drive}"
        assert row["remedy"] in err and "somebody unknown" in err
        assert trayjam("check", tmp_path / "run", "--partial").returncode == 5
        assert trayjam(*row["remedy"].split()[1:]).returncode == 0
        assert trayjam("eject", "--drive", drive).returncode == 0


# --- The key ---

@pytest.mark.parametrize("value, says", [
    ("5ms", "10ms and more, or 0"),
    ("1", "is no duration"),
    ("never", "is no duration"),
])
def test_a_wrong_limit_is_refused(value, says):
    run = trayjam("run", "two-burners", "--set", f"hang={value}", "--parse-only")
    assert run.returncode == 64 and says in run.stderr


@pytest.mark.parametrize("value, dumped", [
    ("0", "hang = 0s"), ("0s", "hang = 0s"), ("90s", "hang = 90s"),
])
def test_the_limit_is_dumped(value, dumped):
    run = trayjam("run", "two-burners", "--set", f"hang={value}",
                  "--dump-config")
    assert dumped in run.stdout.splitlines()
