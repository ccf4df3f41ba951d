# SPDX-License-Identifier: MIT
"""What a run leaves behind, what it prints, and that it can be repeated."""
import csv
import json
import os
import pathlib
import pty
import re
import signal
import subprocess

import jsonschema
import pytest
from cli_program import (TRAYJAM, environment, run_json, segments, shown_on,
                         trayjam, virtual)

SOURCE = pathlib.Path(os.environ["TRAYJAM_SOURCE"])
SCHEMA = json.loads((SOURCE / "reports/schema/run.schema.json").read_text())
LOCK = "GUID_IO_CDROM_EXCLUSIVE_LOCK"


@pytest.fixture(scope="module", name="threads")
def threads_run(tmp_path_factory):
    """Two seconds of two-burners with real threads, everything measured."""
    folder = tmp_path_factory.mktemp("threads") / "run"
    run = trayjam("run", "two-burners", "--runner", "threads", "--duration", "2s",
                  "--set", "warmup=0ms", "--set", "cooldown=0ms", "--out", folder)
    return run, folder


def test_two_virtual_runs_of_a_seed_are_the_same_byte_for_byte(tmp_path):
    virtual(tmp_path / "a")
    virtual(tmp_path / "b")
    names = [path.name for path in segments(tmp_path / "a")]
    assert names and names == [path.name for path in segments(tmp_path / "b")]
    for name in [*names, "metadata"]:
        assert (tmp_path / "a/trace" / name).read_bytes() == \
               (tmp_path / "b/trace" / name).read_bytes(), name


def test_another_seed_is_another_run(tmp_path):
    virtual(tmp_path / "a", seed=7)
    virtual(tmp_path / "b", seed=8)
    assert [path.read_bytes() for path in segments(tmp_path / "a")] != \
           [path.read_bytes() for path in segments(tmp_path / "b")]


def test_real_threads_contend_and_nothing_is_broken(threads):
    run, folder = threads
    assert run.returncode == 0, run.stdout + run.stderr
    burners = [row for row in run_json(folder)["accounts"] if row["attempts"]]
    assert len(burners) == 2
    assert all(row["grants"] > 0 and row["denials"] > 0 for row in burners)


def test_each_granted_lock_has_one_event(threads):
    told = run_json(threads[1])
    granted = sum(row["count"] for row in told["outcomes"]
                  if row["op"] == "lock" and row["outcome"] == "done")
    events = {row["event"]: row for row in told["events"]}
    assert granted > 0
    assert events[LOCK]["emitted"] == granted
    assert events[LOCK]["lost"] == events[LOCK]["duplicated"] == 0
    rules = {row["rule"]: row for row in told["rules"]}
    assert rules["TJ-X10"]["state"] == "held"


def test_run_json_keeps_its_schema_and_the_order_of_its_keys(threads):
    told = run_json(threads[1])
    jsonschema.validate(told, SCHEMA)
    required = SCHEMA["required"]
    assert [key for key in told if key in required] == required


def test_the_ledger_has_a_row_for_each_refused_lock(threads):
    told = run_json(threads[1])
    refused = sum(row["count"] for row in told["outcomes"]
                  if row["op"] == "lock" and row["outcome"] == "refused")
    with (threads[1] / "ledger.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["op"] == "lock"]
    assert len(rows) == refused
    names = {row["holder_name"] for row in rows if row["holder"] != "0"}
    assert names and names <= {"Nero 12", "Roxio 9"}


def test_the_run_folder_is_whole(threads):
    names = {path.name for path in threads[1].iterdir()}
    assert {"scenario.ini", "trace", "run.json", "findings.json", "ledger.csv",
            "latency.hlog", "report.html", "junit.xml", "summary.md",
            "repro"} <= names
    assert not [name for name in names if name.endswith(".unfinished")]
    assert json.loads((threads[1] / "findings.json").read_text()) == []


def test_the_summary_names_callers_and_says_how_to_repeat(threads):
    run, folder = threads
    for piece in ("PASS", "Nero 12", "Roxio 9", "WHO BLOCKED WHOM", "granted",
                  "denied at once", "queued, then denied", "release to next grant",
                  "event to its listener", "CDROM_EXCLUSIVE_LOCK",
                  f"report  {folder}/report.html",
                  "repeat  trayjam run two-burners --seed 0x"):
        assert piece in run.stdout, piece
    assert "\033" not in run.stdout
    assert max(len(line) for line in run.stdout.splitlines()
               if not line.startswith(("run ", "report ", "repeat "))) <= 90


def test_seed_and_parameters_come_first(threads):
    lines = threads[0].stderr.splitlines()
    assert re.match(r"two-burners: seed 0x[0-9a-f]+$", lines[0])
    assert "3 clients" in lines[1] and "threads" in lines[1]


def test_the_resolved_scenario_loads_to_the_same_run(tmp_path):
    virtual(tmp_path / "a")
    trayjam("run", tmp_path / "a/scenario.ini", "--format", "none", "--out",
            tmp_path / "b")
    assert [path.read_bytes() for path in segments(tmp_path / "a")] == \
           [path.read_bytes() for path in segments(tmp_path / "b")]


def test_json_alone_is_on_stdout(tmp_path):
    run = virtual(tmp_path / "run", "--json")
    assert json.loads(run.stdout) == run_json(tmp_path / "run")


def test_quiet_is_silent_when_all_is_well(tmp_path):
    run = virtual(tmp_path / "run", "--quiet")
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_quiet_still_tells_how_to_repeat_a_failure(tmp_path):
    run = virtual(tmp_path / "run", "--quiet", "--drive",
                  "sim:disc=present,mutant=lost_unlock")
    assert run.returncode == 1 and not run.stdout
    assert run.stderr.strip().splitlines()[-1].startswith("trayjam run")


def test_parse_only_and_dump_config_run_nothing(tmp_path):
    run = trayjam("run", "two-burners", "--parse-only", folder=tmp_path)
    assert run.returncode == 0
    dump = trayjam("run", "two-burners", "--dump-config", "--seed", "5",
                   folder=tmp_path)
    assert dump.returncode == 0 and "[persona burner-a]" in dump.stdout
    assert not list(tmp_path.iterdir())
    (tmp_path / "again.ini").write_text(dump.stdout)
    again = trayjam("run", tmp_path / "again.ini", "--dump-config")
    assert again.stdout == dump.stdout


def test_without_out_the_folder_is_named_and_latest_points_to_it(tmp_path):
    run = trayjam("run", "two-burners", "--runner", "virtual", "--seed", "0x1f",
                  "--format", "none", folder=tmp_path)
    assert run.returncode == 0, run.stderr
    parent = tmp_path / "out/two-burners"
    made = [path for path in parent.iterdir() if path.name != "latest"]
    assert len(made) == 1
    assert re.fullmatch(r"\d{8}T\d{6}Z-0x1f", made[0].name)
    assert (parent / "latest").resolve() == made[0].resolve()


def test_environment_twins_stand_for_options_and_options_win(tmp_path):
    twins = {"TRAYJAM_SEED": "9", "TRAYJAM_RUNNER": "virtual",
             "TRAYJAM_FORMAT": "none", "TRAYJAM_QUIET": "1"}
    run = trayjam("run", "two-burners", "--out", tmp_path / "a", env=twins)
    assert run.returncode == 0 and not run.stdout
    assert run_json(tmp_path / "a")["seed"] == "0x9"
    assert run_json(tmp_path / "a")["runner"] == "virtual"
    trayjam("run", "two-burners", "--seed", "10", "--out", tmp_path / "b",
            env=twins)
    assert run_json(tmp_path / "b")["seed"] == "0xa"


def test_a_fault_of_the_command_line_strikes_and_is_told(tmp_path):
    run = virtual(tmp_path / "run", "--fault",
                  "busy: refuse(STATUS_DEVICE_BUSY) op=lock first=60 count=2")
    told = run_json(tmp_path / "run")
    assert [(row["rule"], row["planned"], row["struck"]) for row in told["faults"]] \
        == [("busy", 2, 2)]
    assert "struck 2 of 2 planned" in run.stdout
    injected = [row for row in told["outcomes"] if row.get("injected")]
    assert [(row["status"], row["count"]) for row in injected] == \
        [("STATUS_DEVICE_BUSY", 2)]


def test_a_missing_report_maker_does_not_change_the_verdict(tmp_path):
    run = trayjam("run", "two-burners", "--runner", "virtual", "--seed", "7",
                  "--out", tmp_path / "run",
                  env={"TRAYJAM_PYTHON": str(tmp_path / "no-python")})
    assert run.returncode == 0
    assert "apt install python3 python3-numpy python3-jinja2" in run.stderr
    assert "PASS" in run.stdout and "report  " not in run.stdout
    assert run_json(tmp_path / "run")["verdict"] == "pass"


def test_report_makes_what_is_asked_for(tmp_path):
    virtual(tmp_path / "run")
    run = trayjam("report", tmp_path / "run", "--format", "junit,md")
    assert run.returncode == 0, run.stderr
    assert (tmp_path / "run/junit.xml").exists()
    assert (tmp_path / "run/summary.md").exists()
    assert not (tmp_path / "run/report.html").exists()


def start(*arguments, **how):
    return subprocess.Popen([TRAYJAM, *map(str, arguments)], text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            env=environment(), **how)


def test_ctrl_c_ends_with_130_and_a_whole_partial_run(tmp_path):
    process = start("run", "two-burners", "--duration", "5m", "--progress", "line",
                    "--out", tmp_path / "run")
    for line in process.stderr:  # Progress is the sign that clients work.
        if "ops/s" in line:
            process.send_signal(signal.SIGINT)
            break
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "partial: interrupted" in out
    told = run_json(tmp_path / "run")
    jsonschema.validate(told, SCHEMA)
    assert told["partial"] and told["exit_code"] == 130
    assert told["operations"]["submitted"] > 0
    assert (tmp_path / "run/report.html").exists()
    again = trayjam("check", tmp_path / "run")
    assert again.returncode in (0, 2), "whole: judged without --partial"
    assert run_json(tmp_path / "run")["partial"]


def in_a_terminal(*arguments, **more):
    """Runs with stdout and stderr on a terminal; gives what it showed."""
    return shown_on(*pty.openpty(), *arguments, **more)[1]


def test_colour_is_for_terminals_and_no_color_is_heeded(tmp_path):
    line = ["run", "two-burners", "--runner", "virtual", "--seed", "7", "--format",
            "none", "--out"]
    assert "\033[32m" in in_a_terminal(*line, tmp_path / "a")
    assert "\033[" not in in_a_terminal(*line, tmp_path / "b", NO_COLOR="1")
    assert "\033[" not in in_a_terminal(*line, tmp_path / "c", "--no-color")


def test_progress_is_one_live_line_on_a_terminal(tmp_path):
    shown = in_a_terminal("run", "two-burners", "--duration", "1s", "--format",
                          "none", "--out", tmp_path / "run", TERM="xterm")
    lines = re.findall(r"\r(two-burners [^\r\n]*)", shown)
    assert len(lines) >= 2
    assert all("granted" in line and len(line) <= 80 for line in lines)


def full_disk(folder):
    """A tmpfs with room for the beginning of a run only, or the reason why
    there can be none."""
    if os.geteuid() != 0:
        return "needs root to mount a small file system"
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=192k", "none",
                            str(folder)], capture_output=True, text=True)
    return mount.stderr.strip() if mount.returncode else None


def test_a_full_disk_is_74_and_names_the_file(tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    reason = full_disk(small)
    if reason:
        pytest.skip(reason)
    try:
        run = virtual(small / "run")
        assert run.returncode == 74, run.stdout + run.stderr
        assert str(small / "run") in run.stderr
        assert not list(small.rglob("*.unfinished"))
        assert not (small / "run/run.json").exists()
    finally:
        subprocess.run(["umount", str(small)], check=True)
