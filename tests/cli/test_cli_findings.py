# SPDX-License-Identifier: MIT
"""A finding says who: client, caller name, persona, process; in every output."""
import json
import os
import pathlib
import re

import jsonschema
import pytest
from cli_program import run_json, trayjam

SOURCE = pathlib.Path(os.environ["TRAYJAM_SOURCE"])
SCHEMA = json.loads((SOURCE / "reports/schema/run.schema.json").read_text())
WRONG = "sim:disc=present,mutant=two_owners"
NAMED = re.compile(r'client (\d+)(?: \((?:"([^"]*)")?(?:, )?([a-z-]+)?\))?')


@pytest.fixture(scope="module", name="wrong")
def run_of_a_wrong_drive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("findings") / "run"
    return trayjam("run", "canary", "--seed", "1", "--drive", WRONG, "--format",
                   "junit,sarif,md", "--out", folder), folder


def personas(folder):
    """Client to persona, as the run's own rows about programs have it."""
    return {row["client"]: row["persona"]
            for row in run_json(folder)["applications"]}


def test_each_client_is_told_with_its_name_and_persona(wrong):
    run, folder = wrong
    told = run_json(folder)
    assert run.returncode == 1
    jsonschema.validate(told, SCHEMA)
    plays = personas(folder)
    named = 0
    for finding in told["findings"]:
        found = NAMED.findall(finding["text"])
        assert [row["client"] for row in finding["clients"]] == \
            list(dict.fromkeys(int(client) for client, _, _ in found))
        for client, _, persona in found:
            assert persona == plays[int(client)], finding["text"]
        for row in finding["clients"]:
            assert row["persona"] == plays[row["client"]]
            assert "process" not in row
            named += 1
    assert named > 20
    assert json.loads((folder / "findings.json").read_text()) == told["findings"]


def test_every_output_has_it(wrong):
    run, folder = wrong
    finding = next(row for row in run_json(folder)["findings"] if row["rule"] == "TJ-X01")
    persona = finding["clients"][0]["persona"]
    assert f", {persona})" in finding["text"]
    assert finding["text"] in run.stdout
    sarif = json.loads((folder / "results.sarif").read_text())
    rows = [row for row in sarif["runs"][0]["results"]
            if row["message"]["text"] == finding["text"]]
    assert rows[0]["properties"]["clients"] == finding["clients"]
    for name in ("junit.xml", "summary.md"):
        assert persona in (folder / name).read_text()


def test_of_a_trace_alone_the_personas_are_not_known(wrong):
    run = trayjam("check", wrong[1] / "trace", "--json")
    told = json.loads(run.stdout)
    assert run.returncode == 1
    rows = [row for finding in told["findings"] for row in finding["clients"]]
    assert rows and not any("persona" in row for row in rows)
    assert any("name" in row for row in rows)


def test_of_several_processes_it_says_which(tmp_path):
    run = trayjam("run", "two-burners", "--runner", "processes", "--clients",
                  "2t2p", "--ops", "400", "--drive", WRONG, "--format", "none",
                  "--out", tmp_path / "run")
    assert run.returncode == 1, run.stdout + run.stderr
    rows = [row for finding in run_json(tmp_path / "run")["findings"]
            for row in finding["clients"]]
    assert rows
    for row in rows:
        assert row["process"] == (row["client"] - 1) // 2 + 1
    assert f"client {rows[0]['client']} in process {rows[0]['process']}" in run.stdout


def test_what_personas_did_is_summed_up(wrong):
    told = run_json(wrong[1])
    words = {"TJ-A01": "leaked_locks", "TJ-A08": "stray_unlocks"}
    for rule, word in words.items():
        by = {}
        for row in told["applications"]:
            by[row["persona"]] = by.get(row["persona"], 0) + row["counts"].get(rule, 0)
        assert {row["persona"]: row["counts"][word] for row in told["personas"]} == by
    assert told["leaked_tray_locks"] == 0


def test_a_rule_is_explained_with_the_words_of_all_rules():
    told = trayjam("explain", "TJ-X03").stdout
    assert told.count("A file object is one opening") == 1
    assert "Win32 errors" in told
    assert "Win32 errors" not in trayjam("explain", "two_owners").stdout


def test_the_page_says_what_the_broken_rule_asks_for(wrong):
    folder = wrong[1]
    made = trayjam("report", folder, "--format", "html")
    assert made.returncode == 0, made.stderr
    page = (folder / "report.html").read_text()
    law = next(row for row in run_json(folder)["rules"] if row["rule"] == "TJ-X01")
    assert law["sentence"] in page and "trayjam explain TJ-X01" in page
