# SPDX-License-Identifier: MIT
"""Clients in processes of their own, and what becomes of a run when they die."""
import json
import os
import pathlib
import random
import signal
import subprocess
import time

import pytest
from cli_program import TRAYJAM, begun, environment, trayjam

pytestmark = pytest.mark.skipif(os.name != "posix", reason="POSIX processes")


def told(folder):
    return json.loads((folder / "run.json").read_text())


def children(parent, word):
    """Process ids of a run's workers: `clients` or `drives`."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
            line = (entry / "stat").read_text().rsplit(")", 1)[1].split()
        except (OSError, IndexError):
            continue
        if (entry.name.isdigit() and int(line[1]) == parent
                and words[1:3] == [b"worker", word.encode()]
                and line[0] != "Z"):
            found.append(int(entry.name))
    return found


def start(folder, *more, scenario="two-burners", clients="2t3p",
          duration="60s"):
    """A run that has begun to do something once this returns."""
    return begun(scenario, "--clients", clients, "--duration", duration, *more,
                 folder=folder)


def kill(process):
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def test_processes_times_threads_is_one_run(tmp_path):
    run = trayjam("run", "two-burners", "--clients", "2t2p", "--ops", "600",
                  "--duration", "60s", "--format", "none", "--out",
                  tmp_path / "run")
    assert run.returncode in (0, 2), run.stdout + run.stderr
    facts = told(tmp_path / "run")
    assert facts["runner"] == "processes" and facts["clients"] == 4
    assert not facts["partial"] and not facts["findings"]
    assert facts["operations"]["answered"] >= 600
    assert any(row["emitted"] for row in facts["events"])


def test_killed_workers_lose_nothing_and_are_replaced(tmp_path):
    run = start(tmp_path / "run", "--ops", "8000")
    dice = random.Random(7)
    killed = 0
    while run.poll() is None and killed < 12:
        workers = children(run.pid, "clients")
        if len(workers) == 3:  # The one before has been replaced.
            killed += kill(dice.choice(workers))
    run.send_signal(signal.SIGINT)
    out, err = run.communicate(timeout=120)
    facts = told(tmp_path / "run")
    assert killed == 12
    assert run.returncode == 130, out + err
    assert not facts["findings"], facts["findings"]
    assert "never closed" not in out + err
    again = trayjam("check", tmp_path / "run", "--partial", "--json")
    assert json.loads(again.stdout)["operations"] == facts["operations"]


def test_a_killed_parent_leaves_a_trace_that_can_be_judged(tmp_path):
    run = start(tmp_path / "run")
    before = children(run.pid, "clients") + children(run.pid, "drives")
    assert len(before) == 4
    run.kill()
    run.communicate()
    for process in before:  # They notice and go.
        deadline = time.monotonic() + 60
        while (pathlib.Path(f"/proc/{process}").exists()
               and time.monotonic() < deadline):
            os.sched_yield()
        assert not pathlib.Path(f"/proc/{process}").exists()
    check = trayjam("check", tmp_path / "run", "--partial", "--json")
    facts = json.loads(check.stdout)
    assert facts["partial"] and facts["operations"]["submitted"] > 0
    assert check.returncode in (0, 2, 130), check.stderr


def test_drives_that_die_end_the_run_and_are_named(tmp_path):
    run = start(tmp_path / "run")
    assert kill(children(run.pid, "drives")[0])
    out, err = run.communicate(timeout=120)
    assert run.returncode == 74, out + err
    assert "the drives' process ended" in err


def test_interrupt_puts_the_drive_back(tmp_path):
    run = start(tmp_path / "run")
    run.send_signal(signal.SIGINT)
    out, err = run.communicate(timeout=120)
    facts = told(tmp_path / "run")
    assert run.returncode == 130, out + err
    assert facts["partial"] and not facts["findings"]
    assert not list(pathlib.Path("/tmp").glob(f"trayjam-{run.pid}-*"))


@pytest.mark.parametrize("line, code, says", [
    (["--runner", "processes", "--drive", "null"], 6, "processes cannot share it"),
    (["--clients", "4t0p"], 64, "4t2p"),
    (["--clients", "500t2p"], 64, "1 .. 990"),
    (["--clients", "2x3"], 64, "4t2p"),
])
def test_what_cannot_run_in_processes_is_said(tmp_path, line, code, says):
    run = trayjam("run", "two-burners", *line, "--duration", "1s", "--out",
                  tmp_path / "run")
    assert run.returncode == code, run.stderr
    assert says in run.stderr


SHORT = ("run", "two-burners", "--runner", "virtual", "--ops", "500", "--seed",
         "5", "--quiet", "--format", "none")


def at_once(count, folder, *more):
    runs = [subprocess.Popen([TRAYJAM, *SHORT, *more], cwd=folder,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             text=True, env=environment())
            for _ in range(count)]
    return [(*run.communicate(), run.returncode) for run in runs]


def test_runs_that_begin_at_once_do_not_share_a_folder(tmp_path):
    ends = at_once(8, tmp_path)
    assert [code for _, _, code in ends] == [0] * 8, ends
    folders = [f for f in (tmp_path / "out/two-burners").iterdir()
               if not f.is_symlink()]
    assert len(folders) == 8
    traces = {tuple(f.read_bytes() for f in sorted((folder / "trace").glob("writer-*")))
              for folder in folders}
    assert len(traces) == 1, "the same seed, and nobody wrote into another's"


def test_of_runs_with_one_out_one_has_it(tmp_path):
    ends = at_once(8, tmp_path, "--out", "one")
    assert sorted(code for _, _, code in ends) == [0] + [64] * 7, ends
    check = trayjam("check", tmp_path / "one", "--quiet")
    assert check.returncode == 0, check.stderr


def test_a_worker_that_scribbles_spoils_its_own_records_only(tmp_path):
    """Each worker has mapped its own segments and no other's."""
    run = start(tmp_path / "run", duration="3s")
    workers = children(run.pid, "clients")
    mapped = [{line.split()[-1] for line in
               pathlib.Path(f"/proc/{worker}/maps").read_text().splitlines()
               if "/writer-" in line} for worker in workers]
    assert len(workers) == 3 and all(mapped)
    assert sum(map(len, mapped)) == len(set.union(*mapped))

    victim = sorted(mapped[0])[0]
    assert run.wait(timeout=60) == 0, run.communicate()
    records = bytearray(pathlib.Path(victim).read_bytes())
    records[1024:1088] = b"\xa5" * 64
    pathlib.Path(victim).write_bytes(records)
    check = trayjam("check", tmp_path / "run", "--quiet")
    assert check.returncode == 65 and pathlib.Path(victim).name in check.stderr
    partial = trayjam("check", tmp_path / "run", "--partial", "--json")
    assert partial.returncode in (0, 2), partial.stderr
    facts = json.loads(partial.stdout)
    assert facts["partial"] and facts["operations"]["answered"] > 100
