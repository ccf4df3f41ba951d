# SPDX-License-Identifier: MIT
"""A recorded run of virtual time again: the proof, the first difference, the
drives on the way, and what cannot be replayed."""
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import time

import pytest
from cli_program import RECORD, TRAYJAM, environment, segments, trayjam, virtual

HEADER = 2 * RECORD


@pytest.fixture(scope="module", name="run")
def one_run(tmp_path_factory):
    out = tmp_path_factory.mktemp("replay") / "run"
    virtual(out, "--ops", "400", "--fault", "delay(1ms) op=lock every=7", scenario="canary", seed=3)
    return out


def replay(*words, **how):
    return trayjam("replay", *words, **how)


def told(*words):
    run = replay(*words, "--json")
    return run, json.loads(run.stdout)


def records(run):
    """How many the trace has."""
    return sum((path.stat().st_size - HEADER) // RECORD for path in segments(run))


def test_a_run_is_replayed_bit_for_bit(run):
    done, answer = told(run)
    assert done.returncode == 0 and answer["same"] is True
    assert answer["records"] == records(run)
    assert not answer["prefix"] and "difference" not in answer
    assert answer["controlled"] and answer["not_controlled"]
    text = replay(run)
    assert "the same, bit for bit" in text.stdout and "controlled:" in text.stdout
    assert "controlled" not in replay(run, "--quiet").stdout


@pytest.mark.parametrize("scenario", ["canary-media", "canary-broken", "open-loop"])
def test_other_scenarios_are_replayed_too(tmp_path, scenario):
    presets = json.loads(trayjam("list", "presets", "--json").stdout)
    if scenario not in [row["name"] for row in presets]:
        scenario = "bad-manners"
    virtual(tmp_path / "run", "--ops", "500", scenario=scenario)
    assert replay(tmp_path / "run", "--quiet").returncode == 0


def test_a_run_that_a_threshold_ended_early_ends_at_the_same_place(tmp_path):
    done = virtual(tmp_path / "run", "--duration", "60s", "--threshold",
                   "lock.denied < 5 abort_after=1s")
    assert done.returncode == 3
    assert "ended_by" in (tmp_path / "run/repro/facts.ini").read_text()
    assert told(tmp_path / "run")[1]["same"]


def test_the_first_difference_is_told_with_both_records_in_words(run, tmp_path):
    folder = tmp_path / "run"
    shutil.copytree(run, folder)
    scenario = folder / "scenario.ini"
    text = scenario.read_text()
    assert "caller = Tidy Burner" in text
    scenario.write_text(text.replace("caller = Tidy Burner", "caller = Tidy Turner"))
    done, answer = told(folder)
    assert done.returncode == 1 and not answer["same"]
    assert answer["difference"]["a"] == 'caller name 1: "Tidy Burner"'
    assert answer["difference"]["b"] == 'caller name 1: "Tidy Turner"'
    text = replay(folder).stdout
    assert re.search(r"recorded +caller name 1: .*Burner", text)
    assert re.search(r"replayed +caller name 1: .*Turner", text)


def test_another_schedule_differs_where_an_operation_was_answered(run, tmp_path):
    folder = tmp_path / "run"
    shutil.copytree(run, folder)
    scenario = folder / "scenario.ini"
    scenario.write_text(scenario.read_text().replace("strategy = random", "strategy = first"))
    done, answer = told(folder)
    assert done.returncode == 1
    assert 0 < answer["records"] < records(run)
    assert re.match(r"client \d+ \(\w+\): \w+ .* at \d", answer["difference"]["a"])


def test_until_stops_behind_an_operation_however_it_is_named(run):
    done, nth = told(run, "--until", "20", "--dump-state")
    assert done.returncode == 0 and nth["prefix"] and nth["same"]
    assert nth["records"] < records(run)
    drive, = nth["drives"]
    assert {"locked", "owner", "tray", "volume", "simple_locks", "known"} <= set(drive)
    text = replay(run, "--until", "20", "--dump-state").stdout
    client, number = re.search(r"after client (\d+)'s operation (\d+)", text).groups()
    named = told(run, "--until", f"{client}:{number}", "--dump-state")[1]
    assert named == nth
    assert "owned by" in text and "tray" in text and "volume" in text


def test_a_record_as_findings_name_it_can_be_gone_to(tmp_path):
    virtual(tmp_path / "run", "--ops", "300", "--drive",
            "sim:disc=present,mutant=two_owners", scenario="canary")
    findings = json.loads((tmp_path / "run/run.json").read_text())["findings"]
    places = [record for finding in findings for record in finding["records"]]
    place = next(place for place in map(str, places) if "writer-0000" in place)
    place = re.search(r"writer-0000:\d+", place)[0]
    done, answer = told(tmp_path / "run", "--until", place, "--dump-state")
    assert done.returncode == 0 and answer["prefix"] and answer["drives"]


def test_the_state_says_who_owns_the_drive(tmp_path):
    (tmp_path / "one.ini").write_text(
        "[global]\ndrive = sim:disc=present\nrunner = virtual\nduration = 1s\n"
        "[persona anna]\ncaller = Anna\nscript = open interface rw | lock | query | retire\n")
    trayjam("run", tmp_path / "one.ini", "--out", tmp_path / "run", "--format", "none")
    owned = told(tmp_path / "run", "--until", "2", "--dump-state")[1]["drives"][0]
    assert owned["locked"] and owned["owner"] == 1 and owned["owner_name"] == "Anna"
    free = told(tmp_path / "run", "--until", "1", "--dump-state")[1]["drives"][0]
    assert not free["locked"] and free["owner_name"] == ""


def test_diff_of_two_runs_or_seeds_tells_where_they_part(run, tmp_path):
    virtual(tmp_path / "twin", "--ops", "400", "--fault", "delay(1ms) op=lock every=7",
            scenario="canary", seed=3)
    same = told(run, "--diff", tmp_path / "twin")
    assert same[0].returncode == 0 and same[1]["records"] == records(run)
    done, answer = told(run, "--diff", "4")
    assert done.returncode == 1 and answer["a"] == "A" and answer["b"] == "B"
    assert answer["difference"]["a"] != answer["difference"]["b"]
    assert replay(run, "--diff", "3").returncode == 0
    assert replay(run, "--diff", tmp_path / "absent").returncode == 66


def test_another_version_is_said_first(run, tmp_path):
    folder = tmp_path / "run"
    shutil.copytree(run, folder)
    facts = folder / "repro/facts.ini"
    facts.write_text(re.sub("version = .*", "version = 0.0.9", facts.read_text()))
    done = replay(folder)
    assert done.returncode == 0
    assert "recorded by trayjam 0.0.9" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="signals")
@pytest.mark.parametrize("how, partial", [(signal.SIGINT, False), (signal.SIGKILL, True)])
def test_a_run_that_was_ended_is_replayed_as_far_as_it_came(tmp_path, how, partial):
    out = tmp_path / "run"
    process = subprocess.Popen(
        [TRAYJAM, "run", "two-burners", "--runner", "virtual", "--seed", "7", "--duration",
         "1000h", "--format", "none", "--quiet", "--out", str(out)],
        env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    main = out / "trace/writer-0000"
    while not main.exists() or main.stat().st_size < 1 << 20:
        assert process.poll() is None, "it ended by itself"
        time.sleep(0.02)
    process.send_signal(how)
    process.wait(timeout=60)
    done, answer = told(out)
    assert done.returncode == 0, done.stdout
    assert answer["same"] and answer["prefix"] and answer["records"] > 1000
    assert ("the trace is partial" in done.stderr) == partial


def test_what_cannot_be_replayed_says_why(run, tmp_path):
    trayjam("run", "two-burners", "--duration", "50ms", "--out", tmp_path / "threads",
            "--format", "none")
    done = replay(tmp_path / "threads")
    assert done.returncode == 6
    assert "virtual time" in done.stderr and "no seed brings that back" in done.stderr
    assert replay(tmp_path / "absent").returncode == 66
    bare = replay(run / "trace")
    assert bare.returncode == 66 and "scenario.ini" in bare.stderr


@pytest.mark.parametrize("place", ["0", "99999999", "1:99999", "99:1", "writer-0000:0",
                                   "writer-0009:1", "later"])
def test_an_operation_that_is_not_there_is_a_usage_error(run, place):
    done = replay(run, "--until", place)
    assert done.returncode == 64 and "--until" in done.stderr
