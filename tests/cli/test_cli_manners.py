# SPDX-License-Identifier: MIT
"""Advice about programs: shown, counted, and without a say in the exit code."""
import json
import os
import pathlib

import jsonschema
import pytest
from cli_program import run_json, trayjam

SOURCE = pathlib.Path(os.environ["TRAYJAM_SOURCE"])
SCHEMA = json.loads((SOURCE / "reports/schema/run.schema.json").read_text())
RUDE = ["leaked lock", "leaked tray lock", "leaked MCN disable",
        "ignored refusal", "hammered", "stray unlock", "used closed handle",
        "ejected own tray lock"]


@pytest.fixture(scope="module", name="manners")
def run_of_the_preset(tmp_path_factory):
    folder = tmp_path_factory.mktemp("manners") / "run"
    return trayjam("run", "bad-manners", "--out", folder), folder


def by_persona(folder):
    return {row["persona"]: row for row in run_json(folder)["applications"]}


def test_bad_manners_are_named_and_good_ones_are_clean(manners):
    run, folder = manners
    assert run.returncode == 0, run.stdout + run.stderr
    rows = by_persona(folder)
    assert rows["polite"]["verdict"] == "clean"
    assert rows["polite"]["counts"] == {}
    assert rows["courteous"]["verdict"] == "clean"
    assert rows["shell"]["verdict"] == "clean"
    assert set(rows["deaf"]["counts"]) == {"TJ-A06"}
    said = [word.rsplit(" x", 1)[0]
            for word in rows["rude"]["verdict"].split(", ")]
    assert said == RUDE


def test_the_summary_has_a_row_for_each_persona(manners):
    run, _ = manners
    part = run.stdout.split("HOW THE PROGRAMS BEHAVED")[1].split("RULES")[0]
    assert "polite" in part and "clean" in part
    assert "leaked lock x" in part
    assert "0 broken, 9 advise," in run.stdout
    assert all(len(line) <= 80 for line in part.splitlines())


def test_advice_is_no_finding_against_the_drive(manners):
    told = run_json(manners[1])
    jsonschema.validate(told, SCHEMA)
    assert told["verdict"] == "pass" and told["exit_code"] == 0
    assert told["findings"] == [] and told["findings_total"] == 0
    assert told["advice_total"] == sum(
        sum(row["counts"].values()) for row in told["applications"])
    states = {row["rule"]: row for row in told["rules"]}
    assert states["TJ-A01"]["state"] == "advice"
    assert states["TJ-A01"]["severity"] == "warning"
    assert states["TJ-A11"]["severity"] == "note"
    assert states["TJ-X01"]["severity"] == "error"


def test_few_findings_are_kept_and_each_names_its_records(manners):
    _, folder = manners
    told = run_json(folder)
    kept = {}
    for finding in told["advice"]:
        assert finding["severity"] == "warning" and finding["records"]
        key = finding["rule"], finding["client"]
        kept[key] = kept.get(key, 0) + 1
    assert max(kept.values()) <= 3
    assert json.loads((folder / "findings.json").read_text()) == []


def test_a_scenario_can_ask_for_good_manners(tmp_path):
    run = trayjam("run", "bad-manners", "--out", tmp_path / "run",
                  "--threshold", "app.findings == 0")
    assert run.returncode == 3, run.stdout + run.stderr
    assert "no   app.findings == 0" in run.stdout


def test_judged_again_the_advice_is_the_same(manners):
    _, folder = manners
    before = by_persona(folder)
    run = trayjam("check", folder)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "HOW THE PROGRAMS BEHAVED" in run.stdout
    assert by_persona(folder) == before


def test_a_bare_trace_is_advised_on_too(manners):
    run = trayjam("check", manners[1] / "trace")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "leaked lock x" in run.stdout


def test_an_unknown_figure_is_refused_before_the_run(tmp_path):
    run = trayjam("run", "bad-manners", "--out", tmp_path / "run",
                  "--threshold", "app.manners == 0")
    assert run.returncode == 64
    assert "`trayjam list metrics`" in run.stderr
    assert "app.leaked_locks" in trayjam("list", "metrics").stdout


def test_rules_show_their_severity():
    listed = trayjam("list", "rules").stdout
    assert "TJ-A03" in listed and "(warning)" in listed
    assert "(note)" in listed and "(error)" in listed
    explained = trayjam("explain", "TJ-A06").stdout
    assert "warning" in explained and "Device Events" in explained
