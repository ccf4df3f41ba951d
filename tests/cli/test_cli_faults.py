# SPDX-License-Identifier: MIT
"""Faults as a user plans them: every effect, every runner, and what is refused."""
import configparser
import json
import os
import re
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
from cli_program import trayjam

EFFECTS = {  # effect: a rule for it that strikes within a second or two
    "refuse": "refuse(STATUS_DEVICE_NOT_READY) op=lock every=5",
    "swallow": "swallow op=unlock every=3",
    "delay": "delay(2ms) op=lock every=5 when=after",
    "drop": "drop(GUID_IO_CDROM_EXCLUSIVE_LOCK) every=3",
    "double": "double(GUID_IO_CDROM_EXCLUSIVE_LOCK) every=3",
    "late": "late(GUID_IO_CDROM_EXCLUSIVE_LOCK,50ms) every=3",
    "reorder": "reorder(GUID_IO_CDROM_EXCLUSIVE_LOCK) every=3",
    "deaf": "deaf first=5 count=1",
    "sense": "sense(2/04/01) op=verify2 first=3 count=1",
    "srb": "srb(bus_reset) op=verify2 first=3 count=1",
    "busy": "busy(20ms) op=verify2 first=3 count=1",
    "jam": "jam(50ms) op=query every=10",
    "press-eject": "press-eject op=query every=10",
    "open-tray": "open-tray op=query every=10",
    "close-tray": "close-tray op=query every=10",
    "insert": "insert op=query every=10",
    "take": "take op=query every=10",
    "swap": "swap op=query every=10",
    "reset": "reset op=query every=10",
    "unplug": "unplug first=100 count=1",
    "replug": "replug(50ms) first=50 count=1",
    "sleep": "sleep(20ms) every=50",
    "wake": "wake every=50",
    "forget-prevent": "forget-prevent every=50",
    "mutex-loss": "mutex-loss every=50",
    "no-memory": "no-memory(2) every=50",
    "kill": "kill(thread) when=granted count=1",
    "stop": "stop(20ms) op=lock when=granted count=2",
    "cancel": "cancel op=lock every=3",
    "close-pending": "close-pending op=lock every=10",
    "duplicate": "duplicate op=query first=3 count=2",
    "inherit": "inherit op=query first=3 count=1",
    "leak": "leak count=1",
    "malformed": "malformed(cut) op=lock every=5",
}
TOGETHER = 8  # Runs at a time.
UNDER = {  # runner: its clients, and what it cannot do
    "virtual": ("3", set()),
    "threads": ("3", {"stop"}),
    "processes": ("1t3p", set()),
}


def play(folder, *rules, runner="virtual", clients="3", duration="1s", more=()):
    faults = [word for rule in rules for word in ("--fault", rule)]
    run = trayjam("run", "two-burners", "--runner", runner, "--clients",
                  clients, "--seed", "7", "--duration", duration, "--quiet",
                  "--format", "none", "--out", str(folder), "--set",
                  "warmup=0ms", "--set", "cooldown=0ms", *faults, *more)
    told = folder / "run.json"
    return run, json.loads(told.read_text()) if told.exists() else None


def counts(told):
    return [(row["rule"], row["planned"], row["struck"])
            for row in told["faults"]]


def test_every_effect_is_tried_here():
    listed = json.loads(trayjam("list", "faults", "--json").stdout)
    assert {row["name"] for row in listed} == set(EFFECTS)
    assert all(row["form"] and row["where"] for row in listed)


def play_effect(folder, effect, runner):
    return play(folder, EFFECTS[effect], runner=runner,
                clients=UNDER[runner][0], duration="60s",
                more=("--ops", "2000" if runner == "virtual" else "300"))


CELLS = [(effect, runner) for effect in EFFECTS for runner in UNDER
         if os.name == "posix" or runner != "processes"]


@pytest.fixture(scope="module")
def played(request, tmp_path_factory):
    """The runs of the cells that are asked for, several at a time: in real
    time they mostly wait, each in a folder of its own."""
    asked = [item.callspec.params["cell"] for item in request.session.items
             if "played" in getattr(item, "fixturenames", ())]
    with ThreadPoolExecutor(TOGETHER) as pool:
        yield {cell: pool.submit(play_effect,
                                 tmp_path_factory.mktemp("cell") / "run", *cell)
               for cell in asked}


@pytest.mark.parametrize("cell", CELLS, ids="-".join)
def test_an_effect_strikes_and_the_judge_finds_nothing(played, cell):
    effect, runner = cell
    cannot = UNDER[runner][1]
    run, told = played[cell].result()
    if effect in cannot:
        assert run.returncode == 6, run.stderr
        assert "runner = virtual" in run.stderr
        return
    assert told["faults"][0]["struck"] >= 1, run.stdout
    assert told["findings_total"] == 0, told["findings"]
    assert run.returncode in (0, 2), run.stdout + run.stderr


@pytest.mark.parametrize("rule", [EFFECTS[name] for name in
                                  ("kill", "stop", "cancel", "replug", "late",
                                   "inherit", "malformed")])
def test_in_virtual_time_a_fault_repeats_byte_for_byte(tmp_path, rule):
    traces = []
    for name in ("a", "b"):
        play(tmp_path / name, rule)
        traces.append([path.read_bytes() for path in
                       sorted((tmp_path / name / "trace").glob("*"))])
    assert traces[0] == traces[1]


@pytest.mark.skipif(os.name != "posix", reason="POSIX processes")
def test_a_crash_at_the_grant_strikes_exactly_three_times(tmp_path):
    run, told = play(tmp_path / "run",
                     "crash: kill(process) when=granted count=3 every=4",
                     runner="processes", clients="1t4p", duration="60s",
                     more=("--ops", "1500"))
    assert counts(told) == [("crash", 3, 3)]
    assert told["findings_total"] == 0, told["findings"]
    assert told["verdict"] in ("pass", "inconclusive"), run.stdout


def test_a_virtual_crash_strikes_three_of_four_processes(tmp_path):
    run, told = play(tmp_path / "run",
                     "crash: kill(process) when=granted count=3",
                     clients="1t4p", duration="5s")
    assert counts(told) == [("crash", 3, 3)]
    assert told["findings_total"] == 0, told["findings"]


def test_what_never_struck_makes_the_run_inconclusive(tmp_path):
    run, told = play(tmp_path / "run", "swallow op=volume_lock first=1000000")
    assert run.returncode == 2
    assert told["faults"][0]["struck"] == 0
    assert not told["expectations"][-1]["ok"]


@pytest.mark.parametrize("rule, runner, drive, says", [
    ("kill(process)", "threads", "sim", "would be the run itself"),
    ("stop(1s)", "threads", "sim", "would be the run itself"),
    ("jam(1s)", "threads", "null", "only a simulated drive"),
    ("cancel", "threads", "null", "told by a simulated drive only"),
])
def test_what_a_run_cannot_do_is_refused_before_it_starts(tmp_path, rule,
                                                          runner, drive, says):
    run, told = play(tmp_path / "run", rule, runner=runner,
                     more=("--drive", drive))
    assert run.returncode == 6
    assert told is None
    assert says in run.stderr and rule[:4] in run.stderr


@pytest.mark.parametrize("rule, code, says", [
    ("swalow", 64, "did you mean `swallow`"),
    ("cancel when=after", 64, "allowed: pending"),
    ("refuse(ACCESS_DENIED) persona=nobody", 65, "nobody of the run plays it"),
    ("refuse(ACCESS_DENIED) client=99", 65, "the run has 3 clients"),
])
def test_a_wrong_rule_is_told_where_and_why(tmp_path, rule, code, says):
    run, told = play(tmp_path / "run", rule)
    assert run.returncode == code, run.stderr
    assert told is None and says in run.stderr


def rules_of(folder):
    scenario = configparser.ConfigParser(delimiters=("=",), strict=False,
                                         interpolation=None,
                                         allow_no_value=True)
    scenario.read_string((folder / "scenario.ini").read_text())
    return {title[6:]: dict(scenario[title]) for title in scenario.sections()
            if title.startswith("fault ")}, scenario


SOME = ["a: delay(1ms) op=lock", "b: delay(1ms) op=query",
        "c: delay(1ms) op=unlock", "d: delay(1ms) op=verify2"]


def test_each_cuts_the_run_into_parts(tmp_path):
    run, told = play(tmp_path / "run", *SOME, duration="4s",
                     more=("--set", "schedule=each"))
    rules, scenario = rules_of(tmp_path / "run")
    assert [rules[name]["for"] for name in "abcd"] == ["1000000000ns"] * 4
    assert "schedule" not in scenario["global"]
    assert all(fault["struck"] > 0 for fault in told["faults"])


def test_pairs_are_explicit_rules(tmp_path):
    run, told = play(tmp_path / "run", *SOME[:3], duration="3s",
                     more=("--set", "schedule=pairs"))
    assert [fault["rule"] for fault in told["faults"]] == [
        "a-1", "b-1", "a-2", "c-2", "b-3", "c-3"]


def test_a_swarm_is_drawn_from_the_seed_and_can_be_repeated(tmp_path):
    run, told = play(tmp_path / "run", *SOME, more=("--set", "schedule=swarm"))
    drawn, _ = rules_of(tmp_path / "run")
    assert 1 <= len(drawn) <= 4
    again = trayjam("run", str(tmp_path / "run" / "scenario.ini"), "--quiet",
                    "--format", "none", "--out", str(tmp_path / "again"))
    assert again.returncode in (0, 2), again.stderr
    assert rules_of(tmp_path / "again")[0] == drawn
    first, second = ((tmp_path / name / "trace" / "writer-0000").read_bytes()
                     for name in ("run", "again"))
    assert first == second


def as_lines(rules):
    """Rules of a scenario as the trace has them."""
    lines = {}
    for name, keys in rules.items():
        options = [f"{key}={keys[key]}" for key in keys if key != "inject"]
        lines[name] = " ".join([f"{name}: {keys['inject']}"] + options)
    return lines


@pytest.mark.parametrize("runner", list(UNDER))
@pytest.mark.parametrize("schedule", ["none", "each", "pairs", "swarm"])
def test_a_trace_alone_says_what_was_planned(tmp_path, runner, schedule):
    if runner == "processes" and os.name != "posix":
        pytest.skip("POSIX processes")
    run, told = play(tmp_path / "run", *SOME[:3],
                     "lost: drop(GUID_IO_CDROM_EXCLUSIVE_LOCK) every=3"
                     + (" first=2" if schedule == "none" else ""),
                     runner=runner, clients=UNDER[runner][0],
                     more=("--set", f"schedule={schedule}"))
    lines = as_lines(rules_of(tmp_path / "run")[0])
    assert {row["rule"]: row["text"] for row in told["faults"]} == lines
    alone = tmp_path / "elsewhere"
    shutil.copytree(tmp_path / "run" / "trace", alone)
    checked = trayjam("check", str(alone), "--json")
    assert json.loads(checked.stdout)["faults"] == told["faults"]
    assert checked.returncode == run.returncode, checked.stderr
    shown = trayjam("check", str(alone)).stdout
    for name, line in lines.items():
        assert line.removeprefix(f"{name}: ") in shown


def test_a_planned_fault_that_never_struck_is_missed_in_a_trace_alone(tmp_path):
    play(tmp_path / "run", "never: swallow op=volume_lock first=1000000")
    checked = trayjam("check", str(tmp_path / "run" / "trace"))
    assert checked.returncode == 2
    assert "fault.never >= 1" in checked.stdout


def test_the_documentation_has_every_effect():
    listed = json.loads(trayjam("list", "faults", "--json").stdout)
    text = open(os.path.join(os.path.dirname(__file__), "..", "..", "docs",
                             "FAULTS.md"), encoding="utf-8").read()
    rows = set(re.findall(r"^\| `([a-z-]+)` \| `([^`]+)`", text, re.M))
    assert rows == {(row["name"], row["form"]) for row in listed}
