# SPDX-License-Identifier: MIT
"""Contention as a run tells it: run.json, ledger, summary, conditions; counted
again here from the ledger, which shares no code with the figures."""
import collections
import csv
import json
import shutil

from cli_program import run_json, trayjam, virtual


def ledger(folder):
    with (folder / "ledger.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_figures_agree_with_the_ledger(tmp_path):
    out = tmp_path / "run"
    assert virtual(out, scenario="retry-storm", seed=3).returncode == 0
    facts, rows = run_json(out), ledger(out)
    found = facts["contention"]
    locks = [row for row in rows if row["op"] == "lock"]
    assert found["refused_locks"] == len(locks) > 1000
    assert found["refusals"] == len(rows)
    assert found["nobody"] == sum(row["holder"] == "0" for row in rows)
    grants = sum(row["grants"] for row in facts["accounts"])
    assert abs(found["wasted"] - len(locks) / grants) < 1e-6
    assert abs(found["refused_rate"] * facts["duration_ns"] / 1e9
               - len(locks)) < 1
    blame = collections.Counter((int(row["client"]), int(row["holder"]))
                                for row in rows)
    assert {(cell["refused"], cell["holder"]): cell["count"]
            for cell in facts["blame"]} == blame
    spell = found["worst_spell"]
    tries = [row for row in locks if int(row["client"]) == spell["client"]
             and spell["t_ns"] <= int(row["t_ns"])
             <= spell["t_ns"] + spell["length_ns"]]
    assert len(tries) == spell["refusals"]
    assert found["longest_convoy"]["holds"] >= 3
    assert found["longest_convoy"]["held_ns"] <= \
        found["longest_convoy"]["length_ns"]


def test_personas_are_accounted_for_apart(tmp_path):
    out = tmp_path / "run"
    virtual(out, scenario="retry-storm", seed=3)
    facts = run_json(out)
    groups = {row["persona"]: row for row in facts["fairness"]["groups"]}
    assert set(groups) == {"hasty", "steady", "patient", "once"}
    assert sum(row["clients"] for row in groups.values()) == 8
    for name in ("attempts", "grants", "denials", "held_ns"):
        assert sum(row[name] for row in groups.values()) == \
            sum(row[name] for row in facts["accounts"])


def test_refusals_have_holders_across_processes_and_deaths(tmp_path):
    out = tmp_path / "run"
    ran = trayjam("run", "two-burners", "--clients", "2t2p", "--runner",
                  "processes", "--duration", "2s", "--seed", 5, "--format",
                  "none", "--fault",
                  "kill(process) op=lock when=granted first=3 every=9 count=3",
                  "--out", out)
    assert ran.returncode in (0, 2), ran.stderr
    facts, rows = run_json(out), ledger(out)
    assert facts["faults"][0]["struck"] >= 1
    assert rows and not facts["findings"]
    clients = {row["client"] for row in facts["accounts"]}
    assert {int(row["holder"]) for row in rows} - {0} <= clients
    assert facts["contention"]["nobody"] <= len(rows) // 10
    assert all(row["holder"] != row["client"] or row["op"] == "lock"
               for row in rows)


def test_the_summary_tells_who_starved(tmp_path):
    told = virtual(tmp_path / "run", scenario="retry-storm", seed=3).stdout
    assert "HOW THEY COMPETED" in told
    assert "passed over" in told and "refused locks a second" in told


def test_starvation_as_a_threshold_is_liveness(tmp_path):
    ran = virtual(tmp_path / "a", "--threshold", "starved.clients == 0",
                  scenario="retry-storm", seed=3)
    assert ran.returncode == 4, ran.stdout
    ran = virtual(tmp_path / "b", "--threshold", "retry.wasted < 1",
                  scenario="retry-storm", seed=3)
    assert ran.returncode == 3, ran.stdout


def test_coverage_has_a_row_for_every_cell_that_could_be_met(tmp_path):
    out = tmp_path / "run"
    virtual(out, scenario="burner-vs-explorer")
    cover = run_json(out)["coverage"]
    met = [cell for cell in cover["table"] if cell["done"] + cell["refused"]]
    sure = [cell for cell in met if cell["state"] != "not sure"]
    assert cover["cells"]["seen"] == len(sure)
    assert cover["cells"]["total"] == \
        len([cell for cell in cover["table"] if cell["state"] != "not sure"])
    assert {"volume handle", "device handle", "owner"} <= \
        {cell["caller"] for cell in met}
    # Only the owner's own requests can meet a drive owned by itself.
    assert all((cell["state"] == "owned by itself")
               == (cell["caller"] == "owner") for cell in sure)


def test_judging_again_measures_the_same(tmp_path):
    out, copy = tmp_path / "run", tmp_path / "copy"
    virtual(out, scenario="retry-storm", seed=4)
    shutil.copytree(out, copy)
    again = trayjam("check", copy, "--json")
    assert again.returncode == run_json(out)["exit_code"]
    told = json.loads(again.stdout)
    for key in ("contention", "fairness", "blame", "coverage"):
        assert told[key] == run_json(out)[key]


def test_a_metric_nobody_knows_is_refused_with_the_nearest(tmp_path):
    ran = trayjam("run", "two-burners", "--threshold", "fairness.jian > 1",
                  "--out", tmp_path / "run")
    assert ran.returncode in (64, 65)
    assert "did you mean fairness.jain?" in ran.stderr
    assert trayjam("explain", "retry.storm_peak").returncode == 0
