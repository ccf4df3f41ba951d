# SPDX-License-Identifier: MIT
"""trayjam explore: what it goes through, what it finds, what it leaves."""
import json
import math
import os
import signal
import subprocess

import pytest
from cli_program import TRAYJAM, environment, trayjam

HEAD = "[global]\nseed = 1\nrunner = virtual\nduration = 60s\ndrive = sim\n"
OPENS = HEAD + "clients = {}\n[persona a]\nscript = open interface r | retire\n"
MUTANT = "sim:disc=present,mutant=unlock_leaves_queue_early"
COUNTS = ("schedules", "merged", "histories", "judged", "states", "choices",
          "steps", "operations", "refused")


def explore(scenario, *more, folder, **how):
    run = trayjam("explore", scenario, "--json", *more, folder=folder, **how)
    return run, json.loads(run.stdout) if run.stdout else None


def program(folder, text):
    (folder / "p.ini").write_text(text)
    return "p.ini"


@pytest.mark.parametrize("clients", [2, 3])
def test_every_shuffle_of_steps_is_gone_through_once(tmp_path, clients):
    """An open is one step, the close at the end three: 4 each."""
    scenario = program(tmp_path, OPENS.format(clients))
    run, told = explore(scenario, "--no-merge", folder=tmp_path)
    assert run.returncode == 0, run.stderr
    shuffles = math.factorial(4 * clients) // math.factorial(4) ** clients
    assert told["schedules"] == shuffles
    assert told["exhausted"] and told["merged"] == 0
    run, less = explore(scenario, folder=tmp_path)
    assert less["histories"] == told["histories"]
    assert less["schedules"] < shuffles and less["exhausted"]


def test_one_client_alone_proves_nothing(tmp_path):
    run, told = explore(program(tmp_path, OPENS.format(1)), folder=tmp_path)
    assert run.returncode == 2
    assert told["schedules"] == 1 and told["choices"] == 0


def first_never_finds_it(folder):
    run = trayjam("run", "explore-lock", "--drive", MUTANT, "--strategy",
                  "first turns", "--format", "none", "--out", folder / "first")
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize("strategy", [
    ["pct", "--depth", "3", "--schedules", "2000"], ["exhaustive", "--bound", "2"],
], ids=["pct", "exhaustive"])
def test_a_race_that_the_first_schedule_never_shows_is_found(tmp_path, strategy):
    first_never_finds_it(tmp_path)
    run, told = explore("explore-lock", "--drive", MUTANT, "--strategy", *strategy,
                        "--out", tmp_path / "found", folder=tmp_path)
    assert run.returncode == 1, run.stdout
    assert told["first"]["rule"] == "TJ-X15"
    assert told["first"]["schedule"] > 1
    # The folder is a run, and judged to be the same.
    check = trayjam("check", tmp_path / "found", "--json")
    assert check.returncode == 1
    assert [f["rule"] for f in json.loads(check.stdout)["findings"]] == ["TJ-X15"]
    # Its schedule does the same again; without it nothing happens.
    scenario = tmp_path / "found" / "scenario.ini"
    again = trayjam("run", scenario, "--schedule", tmp_path / "found/repro/schedule",
                    "--format", "none", "--out", tmp_path / "again")
    assert again.returncode == 1 and not "fit" in again.stderr, again.stderr
    for name in ("writer-0000", "writer-0001"):
        assert ((tmp_path / "again/trace" / name).read_bytes() ==
                (tmp_path / "found/trace" / name).read_bytes())
    assert trayjam("replay", tmp_path / "found").returncode == 0
    plain = trayjam("run", scenario, "--format", "none", "--out", tmp_path / "plain")
    assert plain.returncode == 0


def test_keep_going_counts_what_each_rule_found(tmp_path):
    run, told = explore("explore-lock", "--drive", MUTANT, "--bound", "1",
                        "--keep-going", folder=tmp_path)
    assert run.returncode == 1
    assert [row["rule"] for row in told["rules"]] == ["TJ-X15"]
    assert told["broken"] == told["rules"][0]["histories"] > 1
    assert told["judged"] == told["histories"] > told["broken"]
    assert (tmp_path / told["first"]["folder"] / "repro" / "schedule").exists()


@pytest.mark.parametrize("strategy", ["pct", "random"])
def test_the_same_seed_gives_the_same_exploration(tmp_path, strategy):
    how = ("explore-lock", "--strategy", strategy, "--schedules", "300")
    one = explore(*how, folder=tmp_path)[1]
    two = explore(*how, folder=tmp_path)[1]
    other = explore(*how, "--seed", "2", folder=tmp_path)[1]
    assert [one[name] for name in COUNTS] == [two[name] for name in COUNTS]
    assert one["choices"] != other["choices"]
    assert one["schedules"] == 300 and not one["exhausted"]


def test_what_was_not_gone_through_is_said(tmp_path):
    run = trayjam("explore", "explore-lock", "--bound", "0", folder=tmp_path)
    assert run.returncode == 0, run.stdout
    assert "not exhausted:" in run.stdout and "--bound 0" in run.stdout
    run = trayjam("explore", "explore-lock", "--schedules", "50", folder=tmp_path)
    assert run.returncode == 0 and "not exhausted" in run.stdout
    run = trayjam("explore", "explore-lock", "--for", "100ms", folder=tmp_path)
    assert run.returncode == 2 and "the time was over" in run.stdout
    assert not (tmp_path / "out").exists()


def test_a_hang_of_one_schedule_is_exit_4(tmp_path):
    run, told = explore("explore-lock", "--drive", "sim:mutant=lost_wakeup",
                        folder=tmp_path)
    assert run.returncode == 4
    assert told["first"]["rule"] == "TJ-L01" and told["hung"] >= 1
    assert trayjam("check", tmp_path / told["first"]["folder"]).returncode == 4


def test_a_threshold_is_judged_in_every_schedule(tmp_path):
    """That somebody is refused happens in some orders only."""
    run, told = explore("explore-lock", "--strategy", "random", "--threshold",
                        "lock.denied == 0", folder=tmp_path)
    assert run.returncode == 3, run.stdout
    assert "lock.denied" in told["first"]["text"]


@pytest.mark.parametrize("change, why", [
    (["--set", "warmup=1s"], "warm-up"),
    (["--drive", "null"], "not simulated"),
    (["--set", "rate=5/s"], "open loop"),
])
def test_what_cannot_be_explored_is_refused_with_the_reason(tmp_path, change, why):
    run = trayjam("explore", "explore-lock", *change, folder=tmp_path)
    assert run.returncode == 6
    assert why in run.stderr


@pytest.mark.skipif(os.name == "nt", reason="no SIGINT for a child")
def test_interrupted_it_says_what_it_went_through(tmp_path):
    with subprocess.Popen([TRAYJAM, "explore", "explore-lock", "--for", "100s"],
                          cwd=tmp_path, env=environment(), text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        assert "schedules" in run.stderr.readline()  # It goes on.
        run.send_signal(signal.SIGINT)
        told, _ = run.communicate(timeout=60)
    assert run.returncode == 130
    assert "interrupted" in told and "schedules to their end" in told


def test_a_schedule_of_another_workload_is_noticed(tmp_path):
    (tmp_path / "s").write_text("trayjam schedule 1\n6/7*5\nend 5\n")
    run = trayjam("run", "explore-lock", "--schedule", "s", "--format", "none",
                  folder=tmp_path)
    assert "does not fit" in run.stderr
    (tmp_path / "s").write_text("trayjam schedule 1\n7/7\nend 1\n")
    run = trayjam("run", "explore-lock", "--schedule", "s", folder=tmp_path)
    assert run.returncode == 65 and "s:2:" in run.stderr
    run = trayjam("run", "explore-lock", "--schedule", "none", folder=tmp_path)
    assert run.returncode == 66
