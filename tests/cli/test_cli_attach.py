# SPDX-License-Identifier: MIT
"""Unmodified programs at a simulated drive: trayjam attach."""
import csv
import os
import pathlib
import re
import shlex
import shutil
import subprocess

import pytest

from cli_program import TRAYJAM, environment, run_json, trayjam

CLIENT = pathlib.Path(os.environ["TRAYJAM_BUILD"], "tests/cli/attach_client")
HOLDER = """[global]
drive = sim:disc=present
clients = 1
warmup = 300ms
[persona burner]
caller = Nero 12
script = open interface rw | lock ignore_volume | hold 1h
"""
OTHERS = """[global]
drive = sim:disc=present
clients = 2
[persona library]
script = open interface rw | query | verify2 | close | think 5ms
"""


def attach(out, *words, options=(), scenario=None, formats="none", **how):
    """Runs the program; gives its output, and checks that nothing is left."""
    done = trayjam("attach", *([scenario] if scenario else []), *options,
                   "--format", formats, "--out", out, "--quiet", "--", *words,
                   **how)
    assert not (pathlib.Path(out) / "attach").exists()
    return done


def advice(out):
    """What is said of the program's processes, in their order."""
    told = run_json(out)
    return [row["verdict"] for row in told["applications"]
            if row["persona"] == told["program"]["persona"]]


def operations(out):
    """verb, outcome, status of the program's operations, in order."""
    told = run_json(out)
    assert trayjam("report", out, "--format", "operations").returncode == 0
    first = told["program"]["first_client"]
    with open(pathlib.Path(out) / "operations.csv", newline="") as file:
        return [(row["op"], row["outcome"], row["status"])
                for row in csv.DictReader(file) if int(row["client"]) >= first]


@pytest.fixture
def holder(tmp_path):
    path = tmp_path / "holder.ini"
    path.write_text(HOLDER)
    return path


# --- What a program gets ---

def test_each_call_gets_what_linux_would_say(tmp_path):
    done = attach(tmp_path / "run", CLIENT, "calls")
    said = [line.split() for line in done.stdout.splitlines()]
    got = {line[0]: " ".join(line[1:]) for line in said}
    assert done.returncode == 0, done.stderr
    assert got == {
        "second-excl": "-1 EBUSY", "close": "0", "dup": "1",
        "drive-status": "4", "disc-status": "101", "changed": "1",
        "changed-again": "0", "capability": "2", "options": "5", "speed": "0",
        "toc-header": "0", "first-track": "1", "toc-entry": "0",
        "has-blocks": "1", "no-such-track": "-1 EINVAL", "mcn": "0",
        "session": "0", "inquiry": "0", "type": "5", "resid": "0",
        "bad-command": "0", "scsi-status": "2", "sense-key": "5",
        "test-unit-ready": "0", "size64": "0", "has-size": "1",
        "sector": "2048", "read": "6144", "place": "6144", "pread": "100",
        "at-end": "1", "read-behind": "0", "write": "-1 EPERM", "stat": "0",
        "is-block": "1", "major": "11", "fstat": "1", "statx": "0",
        "access": "0", "readlink": "-1 EINVAL", "realpath": "1",
        "removable": "1", "fopen": "0",
        "own-stranger": "-1 EBUSY", "door-1": "0",
        "eject-locked": "-1 EBUSY", "door-0": "0", "eject": "0",
        "tray-open": "2", "open-empty": "-1 ENOMEDIUM", "close-tray": "0",
        "unknown": "-1 ENOTTY", "again": "4", "closed": "-1 EBADF",
    }
    told = run_json(tmp_path / "run")["program"]
    assert told["asked_for"] == [{"ioctl": "0x53ff", "count": 2}]
    assert (told["exit_status"], told["signal"], told["hung"]) == (0, None,
                                                                   False)
    assert advice(tmp_path / "run") == ["ejected own tray lock"]
    assert trayjam("check", tmp_path / "run", "--quiet").returncode == 0
    assert run_json(tmp_path / "run")["program"] == told


def test_threads_children_and_successors_go_on_with_what_is_open(tmp_path):
    done = attach(tmp_path / "threads", CLIENT, "threads")
    assert (done.returncode, done.stdout.split()) == (0, ["threads", "0"])
    done = attach(tmp_path / "forks", CLIENT, "forks")
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["child", "4", "parent", "4", "child-ended",
                                   "0"]
    assert advice(tmp_path / "forks") == ["clean", "clean"]
    assert ("duplicate", "done", "STATUS_SUCCESS") in operations(
        tmp_path / "forks")
    done = attach(tmp_path / "exec", CLIENT, "becomes")
    assert (done.returncode, done.stdout.split()) == (0, ["goes-on", "4"])
    assert run_json(tmp_path / "exec")["program"]["processes"] == 2


# --- How it behaves ---

@pytest.mark.parametrize("word, says", [
    ("tray", "leaked tray lock"), ("keep", "leaked lock"),
    ("killed", "leaked lock, leaked tray lock"),
])
def test_what_a_program_leaves_is_told_and_undone(tmp_path, word, says):
    done = attach(tmp_path / "run", CLIENT, word)
    assert done.returncode == 0, done.stderr
    assert advice(tmp_path / "run") == [says]
    told = run_json(tmp_path / "run")
    assert told["verdict"] == "pass" and not told["partial"]
    assert told["program"]["signal"] == (9 if word == "killed" else None)


def test_a_program_that_is_refused_and_tries_without_a_pause_hammers(
        tmp_path, holder):
    done = attach(tmp_path / "run", CLIENT, "hammer", scenario=holder)
    assert (done.returncode, done.stdout) == (0, "hammer -1 EBUSY\n")
    assert advice(tmp_path / "run") == ["hammered"]


def test_a_program_that_hangs_is_told_with_what_it_has(tmp_path):
    done = attach(tmp_path / "run", CLIENT, "hang",
                  options=["--timeout", "500ms"])
    assert done.returncode == 4
    assert "without coming to its end" in done.stderr
    assert "owner: the same" in done.stderr
    told = run_json(tmp_path / "run")
    assert told["program"]["hung"] and told["verdict"] == "liveness"


def test_the_run_outlives_a_program_that_never_comes(tmp_path):
    done = attach(tmp_path / "run", CLIENT, "exit", "7")
    told = run_json(tmp_path / "run")["program"]
    assert done.returncode == 0
    assert (told["exit_status"], told["processes"]) == (7, 0)


def test_a_program_of_many_lines_can_be_repeated(tmp_path):
    script = """
import fcntl, os, sys
drive = os.open('/dev/sr0', os.O_RDONLY | os.O_NONBLOCK)
sys.exit(40 + fcntl.ioctl(drive, 0x5326, 0x7fffffff))
"""
    done = attach(tmp_path / "run", "/usr/bin/python3", "-c", script)
    told = run_json(tmp_path / "run")
    assert done.returncode == 0, done.stderr
    assert told["program"]["exit_status"] == 44
    line = told["repeat"].replace("trayjam attach", shlex.quote(TRAYJAM) +
                                  " attach --format none --out again", 1)
    again = subprocess.run(["bash", "-c", line], cwd=tmp_path, check=False,
                           capture_output=True, env=environment())
    assert again.returncode == 0, again.stderr
    assert run_json(tmp_path / "again")["program"]["exit_status"] == 44


def test_a_storm_goes_on_until_the_program_ends(tmp_path):
    done = attach(tmp_path / "run", "sh", "-c",
                  f"for i in 1 2 3; do {CLIENT} calls; done",
                  scenario="two-burners", options=["--seed", "3"])
    told = run_json(tmp_path / "run")
    assert done.returncode == 0, done.stderr
    assert told["verdict"] == "pass" and told["expectations"] == []
    assert told["program"]["processes"] == 3
    assert {row["persona"] for row in told["applications"]} >= {
        "burner-a", "burner-b", "sh"}


# --- Faults ---

@pytest.mark.parametrize("rule, code, status, signal", [
    ("refuse(STATUS_ACCESS_DENIED) op=lock", 0, 1, None),
    ("busy(100ms) op=verify2", 0, 0, None),
    ("kill(process) op=prevent when=pending", 0, None, 9),
    ("stop(200ms) op=lock", 0, 0, None),
    ("delay(1h) op=lock", 4, None, 9),
])
def test_faults_strike_the_program_and_nobody_else(
        tmp_path, rule, code, status, signal):
    scenario = tmp_path / "others.ini"
    scenario.write_text(OTHERS)
    done = attach(tmp_path / "run", CLIENT, "calls", scenario=scenario,
                  options=["--timeout", "1s" if code == 4 else "20s",
                           "--fault", rule + " persona=attach-client count=1"])
    told = run_json(tmp_path / "run")
    assert done.returncode == code, done.stderr
    assert told["faults"][0]["struck"] == 1
    assert (told["program"]["exit_status"], told["program"]["signal"]) == (
        status, signal)
    if code == 4:
        assert "a fault struck it" in done.stderr


# --- The page ---

def test_the_page_has_each_row_of_the_tables():
    root = pathlib.Path(os.environ["TRAYJAM_SOURCE"])
    page = (root / "docs/ATTACH.md").read_text()
    words = (root / "backends/attach/words.c").read_text()
    rows = re.findall(r"^    (?:PLAIN|OWN|LOCAL)\((\w+)", words, re.M)
    assert len(rows) > 30 and [row for row in rows
                               if f"`{row}`" not in page] == []
    for status, error in re.findall(r"{ TJ_STATUS_(\w+), (E\w+)", words):
        assert f"| {status} | `{error}` |" in page


# --- Programs of others ---

@pytest.mark.skipif(shutil.which("eject") is None, reason="needs eject")
def test_eject_opens_the_tray_of_a_quiet_drive(tmp_path):
    done = attach(tmp_path / "run", "eject", "/dev/sr0", formats="junit")
    assert done.returncode == 0, done.stderr
    assert ("eject", "done", "STATUS_SUCCESS") in operations(tmp_path / "run")
    assert run_json(tmp_path / "run")["program"]["exit_status"] == 0


@pytest.mark.skipif(shutil.which("eject") is None, reason="needs eject")
def test_eject_meets_a_drive_that_a_burner_owns(tmp_path, holder):
    done = attach(tmp_path / "run", "eject", "/dev/sr0", scenario=holder)
    assert done.returncode == 0
    assert "busy" in done.stderr
    assert run_json(tmp_path / "run")["program"]["exit_status"] == 1
    assert operations(tmp_path / "run")[:3] == [
        ("open", "done", "STATUS_SUCCESS"),
        ("lock", "refused", "STATUS_ACCESS_DENIED"),
        ("close", "done", "STATUS_SUCCESS")]
    ledger = (tmp_path / "run" / "ledger.csv").read_text()
    assert '"Nero 12"' in ledger


@pytest.mark.skipif(shutil.which("eject") is None, reason="needs eject")
def test_eject_knows_the_other_name_and_leaves_the_tray_locked(tmp_path):
    done = attach(tmp_path / "run", "eject", "-i", "on", "/dev/cdrom",
                  options=["--as", "/dev/sr5", "--name", "Anna 1.0"])
    told = run_json(tmp_path / "run")
    assert done.returncode == 0, done.stderr
    assert told["program"]["device"] == "/dev/sr5"
    assert advice(tmp_path / "run") == ["leaked tray lock"]


@pytest.mark.skipif(shutil.which("wodim") is None, reason="needs wodim")
def test_wodim_finds_a_burner(tmp_path):
    done = attach(tmp_path / "run", "wodim", "dev=/dev/sr0", "-prcap")
    assert done.returncode == 0, done.stderr
    assert run_json(tmp_path / "run")["program"]["exit_status"] == 0


@pytest.mark.skipif(shutil.which("cdrskin") is None, reason="needs cdrskin")
def test_cdrskin_ejects(tmp_path):
    done = attach(tmp_path / "run", "cdrskin", "dev=/dev/sr0", "-eject")
    assert done.returncode == 0, done.stderr
    assert run_json(tmp_path / "run")["program"]["exit_status"] == 0


# --- What is not understood ---

@pytest.mark.parametrize("words, code, says", [
    (["--", "no-such-program"], 66, "no such program"),
    (["two-burners"], 64, "which program?"),
    (["--"], 64, "PROGRAM"),
    (["a", "b", "--", "true"], 64, "one operand too many: b"),
    (["--timeout", "0s", "--", "true"], 64, "--timeout"),
    (["--name", "\a", "--", "true"], 64, "--name"),
    (["--as", "sr0", "--", "true"], 64, "--as"),
    (["--drive", "null", "--", "true"], 6, "only simulated"),
])
def test_errors_say_what_is_wrong(tmp_path, words, code, says):
    done = trayjam("attach", *words, folder=tmp_path)
    assert done.returncode == code
    assert says in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_static_program_cannot_be_attached(tmp_path):
    source = tmp_path / "static.c"
    source.write_text("int main(void) { return 0; }\n")
    compiled = subprocess.run(["cc", "-static", "-o", tmp_path / "static",
                               source], capture_output=True)
    if compiled.returncode != 0:
        pytest.skip("no static C library")
    done = trayjam("attach", "--", tmp_path / "static", folder=tmp_path)
    assert (done.returncode, "statically" in done.stderr) == (6, True)


def test_a_run_that_is_killed_leaves_a_trace_that_can_be_judged(tmp_path):
    run = subprocess.Popen([TRAYJAM, "attach", "--format", "none", "--out",
                            tmp_path / "run", "--", CLIENT, "hang"],
                           env=environment(), stderr=subprocess.PIPE)
    trace = tmp_path / "run" / "trace"
    while not (trace.is_dir() and len(list(trace.iterdir())) > 4):
        assert run.poll() is None
    run.kill()
    run.wait()
    done = trayjam("check", tmp_path / "run", "--partial", "--quiet")
    assert done.returncode in (0, 2)
