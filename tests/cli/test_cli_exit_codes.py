# SPDX-License-Identifier: MIT
"""Every documented exit code that a user can bring about, and the help."""
import json
import os
import pathlib
import re
import subprocess

import pytest
from cli_program import TRAYJAM, environment, trayjam, virtual

SOURCE = pathlib.Path(os.environ["TRAYJAM_SOURCE"])
COMMANDS = ("drive run attach serve check report compare story diff-backends list explain explore canary doctor bench"
            " panel drives hold replay shrink sweep export watch query lock unlock eject load load2 mcn prevent allow verify"
            ).split()
IMPOSSIBLE = "lock.granted >= 1000000000"


def test_no_command_is_a_usage_error_and_shows_the_commands():
    run = trayjam()
    assert run.returncode == 64
    assert not run.stdout
    assert all(name in run.stderr for name in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_each_command_has_example_and_exit_codes(command):
    run = trayjam(command, "--help")
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith(f"usage: trayjam {command}")
    example = run.stdout.split("example:\n")[1].strip()
    assert example.startswith(f"trayjam {command}")
    for word in example.split():
        if word.startswith(("docs/", "tests/")):
            assert (SOURCE / word).exists(), word
    codes = run.stdout.split("exit codes:\n")[1].split("\n\n")[0]
    assert re.search(r"^ +0  \S", codes, re.M)
    assert re.search(r"^ +64  \S", codes, re.M)
    assert max(map(len, run.stdout.splitlines())) <= 80


def test_help_word_and_option_say_the_same():
    assert trayjam("help", "run").stdout == trayjam("run", "--help").stdout


@pytest.mark.parametrize("arguments, hint", [
    (["rum"], "did you mean run?"),
    (["run"], "run needs SCENARIO"),
    (["run", "a", "b"], "one operand too many"),
    (["run", "two-burners", "--durtion", "5s"], "did you mean --duration?"),
    (["run", "two-burners", "--duration"], "--duration needs a value"),
    (["run", "two-burners", "--json=yes"], "--json takes no value"),
    (["run", "two-burners", "--scsi"], "--scsi does not belong"),
    (["explore", "explore-lock", "--strategy", "first"], "allowed: exhaustive"),
    (["explore", "explore-lock", "--strategy", "pct", "--depth", "17"], "1 .. 16"),
    (["explore", "explore-lock", "--depth", "2"], "belongs to --strategy pct"),
    (["explore", "explore-lock", "--strategy", "pct", "--bound", "2"], "exhaustive"),
    (["explore", "explore-lock", "--for", "5"], "--for 5"),
    (["run", "two-burners", "--strategy", "pct deep=3"], "unknown `deep=3`"),
    (["run", "explore-lock", "--runner", "threads", "--schedule", "x"], "virtual"),
    (["run", "two-burners", "--rate", "5"], "--rate 5: rate: `5` is no rate"),
    (["run", "two-burners", "--runner", "process"], "processes"),
    (["run", "two-burners", "--duration", "5"], "--duration 5"),
    (["run", "two-burners", "--set", "durtion=5s"], "duration"),
    (["run", "two-burners", "--threshold", "handoff.p95 ~ 5ms"], "--threshold"),
    (["run", "two-burners", "--drive", "simm"], "did you mean `sim`?"),
    (["run", "two-burners", "--drive", "sim:dsc=present"], "disc"),
    (["run", "two-burners", "--format", "pdf"], "html, junit, md"),
    (["run", "two-burners", "--fault", "explode op=lock"], "explode"),
    (["compare"], "compare needs A [B]"),
    (["compare", "a", "b", "c"], "one operand too many"),
    (["compare", "a"], "--baseline-out FILE"),
    (["compare", "a", "b", "--tolerance", "5"], "1% to 1000%"),
    (["compare", "a", "b", "--percentiles", "p100"], "`p100` is no"),
    (["compare", "a", "b", "--tolerence", "5%"], "did you mean --tolerance?"),
    (["list", "preset"], "did you mean presets?"),
    (["explain", "STATUS_ACCES_DENIED"], "did you mean STATUS_ACCESS_DENIED?"),
    (["mcn", "of"], "on and off"),
    (["eject", "--i-accept-wear", "K9D"], "is for real drives"),
    (["run", "two-burners", "--allow-list", "a.txt"], "is for real drives"),
    (["run", "two-burners", "--drive", "windows:D:", "--i-accept-wear", "a;b"],
     "without semicolons"),
    (["export", "run"], "--history"),
    (["export", "--history"], "export needs RUN"),
    (["hold", "--for", "5"], "a time with its unit"),
    (["canary", "--seeds", "0"], "--seeds"),
    (["run", "two-burners", "--look-memory", "0"], "--look-memory"),
    (["run", "two-burners", "--look-memory", "2000000"], "--look-memory"),
    (["--durtion"], "unknown option"),
    (["run", "two-burners", "-q"], "unknown option -q"),
    (["run", "two-burners", "-seed", "5"],
     "unknown option -seed; did you mean --seed?"),
])
def test_usage_errors_are_64_and_say_what_is_meant(tmp_path, arguments, hint):
    run = trayjam(*arguments, folder=tmp_path)
    assert run.returncode == 64, run.stderr
    assert hint in run.stderr
    assert not list(tmp_path.iterdir()), "a refused command leaves nothing"


@pytest.mark.parametrize("drive, reason", [
    (r"windows:\\.\D:", "needs Windows"), ("linux:/dev/no-such-drive", "it is not there"),
    ("linux:/dev/null", "is no optical drive")])
@pytest.mark.parametrize("command", [["query"], ["hold"], ["run", "two-burners"]])
def test_a_drive_that_cannot_be_used_here_is_6_with_the_reason(drive, reason, command):
    run = trayjam(*command, "--drive", drive)
    assert run.returncode == 6 and reason in run.stderr, run


def test_missing_inputs_are_66(tmp_path):
    assert trayjam("run", "no-such-preset").returncode == 66
    assert trayjam("run", tmp_path / "absent.ini").returncode == 66
    assert trayjam("check", tmp_path / "absent").returncode == 66
    assert trayjam("report", tmp_path / "absent").returncode == 66
    assert trayjam("export", "--history", tmp_path / "absent").returncode == 66
    assert trayjam("story", tmp_path / "absent.story").returncode == 66
    assert trayjam("compare", tmp_path / "absent", tmp_path).returncode == 66


def test_a_near_preset_is_suggested():
    run = trayjam("run", "two-burner")
    assert run.returncode == 66 and "two-burners" in run.stderr


@pytest.mark.parametrize("text, place, hint", [
    ("[global]\ndurtion = 5s\n", ":2:1:", "duration"),
    ("[global]\nduration = 5\n", ":2:12:", "5"),
    ("[global]\nclients = 0\n", ":2:11:", "0"),
    ("[globl]\n", ":1:", "global"),
    ("[persona a]\nscript = lokc\n", ":2:", "lock"),
    ("[expect]\nlock.grnated > 5\n", ":2:", "lock"),
    ("stray = 1\n", ":1:", ""),
])
def test_a_bad_scenario_is_65_and_names_its_place(tmp_path, text, place, hint):
    path = tmp_path / "bad.ini"
    path.write_text(text)
    run = trayjam("run", path, folder=tmp_path)
    assert run.returncode == 65, run.stderr
    assert f"bad.ini{place}" in run.stderr
    assert hint in run.stderr


def test_a_run_that_holds_is_0(tmp_path):
    run = virtual(tmp_path / "run")
    assert run.returncode == 0, run.stdout + run.stderr


def test_a_broken_rule_is_1_and_named(tmp_path):
    run = virtual(tmp_path / "run", "--drive", "sim:disc=present,mutant=two_owners")
    assert run.returncode == 1
    assert "TJ-X01" in run.stdout
    assert run.stdout.strip().splitlines()[-1].startswith("repeat  trayjam run")


def test_the_line_that_repeats_a_failure_repeats_it(tmp_path):
    first = virtual(tmp_path / "a", "--drive",
                    "sim:disc=present,mutant=two_owners")
    words = first.stdout.strip().splitlines()[-1].split()[2:]
    again = trayjam(*words, "--format", "none", "--out", tmp_path / "b")
    assert again.returncode == first.returncode == 1
    for name in ("writer-0000", "writer-0001"):
        assert (tmp_path / "a/trace" / name).read_bytes() == \
               (tmp_path / "b/trace" / name).read_bytes()


def test_an_expectation_that_did_not_happen_is_2(tmp_path):
    path = tmp_path / "vacuous.ini"
    path.write_text("[global]\ninclude = two-burners\n[expect]\n" + IMPOSSIBLE
                    + "\n")
    run = virtual(tmp_path / "run", scenario=path)
    assert run.returncode == 2, run.stdout + run.stderr
    assert "no   " + IMPOSSIBLE in run.stdout


def test_a_missed_threshold_is_3(tmp_path):
    run = virtual(tmp_path / "run", "--threshold", "handoff.p50 < 1ns")
    assert run.returncode == 3, run.stdout + run.stderr
    assert "no   handoff.p50 < 1ns" in run.stdout


def test_a_comparison_is_0_2_3_or_65(tmp_path):
    a, b, slow = (tmp_path / name for name in ("a", "b", "slow"))
    virtual(a, "--duration", "20s")
    virtual(b, "--duration", "20s", seed=8)
    virtual(slow, "--duration", "20s", "--fault",
            "delay(2us) op=lock first=3 every=20", seed=9)
    kept = tmp_path / "kept.json"
    assert trayjam("compare", a, "--baseline-out", kept).returncode == 0
    for one in (a, kept):
        assert trayjam("compare", one, b).returncode == 0
        run = trayjam("compare", one, slow, "--html", tmp_path / "page.html")
        assert run.returncode == 3 and "REGRESSED" in run.stdout
    assert "Regression" in (tmp_path / "page.html").read_text()
    run = trayjam("compare", a, b, "--percentiles", "p99.9999", "--json")
    assert run.returncode == 2
    assert json.loads(run.stdout)["exit_code"] == 2
    kept.write_text(kept.read_text()[:1000])
    run = trayjam("compare", kept, b)
    assert run.returncode == 65 and "kept.json:" in run.stderr


def test_a_comparison_is_6_without_python(tmp_path):
    run = trayjam("compare", tmp_path, tmp_path,
                  env={"TRAYJAM_PYTHON": tmp_path / "none"})
    assert run.returncode == 6 and "apt install python3" in run.stderr


def test_a_planned_fault_that_never_struck_is_2(tmp_path):
    run = virtual(tmp_path / "run", "--fault",
                  "never: swallow op=write first=1000000 count=1")
    assert run.returncode == 2, run.stdout + run.stderr
    assert "never" in run.stdout and "struck 0 of 1 planned" in run.stdout


def test_an_out_folder_that_holds_something_is_64(tmp_path):
    (tmp_path / "precious").write_text("mine")
    run = virtual(tmp_path)
    assert run.returncode == 64 and "not empty" in run.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["precious"]


def test_a_file_in_the_way_is_64(tmp_path):
    path = tmp_path / "file"
    path.write_text("x")
    assert virtual(path).returncode == 64


def into_a_full_disk(*words):
    with open("/dev/full", "w") as full:
        run = subprocess.run([TRAYJAM, *map(str, words)], stdout=full,
                             stderr=subprocess.PIPE, text=True,
                             env=environment())
    assert run.returncode == 74, run.stderr
    return run.stderr


def test_output_nobody_can_write_is_74():
    assert "standard output" in into_a_full_disk("list", "ioctls")


def test_a_comparison_nobody_can_read_is_74(tmp_path):
    virtual(tmp_path / "a")
    assert "standard output" in into_a_full_disk(
        "compare", tmp_path / "a", tmp_path / "a", "--percentiles", "p50")


def test_version_is_told_for_people_and_programs():
    text = trayjam("--version").stdout
    told = json.loads(trayjam("--version", "--json").stdout)
    assert told["tool"] == "trayjam"
    assert told["version"] in text
    assert re.fullmatch(r"\d+\.\d+\.\d+", told["version"])
