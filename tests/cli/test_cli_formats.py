# SPDX-License-Identifier: MIT
"""The files of a run as other programs read them: all of them, whole, and
true, also of a run that was cut short or made without Python's packages."""
import csv
import io
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time

import jsonschema
import junitparser
import pytest
from cli_program import (TRAYJAM, environment, run_json, segments, trayjam,
                         virtual)
from reports import make

SOURCE = pathlib.Path(os.environ["TRAYJAM_SOURCE"])
PACKAGES = SOURCE / "tests/node_modules"
RUN_SCHEMA = json.loads((SOURCE / "reports/schema/run.schema.json").read_text())
PROMTOOL = shutil.which("promtool", path=os.environ["PATH"] + os.pathsep +
                        str(SOURCE / "build/tools"))
BAD_DRIVE = "sim:disc=present,mutant=lost_unlock"

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals, scripts")


@pytest.fixture(scope="module", name="broken")
def broken_run(tmp_path_factory):
    """A run that breaks rules and misses a threshold, in every format."""
    folder = tmp_path_factory.mktemp("broken") / "run"
    run = trayjam("run", "two-burners", "--runner", "virtual", "--seed", 7,
                  "--drive", BAD_DRIVE, "--threshold", "handoff.p50 < 1ns",
                  "--format", "all", "--out", folder)
    assert run.returncode == 1, run.stderr
    return folder


# --- Which formats there are ---

def test_the_program_and_the_report_maker_know_the_same_formats():
    listed = json.loads(trayjam("list", "formats", "--json").stdout)
    asked = {row["name"]: row["file"] for row in listed
             if row["made"] != "always"}
    assert asked == {name: file for name, (_, file) in make.FORMATS.items()}
    assert [row["name"] for row in listed if row["made"] == "by default"] == \
        list(make.DEFAULT)


def test_a_run_has_every_listed_file(broken):
    for row in json.loads(trayjam("list", "formats", "--json").stdout):
        path = broken / row["file"]
        assert path.is_dir() if row["file"].endswith("/") \
            else path.stat().st_size > 0, row


def test_formats_asked_for_are_made_and_no_others(tmp_path):
    trayjam("run", "two-burners", "--runner", "virtual", "--seed", 7,
            "--quiet", "--format", "sarif,operations", "--out", tmp_path / "run")
    made = {name for name, (_, file) in make.FORMATS.items()
            if (tmp_path / "run" / file).exists()}
    assert made == {"sarif", "operations"}


@pytest.mark.parametrize("given, said", [
    ("htlm", 'no format; did you mean html?'),
    ("html,operation", "did you mean operations?"),
    ("zzzzzzzz", "allowed are html, junit, md, sarif, csv, operations, chrome"),
    ("html,all", "all stands alone"),
    ("prom", "a run always leaves metrics.prom"),
    ("html,", '"" is no format'), ("", '"" is no format'),
    ("x" * 50, "none is that long")])
@pytest.mark.parametrize("command", ["run", "report"])
def test_an_unknown_format_is_64_before_anything_is_done(
        tmp_path, command, given, said):
    target = "two-burners" if command == "run" else tmp_path
    done = trayjam(command, target, "--format", given, folder=tmp_path)
    assert done.returncode == 64 and not done.stdout
    assert said in done.stderr and not list(tmp_path.iterdir())


# --- Other programs read them ---

HLOG_READER = """
const hdr = require(process.argv[1]);
const reader = new hdr.HistogramLogReader(require('fs').readFileSync(0, 'utf8'));
const rows = {};
for (let h; (h = reader.nextIntervalHistogram()) != null;) {
  const at = p => h.getValueAtPercentile(p);
  rows[h.tag] = {count: h.totalCount, p50_ns: at(50), p90_ns: at(90),
    p99_ns: at(99), p999_ns: at(99.9), max_ns: h.maxValue};
}
console.log(JSON.stringify(rows));
"""
PERCENTILES = ("p50_ns", "p90_ns", "p99_ns", "p999_ns", "max_ns")


def read_hlog(folder):
    package = PACKAGES / "hdr-histogram-js"
    if not package.exists():
        pytest.skip("npm package hdr-histogram-js is not installed (./dev setup)")
    read = subprocess.run(["node", "-e", HLOG_READER, str(package)], text=True,
                          input=(folder / "latency.hlog").read_text(),
                          capture_output=True, check=False)
    assert read.returncode == 0, read.stderr
    return json.loads(read.stdout)


def hlog_rows(told):
    """What latency.hlog must have, by tag, from run.json."""
    rows = {f"{row['op']}.{row['outcome']}": row for row in told["latency"]}
    rows |= {name: told[name] for name in (
        "handoff", "notification", "lock_granted", "lock_denied_at_once",
        "lock_denied_queued")}
    rows |= {f"{tag}.corrected": row["corrected"]
             for tag, row in rows.items() if "corrected" in row}
    return {tag: row for tag, row in rows.items() if row["count"]}


@pytest.mark.parametrize("more", [(), ("--rate", "200/s")])
def test_hdr_histogram_js_reads_the_counts_and_percentiles_of_run_json(
        tmp_path, more):
    virtual(tmp_path / "run", *more)
    seen = read_hlog(tmp_path / "run")
    wanted = hlog_rows(run_json(tmp_path / "run"))
    assert set(wanted) == {tag for tag, row in seen.items()
                           if row["count"] and tag != "arrival_late"}
    assert any(tag.endswith(".corrected") for tag in wanted) == bool(more)
    for tag, row in wanted.items():
        assert seen[tag]["count"] == row["count"], tag
        for name in PERCENTILES:
            # Three digits; its own words for a bucket's highest value.
            assert seen[tag][name] == pytest.approx(row[name], rel=1.1e-3,
                                                    abs=1), (tag, name)


def test_sarif_names_every_finding_and_is_valid(broken):
    schema = PACKAGES / "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"
    log = json.loads((broken / "results.sarif").read_text())
    if schema.exists():
        jsonschema.Draft4Validator(json.loads(schema.read_text())).validate(log)
    told = run_json(broken)
    results = log["runs"][0]["results"]
    assert [row["ruleId"] for row in results] == \
        [row["rule"] for row in told["findings"] + told["advice"]]
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    listed = json.loads(trayjam("list", "rules", "--json").stdout)
    assert [(row["id"], row["fullDescription"]["text"]) for row in rules] == \
        [(row["name"], row["sentence"]) for row in listed]
    place = results[0]["locations"][0]["physicalLocation"]
    raw = (broken / place["artifactLocation"]["uri"]).read_bytes()
    at = place["region"]["byteOffset"]
    assert len(raw[at:at + place["region"]["byteLength"]]) == 64


def test_junitparser_finds_a_case_per_rule_and_threshold(broken):
    told = run_json(broken)
    suites = {suite.name: suite for suite in
              junitparser.JUnitXml.fromfile(str(broken / "junit.xml"))}
    assert suites["rules"].tests == len(told["rules"])
    assert suites["thresholds"].tests == suites["thresholds"].failures == 1
    assert suites["rules"].failures == \
        sum(row["state"] == "broken" for row in told["rules"]) > 0
    assert suites["rules"].skipped == \
        sum(row["state"] == "not judged" for row in told["rules"])


def test_findings_json_is_the_findings_of_run_json(broken):
    told = run_json(broken)
    found = json.loads((broken / "findings.json").read_text())
    assert found == told["findings"]
    counts = {path.name: (path.stat().st_size - 128) // 64
              for path in segments(broken)}
    for finding in found:
        for ref in finding["records"]:
            writer, index = ref.split(":")
            assert int(index) < counts[writer], ref


def test_prometheus_accepts_the_metrics(broken):
    text = (broken / "metrics.prom").read_text()
    if PROMTOOL:
        check = subprocess.run([PROMTOOL, "check", "metrics"], input=text,
                               capture_output=True, text=True, check=False)
        assert (check.returncode, check.stdout + check.stderr) == (0, "")
    parser = pytest.importorskip("prometheus_client.parser", reason="python3-"
                                 "prometheus-client is not installed")
    families = {family.name for family in
                parser.text_string_to_metric_families(text)}
    assert {"trayjam_run_exit_code", "trayjam_operations"} <= families


def test_operations_csv_agrees_with_run_json(broken):
    with (broken / "operations.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    counted = [row for row in rows if row["warmup"] == "0"]
    for told in run_json(broken)["outcomes"]:
        if told["outcome"] != "unknown":
            assert sum((row["op"], row["outcome"], row["status"],
                        row["injected"]) ==
                       (told["op"], told["outcome"], told["status"],
                        str(int(told.get("injected", False))))
                       for row in counted) == told["count"], told


# --- Without Python, and without its packages ---

def fake_python(tmp_path, *hidden):
    """An interpreter that lacks packages."""
    for name in hidden:
        (tmp_path / f"{name}.py").write_text(
            f"raise ModuleNotFoundError('no {name}', name='{name}')\n")
    program = tmp_path / "python3"
    program.write_text(f"#!/bin/sh\nPYTHONPATH='{tmp_path}' exec "
                       f"{sys.executable} \"$@\"\n")
    program.chmod(0o755)
    return {"TRAYJAM_PYTHON": str(program)}


def a_run_without_reports(run, folder):
    """Exit code of the run, its summary, run.json; and no half of a file."""
    assert run.returncode == 0, run.stderr
    assert "PASS" in run.stdout and "WHO BLOCKED WHOM" in run.stdout
    assert "report  " not in run.stdout
    jsonschema.validate(run_json(folder), RUN_SCHEMA)
    assert (folder / "latency.hlog").exists()
    assert not list(folder.glob("*.unfinished"))


def hints(run):
    return [line for line in run.stderr.splitlines() if "apt install" in line]


def started(tmp_path, env):
    folder = tmp_path / "run"
    return trayjam("run", "two-burners", "--runner", "virtual", "--seed", 7,
                   "--out", folder, env=env), folder


def test_without_python_the_summary_and_run_json_are_there(tmp_path):
    env = {"TRAYJAM_PYTHON": str(tmp_path / "no-python")}
    run, folder = started(tmp_path, env)
    a_run_without_reports(run, folder)
    assert len(hints(run)) == 1 and "python3-numpy" in hints(run)[0]
    assert f"any machine with Python makes the reports from the folder: trayjam report {folder}" \
        in run.stderr
    report = trayjam("report", folder, env=env)
    assert report.returncode == 6 and hints(report) == hints(run)


@pytest.mark.parametrize("hidden, made", [
    (("numpy",), {"junit", "md", "sarif", "csv"}),
    (("jinja2",), {"junit", "md", "sarif", "csv"}),
    (("numpy", "jinja2"), {"junit", "md", "sarif", "csv"}),
    (("jsonschema",), set())])
def test_without_a_package_what_can_be_made_is_made(tmp_path, hidden, made):
    env = fake_python(tmp_path, *hidden)
    run, folder = started(tmp_path, env)
    a_run_without_reports(run, folder)
    assert {name for name, (_, file) in make.FORMATS.items()
            if (folder / file).exists()} == made
    assert len(hints(run)) == 1
    assert f"python3-{hidden[-1]}" in hints(run)[0]
    assert trayjam("report", folder, env=env).returncode == 66


# --- Runs that were cut short ---

def every_format_is_valid_and_says_partial(folder):
    made = trayjam("report", folder, "--format", "all")
    assert made.returncode == 0, made.stderr
    told = run_json(folder)
    jsonschema.validate(told, RUN_SCHEMA)
    assert told["partial"] is True
    suites = {suite.name: suite for suite in
              junitparser.JUnitXml.fromfile(str(folder / "junit.xml"))}
    assert [case.name for case in suites["run"] if case.result][0] == \
        "the run is whole"
    [log] = json.loads((folder / "results.sarif").read_text())["runs"]
    assert log["properties"]["partial"] is True
    assert any("the run is partial" in note["message"]["text"] for note in
               log["invocations"][0]["toolExecutionNotifications"])
    assert json.loads((folder / "trace.json").read_text())["otherData"]["partial"]
    rows = csv.DictReader(io.StringIO((folder / "operations.csv").read_text()))
    assert sum(row["outcome"] != "unknown" for row in rows) >= \
        told["operations"]["answered"] > 0
    assert (folder / "latency.csv").read_text().startswith("what,op,")
    summary = (folder / "summary.md").read_text()
    assert "missing" in summary or "interrupted" in summary
    assert "</html>" in (folder / "report.html").read_text()
    seen = read_hlog(folder)
    for tag, row in hlog_rows(told).items():
        assert seen[tag]["count"] == row["count"], tag


def a_long_run(folder):
    process = subprocess.Popen(
        [TRAYJAM, "run", "two-burners", "--runner", "threads", "--seed", "7",
         "--duration", "10m", "--set", "warmup=0ms", "--format", "none",
         "--out", str(folder)], env=environment(), stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if any(path.stat().st_size > 128 and answers(path)
               for path in segments(folder)):
            return process
        time.sleep(0.02)
    process.kill()
    pytest.fail("nothing was recorded")


def answers(path):
    """Whether some fifty records are there: the file itself is longer."""
    with path.open("rb") as file:
        file.seek(128 + 50 * 64 + 60)
        return file.read(4) not in (b"", bytes(4))


def test_an_interrupted_run_is_valid_in_every_format(tmp_path):
    folder = tmp_path / "run"
    process = a_long_run(folder)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, out + err
    every_format_is_valid_and_says_partial(folder)


def test_a_killed_run_is_valid_in_every_format(tmp_path):
    folder = tmp_path / "run"
    process = a_long_run(folder)
    process.kill()
    process.communicate(timeout=60)
    judged = trayjam("check", folder, "--partial")
    assert judged.returncode in (0, 2), judged.stderr
    every_format_is_valid_and_says_partial(folder)
