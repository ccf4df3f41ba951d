# SPDX-License-Identifier: MIT
"""Many seeds of one scenario: findings by rule, shards, going on, exit codes."""
import contextlib
import json
import os
import pathlib
import pty
import re
import shlex
import signal
import subprocess
import xml.etree.ElementTree as ET

import jsonschema
import pytest
from cli_program import TRAYJAM, environment, trayjam

SOURCE = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = json.loads((SOURCE / "reports/schema/sweep.schema.json").read_text())
MUTANT = ("--drive", "sim:disc=present,mutant=lost_unlock", "--ops", "200")


def sweep(out, *more, scenario="canary", seeds="24", **how):
    run = trayjam("sweep", scenario, "--seeds", seeds, "--out", out, *more, **how)
    file = pathlib.Path(out) / "sweep.json"
    told = json.loads(file.read_text()) if file.exists() else None
    if told is not None:
        jsonschema.validate(told, SCHEMA)
    return run, told


def same(one, other):
    """All that does not depend on the clock, or on where run folders lie."""
    def plain(told):
        told = {key: value for key, value in told.items()
                if key not in ("real_ns", "seeds_per_s", "jobs")}
        told["findings"] = [{key: value for key, value in row.items() if key != "run"}
                            for row in told["findings"]]
        return told
    return plain(one) == plain(other)


@pytest.fixture(scope="module", name="broken")
def broken_sweep(tmp_path_factory):
    out = tmp_path_factory.mktemp("sweep") / "out"
    run, told = sweep(out, *MUTANT, "--format", "junit")
    return out, run, told


def test_findings_are_put_together_by_rule_with_first_seed_and_count(broken):
    _, run, told = broken
    assert run.returncode == told["exit_code"] == 1
    assert told["complete"] and told["verdicts"]["broken"] > 0
    assert sum(told["verdicts"].values()) == 24
    names = [row["name"] for row in told["findings"]]
    assert len(names) == len(set(names)) and "TJ-X04" in names
    for row in told["findings"]:
        assert 1 <= row["seeds"] <= row["judged"] <= 24
        assert f"--seed {row['first_seed']} " in row["repeat"]
        assert row["name"] in run.stdout and row["repeat"] in run.stdout


def test_the_repeat_line_of_a_finding_finds_it_again(broken, tmp_path):
    row = next(row for row in broken[2]["findings"] if row["kind"] == "rule")
    words = row["repeat"].split()[1:]
    run = trayjam(*words, "--format", "none", "--quiet", "--out", tmp_path / "run")
    assert run.returncode == 1
    found = json.loads((tmp_path / "run/run.json").read_text())["findings"]
    assert row["text"] in [finding["text"] for finding in found]


def test_run_folders_are_kept_of_failing_seeds_only(broken):
    out, _, told = broken
    kept = {row["run"] for row in told["findings"] if "run" in row}
    assert 1 <= len(kept) <= 3
    assert kept == {path.name for path in out.glob("seed-*")}
    for folder in kept:
        assert trayjam("replay", out / folder, "--quiet").returncode == 0
    assert trayjam("check", out / kept.pop(), "--quiet").returncode == 1


def test_junit_has_a_case_for_each_rule_and_fails_those_that_are_broken(broken):
    out, _, told = broken
    suite = ET.parse(out / "junit.xml").getroot().find("testsuite")
    failed = {case.get("name") for case in suite if case.find("failure") is not None}
    assert failed == {row["name"] for row in told["findings"]}
    assert int(suite.get("tests")) == len(list(suite))
    assert int(suite.get("failures")) == len(failed)
    assert len(list(suite)) == 1 + len(told["findings"]) + len(told["held"])


def test_jobs_and_order_have_no_influence_on_what_is_found(broken, tmp_path):
    _, told = sweep(tmp_path / "one", *MUTANT, "--jobs", "1", "--keep", "0")
    assert same(told, broken[2])
    assert not list((tmp_path / "one").glob("seed-*"))


def test_shards_merged_in_any_order_and_twice_are_the_whole(broken, tmp_path):
    files = []
    for index in (3, 1, 2):
        _, told = sweep(tmp_path / str(index), *MUTANT, "--shard", f"{index}/3")
        assert told["shard"] == {"index": index, "of": 3} and told["seeds"]["count"] == 8
        files.append(tmp_path / str(index) / "sweep.json")
    run = trayjam("sweep", "--merge", *files, files[0], "--json", "--out", tmp_path / "all")
    told = json.loads(run.stdout)
    jsonschema.validate(told, SCHEMA)
    assert run.returncode == 1 and "is there already" in run.stderr
    assert same(told, broken[2])
    assert same(json.loads((tmp_path / "all/sweep.json").read_text()), told)


def test_what_cannot_be_merged_is_refused(broken, tmp_path):
    mine = broken[0] / "sweep.json"
    sweep(tmp_path / "other", seeds="4")
    sweep(tmp_path / "half", *MUTANT, seeds="20..30")
    for folder, hint in (("other", "another scenario"), ("half", "there already")):
        run = trayjam("sweep", "--merge", mine, tmp_path / folder / "sweep.json")
        assert run.returncode == 65 and hint in run.stderr
    (tmp_path / "text").write_text('{"kind": "sweep", }')
    run = trayjam("sweep", "--merge", tmp_path / "text")
    assert run.returncode == 65 and ":1:19:" in run.stderr
    assert trayjam("sweep", "--merge", tmp_path / "absent").returncode == 66


def test_a_sweep_that_found_nothing_is_0_and_keeps_nothing(tmp_path):
    run, told = sweep(tmp_path / "out", "--ops", "400")
    assert run.returncode == 0 and told["findings"] == []
    assert told["verdicts"]["pass"] == 24 and told["operations"] > 9000
    assert len(told["held"]) > 20
    assert not list((tmp_path / "out").glob("seed-*"))


def test_conditions_of_the_scenario_count(tmp_path):
    run, told = sweep(tmp_path / "out", "--ops", "300", "--threshold", "lock.granted >= 100000",
                      seeds="6")
    assert run.returncode == 3
    row, = told["findings"]
    assert (row["kind"], row["name"], row["seeds"]) == \
        ("threshold", "lock.granted >= 100000", 6)


def test_drawn_faults_are_those_of_a_run_with_that_seed(tmp_path):
    more = ("--set", "schedule=swarm", "--ops", "400", *MUTANT[:2], "--fault",
            "one: delay(1ms) op=lock every=7", "--fault", "two: delay(2ms) op=query every=5")
    _, told = sweep(tmp_path / "out", *more, seeds="5..9")
    row = told["findings"][0]
    run = trayjam(*shlex.split(row["repeat"])[1:], "--format", "none", "--quiet",
                  "--out", tmp_path / "run")
    assert run.returncode == 1
    found = json.loads((tmp_path / "run/run.json").read_text())["findings"]
    assert row["name"] in [finding["rule"] for finding in found]


@pytest.mark.skipif(os.name == "nt", reason="SIGINT")
def test_ctrl_c_keeps_what_was_done_and_the_same_command_goes_on(tmp_path):
    out = tmp_path / "out"
    words = ["sweep", "canary", "--ops", "2000", "--seeds", "2000", "--out", str(out)]
    # On a terminal it says how many are done as soon as some are.
    terminal, shown = pty.openpty()
    process = subprocess.Popen([TRAYJAM, *words], env=environment(), stdout=shown,
                               stderr=shown)
    os.close(shown)
    seen = b""
    while not re.search(rb"[1-9][0-9,]* of 2,000 seeds", seen):
        seen += os.read(terminal, 4096)
    process.send_signal(signal.SIGINT)
    with contextlib.suppress(OSError):  # EIO: the other end is closed.
        while os.read(terminal, 4096):
            pass
    os.close(terminal)
    assert process.wait(timeout=60) == 130
    told = json.loads((out / "sweep.json").read_text())
    jsonschema.validate(told, SCHEMA)
    done = sum(part["count"] for part in told["done"])
    assert told["interrupted"] and not told["complete"]
    assert 0 < done == sum(told["verdicts"].values()) < 2000

    # With fewer operations it is another sweep.
    other = trayjam("sweep", "canary", "--ops", "20", "--seeds", "2000", "--out", out)
    assert other.returncode == 64 and "another scenario" in other.stderr


def test_a_finished_part_is_not_run_again(tmp_path):
    first, told = sweep(tmp_path / "out", "--ops", "200", seeds="40")
    assert first.returncode == 0 and told["complete"]
    # As an interrupt would have left it: the first quarter.
    told.update(complete=False, interrupted=True, done=[{"first": "0x1", "count": 10}])
    told["verdicts"]["pass"] = 10
    (tmp_path / "out/sweep.json").write_text(json.dumps(told))
    second, again = sweep(tmp_path / "out", "--ops", "200", seeds="40")
    assert second.returncode == 0 and "goes on after 10 seeds" in second.stderr
    assert again["complete"] and again["verdicts"]["pass"] == 40


@pytest.mark.parametrize("words, code, hint", [
    (("--runner", "threads"), 6, "virtual"),
    (("--runner", "processes"), 6, "virtual"),
    (("--drive", "null"), 6, "simulated"),
    (("--drive", "sim:mutant=nobody"), 64, "list mutants"),
    (("--seeds", "9..3"), 64, "FIRST..LAST"),
    (("--shard", "4/3"), 64, "I/N"),
    (("--shard", "1/100"), 64, "I/N"),
    (("--jobs", "0"), 64, "--jobs"),
    (("--format", "html"), 64, "junit"),
    (("more",), 64, "one operand too many"),
])
def test_what_it_cannot_do_is_refused_and_leaves_nothing(tmp_path, words, code, hint):
    run, _ = sweep(tmp_path / "out", *words, seeds="10")
    assert run.returncode == code, run.stderr
    assert hint in run.stderr
    assert not (tmp_path / "out").exists()


def test_a_folder_of_something_else_is_left_alone(tmp_path):
    (tmp_path / "mine").write_text("mine")
    run, _ = sweep(tmp_path, seeds="2")
    assert run.returncode == 64 and "is not empty" in run.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_without_out_a_folder_of_its_own_is_made_each_time(tmp_path):
    for _ in range(2):
        assert trayjam("sweep", "canary", "--ops", "50", "--seeds", "2",
                       folder=tmp_path).returncode in (0, 2)
    assert len(list((tmp_path / "out/canary").glob("sweep-*/sweep.json"))) == 2
