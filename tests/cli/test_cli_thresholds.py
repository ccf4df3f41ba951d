# SPDX-License-Identifier: MIT
"""[threshold] as a gate: which figure, which exit code, and abort_after."""
import json
import os
import pathlib

import jsonschema
import junitparser
import pytest
from cli_program import run_json, segments, trayjam, virtual

SOURCE = pathlib.Path(os.environ["TRAYJAM_SOURCE"])
SCHEMA = json.loads((SOURCE / "reports/schema/run.schema.json").read_text())
NEVER = "handoff.p50 < 1ns"   # No hand-off takes so little.
EASY = "handoff.p50 < 10m"
RUNNERS = {"virtual": "3", "threads": "3", "processes": "3t2p"}


def runner_options(runner):
    return ["--runner", runner, "--clients", RUNNERS[runner]]


def ended(out, *thresholds, runner="virtual", more=()):
    """A run of twenty seconds, if nobody ends it."""
    options = [word for text in thresholds for word in ("--threshold", text)]
    return trayjam("run", "two-burners", *runner_options(runner), "--seed", 7,
                   "--duration", "20s", "--set", "warmup=100ms", "--set",
                   "cooldown=50ms", "--format", "none", "--out", out, *options,
                   *more)


@pytest.mark.parametrize("runner", RUNNERS)
def test_a_broken_threshold_ends_the_run_after_its_time(tmp_path, runner):
    run = ended(tmp_path / "run", f"{NEVER} abort_after=400ms", runner=runner)
    assert run.returncode == 3, run.stdout + run.stderr
    told = run_json(tmp_path / "run")
    jsonschema.validate(told, SCHEMA)
    early = told["ended_early"]
    assert early["expr"] == NEVER and early["value"] > 1
    assert 4e8 <= early["after_ns"] <= told["duration_ns"] < 19e9
    assert told["verdict"] == "threshold" and told["exit_code"] == 3
    assert not told["partial"], "its trace is whole"
    assert told["thresholds"] == [{"expr": NEVER, "value": early["value"],
                                   "ok": False, "abort_after_ns": 400000000}]
    assert "ended early, after " in run.stdout and NEVER in run.stdout
    again = trayjam("check", tmp_path / "run", "--quiet")
    assert again.returncode == 3, again.stderr
    assert run_json(tmp_path / "run")["ended_early"] == early


@pytest.mark.parametrize("runner", ["threads", "processes"])
def test_it_may_look_before_anything_is_there(tmp_path, runner):
    run = ended(tmp_path / "run", f"{NEVER} abort_after=1us", runner=runner)
    assert run.returncode == 3, run.stdout + run.stderr
    assert run_json(tmp_path / "run")["ended_early"]["after_ns"] < 19e9


@pytest.mark.parametrize("runner", ["virtual", "threads"])
def test_without_room_to_look_it_says_from_when_on(tmp_path, runner):
    run = trayjam("run", "two-burners", "--runner", runner, "--seed", 7,
                  "--duration", "2s", "--look-memory", "1", "--threshold",
                  f"{NEVER} abort_after=100ms", "--format", "md,junit", "--out", tmp_path / "run")
    assert run.returncode == 3, run.stdout + run.stderr
    told = run_json(tmp_path / "run")
    jsonschema.validate(told, SCHEMA)
    assert told["ended_early"] is None
    assert 1e8 <= told["looks_ended_ns"] < 2e9 <= told["duration_ns"]
    assert "abort_after was not looked at after " in run.stdout
    assert "--look-memory 1" in run.stderr and "no room" in run.stderr
    assert "nobody looked whether" in (tmp_path / "run/summary.md").read_text()
    again = trayjam("check", tmp_path / "run", "--json")
    assert json.loads(again.stdout)["looks_ended_ns"] == told["looks_ended_ns"]


def test_with_room_nothing_is_said(tmp_path):
    run = ended(tmp_path / "run", f"{NEVER} abort_after=400ms", more=("--look-memory", "64"))
    assert run.returncode == 3
    assert "looks_ended_ns" not in run_json(tmp_path / "run")
    assert "not looked at" not in run.stdout + run.stderr


def test_the_same_seed_ends_at_the_same_operation(tmp_path):
    for name in "ab":
        ended(tmp_path / name, f"{NEVER} abort_after=400ms")
    assert [path.read_bytes() for path in segments(tmp_path / "a")] == \
           [path.read_bytes() for path in segments(tmp_path / "b")]
    early = run_json(tmp_path / "a")["ended_early"]
    assert early == run_json(tmp_path / "b")["ended_early"]
    # In virtual time it is seen at the first thing that happens.
    assert early["after_ns"] < 500e6


def test_what_was_recorded_until_then_is_that_of_the_whole_run(tmp_path):
    """Looking has no influence on the run."""
    whole = ended(tmp_path / "whole", NEVER)
    looked = ended(tmp_path / "looked", NEVER, f"{EASY.replace('p50', 'p90')} "
                   "abort_after=50ms")
    assert whole.returncode == looked.returncode == 3
    assert run_json(tmp_path / "looked")["ended_early"] is None
    assert [path.read_bytes() for path in segments(tmp_path / "whole")] == \
           [path.read_bytes() for path in segments(tmp_path / "looked")]


def test_a_threshold_that_holds_ends_nothing(tmp_path):
    run = virtual(tmp_path / "run", "--threshold", f"{EASY} abort_after=100ms")
    assert run.returncode == 0, run.stdout + run.stderr
    assert run_json(tmp_path / "run")["ended_early"] is None


@pytest.mark.parametrize("late", ["abort_after=1h", ""])
def test_before_its_time_or_without_one_it_ends_nothing(tmp_path, late):
    run = virtual(tmp_path / "run", "--duration", "1s", "--threshold",
                  f"{NEVER} {late}")
    assert run.returncode == 3
    told = run_json(tmp_path / "run")
    assert told["ended_early"] is None and told["duration_ns"] >= 1e9


def test_of_several_the_one_whose_time_has_come_ends_it(tmp_path):
    run = ended(tmp_path / "run", f"{NEVER} abort_after=2s",
                "lock.granted > 1000000 abort_after=300ms",
                "lock.denied >= 0 abort_after=100ms")
    assert run.returncode == 3
    early = run_json(tmp_path / "run")["ended_early"]
    assert early["expr"] == "lock.granted > 1000000"
    assert 3e8 <= early["after_ns"] < 4e8


def test_nothing_measured_yet_is_no_broken_threshold(tmp_path):
    run = ended(tmp_path / "run",
                "latency{op=load,outcome=done}.p99 < 1ns abort_after=100ms")
    assert run.returncode == 2, "two-burners loads nothing"
    assert run_json(tmp_path / "run")["ended_early"] is None


def test_expectations_of_a_run_that_was_ended_do_not_count(tmp_path):
    run = ended(tmp_path / "run", f"{NEVER} abort_after=300ms", more=(
        "--set", "expect.lock.denied >= 1000000"))
    assert run.returncode == 3
    trayjam("report", tmp_path / "run", "--format", "junit,md,sarif")
    suites = {suite.name: suite for suite in junitparser.JUnitXml.fromfile(
        str(tmp_path / "run/junit.xml"))}
    assert suites["expectations"].failures == 0
    assert suites["expectations"].skipped >= 1
    assert suites["thresholds"].failures == 1
    assert "ended early" in (tmp_path / "run/summary.md").read_text()


def test_who_starves_ends_the_run_with_4(tmp_path):
    run = ended(tmp_path / "run", "starved.worst_wait < 1ns abort_after=300ms")
    told = run_json(tmp_path / "run")
    assert told["ended_early"]["expr"] == "starved.worst_wait < 1ns"
    assert run.returncode == told["exit_code"] == 4


@pytest.mark.parametrize("line, said", [
    ("handoff.p95 < 5ms abort_afer=2s", "allowed is only abort_after=TIME"),
    ("handoff.p95 < 5ms abort_after=2", "is not a time above 0"),
    ("handof.p95 < 5ms", "none of the metrics"),
    ("fairness.jian > 0.5", "did you mean fairness.jain?"),
    ("latency{op=lokc,outcome=done}.p99 < 5ms", "with a known verb"),
    ("handoff.p95 < 5", "is not a duration")])
def test_a_bad_threshold_is_65_with_its_place(tmp_path, line, said):
    scenario = tmp_path / "s.ini"
    dump = trayjam("run", "two-burners", "--dump-config").stdout
    scenario.write_text(dump + f"\n[threshold]\nlock.denied > 0\n  ; why\n{line}\n")
    place = scenario.read_text().splitlines().index(line) + 1
    run = trayjam("run", scenario)
    assert run.returncode == 65 and said in run.stderr
    assert f"s.ini:{place}:1: " in run.stderr


def test_an_expectation_cannot_end_a_run(tmp_path):
    scenario = tmp_path / "s.ini"
    scenario.write_text("[expect]\n"
                        "lock.denied >= 1 abort_after=2s\n")
    run = trayjam("run", scenario)
    assert run.returncode == 65
    assert "s.ini:2:1: abort_after belongs to a threshold" in run.stderr


def test_the_resolved_scenario_keeps_abort_after(tmp_path):
    ended(tmp_path / "a", f"{NEVER} abort_after=400ms")
    text = (tmp_path / "a/scenario.ini").read_text()
    assert f"{NEVER} abort_after=400ms" in text
    again = trayjam("run", tmp_path / "a/scenario.ini", "--format", "none",
                    "--out", tmp_path / "b")
    assert again.returncode == 3
    assert run_json(tmp_path / "b")["ended_early"] == \
        run_json(tmp_path / "a")["ended_early"]
