# SPDX-License-Identifier: MIT
"""bench: the form of its figures. Whether goals are met is for people."""
import json

from cli_program import trayjam

FIGURES = ["engine_null", "record", "record_fresh", "fault_off", "fault_on",
           "sim_in_process", "server", "virtual_runner", "check_1m",
           "judge_valid", "judge_corrupted",
           "histogram"]


def test_every_figure_stands_beside_its_limit(tmp_path):
    run = trayjam("bench", "--quick", "--json", env={"TMPDIR": str(tmp_path)},
                  timeout=280)
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert [row["name"] for row in told["figures"]] == FIGURES
    for row in told["figures"]:
        assert list(row)[:9] == ["name", "value", "unit", "limit", "ratio", "goal",
                                 "met", "runs", "spread"]
        assert row["value"] > 0 and row["limit"] > 0 and row["runs"] >= 3
        assert abs(row["ratio"] - row["value"] / row["limit"]) < 1e-6 * row["ratio"]
        what, sense, goal = row["goal"].split()
        measured = row["ratio"] if what == "ratio" else row["value"]
        met = measured <= float(goal) if sense == "<=" else measured >= float(goal)
        assert row["met"] == met, row
    assert told["host"]["cores"] >= 1 and told["host"]["clock_read_ns"] > 0
    assert not list(tmp_path.iterdir())
