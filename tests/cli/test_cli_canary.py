# SPDX-License-Identifier: MIT
"""The judge finds every drive that is wrong on purpose, and no other."""
import json

from cli_program import trayjam


def test_mutants_that_the_judge_has_no_rule_for_are_marked():
    listed = json.loads(trayjam("list", "mutants", "--json").stdout)
    rules = {row["name"] for row in json.loads(trayjam("list", "rules", "--json").stdout)}
    for row in listed:
        judged = any(word in rules for word in row["rules"].split())
        hidden = "white box only" if row["rules"].startswith("W") else "not yet"
        assert row.get("judge") == (None if judged else hidden), row


def test_every_mutant_is_found_by_a_rule_that_names_its_defect():
    run = trayjam("canary", "--json")
    told = json.loads(run.stdout)
    missed = [row["name"] for row in told["drives"] if not row["ok"]]
    assert run.returncode == 0, missed
    mutants = {row["name"]: row["rules"] for row in
               json.loads(trayjam("list", "mutants", "--json").stdout)}
    rows = {row["name"]: row for row in told["drives"] if row["name"] != "honest"}
    assert set(rows) == set(mutants)
    found = {name: row for name, row in rows.items() if row["judged"]}
    assert len(found) == told["found"] == told["mutants"] >= 59
    for name, row in found.items():
        assert row["rule"] in mutants[name].split()
        assert row["text"] and row["scenario"].startswith("canary")


def test_the_honest_drive_is_not_accused_over_the_same_seeds():
    told = json.loads(trayjam("canary", "--seeds", "3", "--json").stdout)
    honest = told["drives"][0]
    assert honest["name"] == "honest" and honest["seeds"] == 3
    assert honest["found"] is False and told["honest_accused"] is False


def test_the_last_line_counts():
    run = trayjam("canary", "--seeds", "2")
    last = run.stdout.splitlines()[-1]
    found, of, all_of, *rest = last.split()
    assert (of, rest) == ("of", ["mutants", "found"])
    assert (run.returncode == 0) == (found == all_of)


def test_nothing_is_left_behind(tmp_path):
    trayjam("canary", "--seeds", "1", env={"TMPDIR": str(tmp_path)})
    assert not list(tmp_path.iterdir())
