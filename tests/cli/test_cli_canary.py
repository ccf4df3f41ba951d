# SPDX-License-Identifier: MIT
"""The judge finds every drive that is wrong on purpose, and no other."""
import json

import pytest
from cli_program import trayjam


@pytest.fixture(scope="module", name="hunt")
def hunt_once():
    """Nothing in it depends on chance, so that one hunt serves all tests."""
    return trayjam("canary", "--json")


def test_mutants_that_the_judge_has_no_rule_for_are_marked():
    listed = json.loads(trayjam("list", "mutants", "--json").stdout)
    rules = {row["name"] for row in json.loads(trayjam("list", "rules", "--json").stdout)}
    for row in listed:
        judged = any(word in rules for word in row["rules"].split())
        hidden = "white box only" if row["rules"].startswith("W") else "not yet"
        assert row.get("judge") == (None if judged else hidden), row


def test_every_mutant_is_found_by_a_rule_that_names_its_defect(hunt):
    told = json.loads(hunt.stdout)
    missed = [row["name"] for row in told["drives"] if not row["ok"]]
    assert hunt.returncode == 0, missed
    mutants = {row["name"]: row["rules"] for row in
               json.loads(trayjam("list", "mutants", "--json").stdout)}
    rows = {row["name"]: row for row in told["drives"] if row["name"] != "honest"}
    assert set(rows) == set(mutants)
    found = {name: row for name, row in rows.items() if row["judged"]}
    assert len(found) == told["found"] == told["mutants"] >= 59
    for name, row in found.items():
        assert row["rule"] in mutants[name].split()
        assert row["text"] and row["scenario"].startswith("canary")
    assert {"remount_announced"} == set(rows) - set(found), "seen by no trace"


def test_every_rule_accuses_the_drive_or_the_program_that_it_names(hunt):
    told = json.loads(hunt.stdout)
    rules = {row["name"]: row for row in
             json.loads(trayjam("list", "rules", "--json").stdout)}
    seen = {row["rule"]: row for row in told["rules"]}
    assert set(seen) == set(rules)
    for name, row in seen.items():
        facts = rules[name]
        planted = facts.get("mutant") or facts.get("program", "")
        assert row["planted"] == planted, name
        assert row["found"] == bool(planted) and row.get("judged") == facts.get("judged"), row
    assert [name for name, row in seen.items() if not row["found"]] == ["TJ-V52", "TJ-F59"]
    assert told["rules_found"] == told["rules_judged"] == len(rules) - 2


def test_what_a_rule_names_exists():
    mutants = {row["name"]: row for row in
               json.loads(trayjam("list", "mutants", "--json").stdout)}
    personas = {}
    for row in json.loads(trayjam("list", "rules", "--json").stdout):
        if row.get("mutant"):
            assert row["name"] in mutants[row["mutant"]]["rules"].split(), row
        elif row.get("program"):
            persona, preset = row["program"].split(" of ")
            personas.setdefault(preset, set()).add(persona)
    for preset, wanted in personas.items():
        text = trayjam("explain", preset).stdout
        assert all(f"[persona {name}]" in text for name in wanted), preset


def test_the_honest_drive_is_not_accused_over_the_same_seeds(hunt):
    told = json.loads(hunt.stdout)
    honest = told["drives"][0]
    assert honest["name"] == "honest" and honest["seeds"] == 8
    assert honest["found"] is False and told["honest_accused"] is False


def test_the_last_line_counts():
    run = trayjam("canary", "--seeds", "1")
    rules, last = run.stdout.splitlines()[-2:]
    assert rules.endswith("rules accuse whom they name")
    found, of, all_of, *rest = last.split()
    assert (of, rest) == ("of", ["mutants", "found"])
    assert (run.returncode == 0) == (found == all_of)


def test_nothing_is_left_behind(tmp_path):
    trayjam("canary", "--seeds", "1", env={"TMPDIR": str(tmp_path)})
    assert not list(tmp_path.iterdir())
