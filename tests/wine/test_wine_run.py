# SPDX-License-Identifier: MIT
"""Runs of trayjam.exe: the same trace from the same seed as on Linux, and real
threads and processes whose traces are judged there."""
import filecmp
import json
import os
import pathlib
import signal
import subprocess
import time

import pytest
from wine_prefix import windows_path

LINUX = os.environ["TRAYJAM_LINUX"]
# A verdict of so few operations is its seed's: this one passes.
SHORT = ("run", "two-burners", "--runner", "virtual", "--seed", "7", "--ops", "300",
         "--format", "none")
FOREIGN = ("build", "started_utc", "system", "clock_ns")


@pytest.fixture(name="linux")
def linux_program():
    if not os.path.exists(LINUX):
        pytest.skip(f"{LINUX} is not built (preset dev)")

    def run(*words, **how):
        clean = {name: value for name, value in os.environ.items()
                 if not name.startswith("TRAYJAM")}
        return subprocess.run([LINUX, *map(str, words)], capture_output=True, text=True,
                              timeout=120, check=False, env=clean, **how)
    return run


def common(value):
    """run.json without what may differ between two machines."""
    if isinstance(value, dict):
        return {name: common(part) for name, part in value.items() if name not in FOREIGN}
    return [common(part) for part in value] if isinstance(value, list) else value


def facts(folder):
    return json.loads((pathlib.Path(folder) / "run.json").read_text())


def without_progress(text):
    """What is said however long it takes."""
    return [line for line in text.splitlines() if " ops/s " not in line]


@pytest.mark.parametrize("scenario, seed", [("two-burners", 7), ("eject-vs-lock", 23),
                                            ("retry-storm", 5)])
def test_a_seed_gives_the_same_trace_as_on_linux(trayjam, linux, tmp_path, scenario, seed):
    words = ("run", scenario, "--runner", "virtual", "--seed", seed, "--format", "none",
             "--out", "run")
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
    here = trayjam(*words, folder=tmp_path / "here")
    there = linux(*words, cwd=tmp_path / "there")
    assert here.returncode == there.returncode, here.stderr
    assert here.stdout == there.stdout
    assert without_progress(here.stderr) == without_progress(there.stderr)
    ours, theirs = tmp_path / "here/run", tmp_path / "there/run"
    names = sorted(path.name for path in (theirs / "trace").iterdir())
    assert sorted(path.name for path in (ours / "trace").iterdir()) == names
    same, other, odd = filecmp.cmpfiles(ours / "trace", theirs / "trace", names, shallow=False)
    assert (sorted(same), other, odd) == (names, [], [])
    for name in ("scenario.ini", "ledger.csv", "findings.json"):
        assert (ours / name).read_bytes() == (theirs / name).read_bytes()
    assert common(facts(ours)) == common(facts(theirs))


@pytest.mark.parametrize("more", [("--runner", "threads"), ("--clients", "2t2p")])
def test_a_run_in_real_time_is_judged_the_same_on_linux(trayjam, linux, tmp_path, more):
    out = tmp_path / "run"
    done = trayjam("run", "two-burners", "--duration", "60s", "--ops", "1500", "--seed", "7",
                   *more, "--format", "none", "--out", windows_path(out))
    assert done.returncode == 0, done.stdout + done.stderr
    ours = facts(out)
    assert ours["verdict"] == "pass" and not ours["partial"]
    assert ours["operations"]["answered"] >= 1500
    judged = linux("check", out)
    assert judged.returncode == 0, judged.stdout + judged.stderr
    theirs = facts(out)
    assert theirs["verdict"] == "pass"
    assert theirs["operations"] == ours["operations"]
    again = trayjam("check", windows_path(out))
    assert (again.returncode, common(facts(out))) == (0, common(theirs))


@pytest.mark.parametrize("name", ["with a blank", "äöü", "光学ドライブ", "x" * 120])
def test_folders_of_any_name_are_used(trayjam, linux, tmp_path, name):
    out = tmp_path / name
    done = trayjam(*SHORT, "--out", windows_path(out))
    assert done.returncode == 0, done.stderr
    assert (out / "trace/metadata").exists()
    assert trayjam("check", windows_path(out)).returncode == done.returncode
    assert linux("check", out).returncode == done.returncode


def test_a_run_without_a_folder_says_where_the_latest_is(trayjam, tmp_path):
    for _ in range(2):
        done = trayjam("run", "two-burners", "--runner", "virtual", "--ops", "300",
                       "--format", "none", folder=tmp_path)
        assert done.returncode in (0, 2), done.stderr
    place = tmp_path / "out/two-burners"
    runs = sorted(path.name for path in place.iterdir() if path.is_dir())
    latest = (place / "latest.txt").read_text()
    assert len(runs) == 2 and latest in runs
    assert f"out/two-burners/{latest}" in done.stdout


def test_text_has_no_carriage_returns(trayjam, tmp_path):
    out = tmp_path / "run"
    done = trayjam(*SHORT, "--json-progress", windows_path(tmp_path / "progress"),
                   "--out", windows_path(out))
    assert done.returncode == 0, done.stderr
    texts = [path for path in tmp_path.rglob("*")
             if path.is_file() and path.suffix in (".json", ".ini", ".csv", ".prom", "")
             and "trace" not in path.parts or path.name == "metadata"]
    assert len(texts) > 4
    for path in texts:
        assert b"\r" not in path.read_bytes(), path
    assert "\r" not in done.stdout + done.stderr


def test_an_interrupted_run_is_partial_and_can_be_judged(wine, trayjam, linux, tmp_path):
    out = tmp_path / "run"
    run = wine.start(wine.trayjam, "run", "two-burners", "--duration", "600s", "--format",
                     "none", "--out", windows_path(out), stdout=subprocess.DEVNULL,
                     stderr=subprocess.DEVNULL)
    wait_for_operations(out, run)
    run.send_signal(signal.SIGINT)  # Wine makes Ctrl-C of it.
    assert run.wait(timeout=60) == 130
    assert facts(out)["partial"]
    assert linux("check", out).returncode in (0, 2)
    assert trayjam("check", windows_path(out)).returncode in (0, 2)


def wait_for_operations(out, run):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and run.poll() is None:
        if any(path.stat().st_size > 4096 and path.read_bytes()[4096:].strip(b"\0")
               for path in (out / "trace").glob("writer-*[1-9]")):
            return
        os.sched_yield()
    raise AssertionError(f"no operation was recorded; code {run.poll()}")


def test_a_killed_run_keeps_what_it_recorded(wine, trayjam, linux, tmp_path):
    out = tmp_path / "run"
    run = wine.start(wine.trayjam, "run", "two-burners", "--duration", "600s", "--format",
                     "none", "--out", windows_path(out), stdout=subprocess.DEVNULL,
                     stderr=subprocess.DEVNULL)
    wait_for_operations(out, run)
    run.kill()
    run.wait(timeout=60)
    for check in (linux("check", out), trayjam("check", windows_path(out))):
        assert check.returncode == 65 and "committed records are readable" in check.stderr
    there = linux("check", out, "--partial")
    here = trayjam("check", windows_path(out), "--partial")
    assert here.returncode == there.returncode != 65, here.stderr


def test_a_full_disk_is_told_and_the_trace_stays_readable(trayjam, linux, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=700k", "none", disk],
                             capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("mounting a small file system needs root")
    try:
        out = disk / "run"
        done = trayjam("run", "two-burners", "--runner", "virtual", "--duration", "600s",
                       "--format", "none", "--out", windows_path(out))
        assert done.returncode == 74, done.stdout + done.stderr
        assert "no room" in done.stderr
        there = linux("check", out)
        assert there.returncode in (0, 2, 65, 74), there.stderr
        assert "partial" in there.stdout + there.stderr
    finally:
        subprocess.run(["umount", disk], check=True)


def test_reports_without_python_are_told_to_be_missing(wine, trayjam, tmp_path):
    out = tmp_path / "run"
    share = windows_path(pathlib.Path(os.environ["TRAYJAM_SOURCE"]))
    done = trayjam(*SHORT[:-2], "--out", windows_path(out), env={"TRAYJAM_SHARE": share})
    assert done.returncode == 0, done.stderr
    assert "this needs Python" in done.stderr
    assert f"trayjam report {windows_path(out)}" in done.stderr
    # The rest does not need it.
    assert "WHO GOT THE DRIVE" in done.stdout and "RULES" in done.stdout
    made = {path.name for path in out.iterdir()}
    assert made >= {"run.json", "findings.json", "ledger.csv", "latency.hlog", "metrics.prom",
                    "scenario.ini", "trace"}
    assert not made & {"report.html", "junit.xml"}
    assert facts(out)["verdict"] == "pass"
    done = trayjam("report", windows_path(out), env={"TRAYJAM_SHARE": share})
    assert done.returncode == 6 and "python" in done.stderr
