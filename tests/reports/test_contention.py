# SPDX-License-Identifier: MIT
"""Figures of contention and cells of coverage, as pages and summaries say
them."""

import json
from pathlib import Path
from typing import Any

from reports import contention, run as runs, summary

GOLDEN = Path(__file__).parent / "golden"

FACTS: dict[str, Any] = {
    "starved_clients": 1,
    "worst_spell": {"client": 2, "drive": 0, "t_ns": 1_000_000,
                    "length_ns": 1_330_000_000, "refusals": 57,
                    "passed": 221},
    "refused_locks": 9687, "refused_rate": 2421.75, "storm_peak_rate": 2760.0,
    "storm_peak_t_ns": 3_200_000_000, "wasted": 15.2551, "convoys": 91,
    "convoy_holds": 469,
    "longest_convoy": {"holds": 14, "client": 1, "drive": 0,
                       "t_ns": 2_242_282_380, "length_ns": 144_000_000,
                       "held_ns": 140_000_000},
    "no_grant": {"drive": 0, "t_ns": 2_316_200_247, "length_ns": 47_400_000},
    "idle_while_wanted": None, "idle_while_wanted_total_ns": 0,
    "refusals": 200, "nobody": 3,
}


def contended(**changes: Any) -> dict[str, Any]:
    """The golden run with these figures."""
    run: dict[str, Any] = json.loads((GOLDEN / "run.json").read_text())
    run["contention"] = {**FACTS, **changes}
    run["fairness"] = {"jain": 0.578, "jain_held": 0.567, "jain_groups": None,
                       "groups": []}
    return run


def value(run: dict[str, Any], name: str) -> str:
    """Of the row with that name."""
    return next(row.value for row in contention.figures(run)
                if row.name == name)


def test_figures_are_sentences_for_people() -> None:
    run = contended()
    assert value(run, "fairness of grants") == "0.58"
    assert value(run, "fairness among personas") == "–"
    assert value(run, "clients that starved") == \
        "1; worst: client 2, refused 57 times in 1.33 s while others were " \
        "granted 221 times"
    assert value(run, "refused locks a second") == "2,422/s; peak 2,760/s"
    assert value(run, "longest convoy").startswith("14 holds in 144 ms, held 9")
    assert value(run, "longest without a grant") == "47.4 ms"
    assert value(run, "longest idle while wanted") == "none; 0 ns in all"
    assert value(run, "refusals without an owner").startswith("1.5")


def test_what_never_happened_is_said_so() -> None:
    run = contended(worst_spell=None, longest_convoy=None, no_grant=None,
                    starved_clients=0)
    assert value(run, "clients that starved") == "0"
    assert value(run, "longest convoy") == "none"
    assert not any(row.bad for row in contention.figures(run))


def test_a_run_without_locks_or_of_an_older_program_has_none() -> None:
    run = contended()
    for account in run["accounts"]:
        account["attempts"] = 0
    assert not contention.figures(run)
    run = contended()
    del run["contention"]
    assert not contention.figures(run)
    assert "How they competed" not in summary.render(run)


def test_the_summary_has_them() -> None:
    made = summary.render(contended())
    assert "## How they competed" in made and "| longest convoy | 14" in made


def test_the_run_keeps_to_the_schema() -> None:
    run = contended()
    run["coverage"]["cells"] = {"seen": 1, "total": 7}
    run["coverage"]["table"] = [
        {"op": "lock", "state": "free", "caller": "device handle", "done": 3,
         "refused": 0},
        {"op": "lock", "state": "owned by another", "caller": "device handle",
         "done": 0, "refused": 1200},
        {"op": "lock", "state": "owned by itself", "caller": "owner",
         "done": 0, "refused": 0}]
    runs.validate(run, "run.json")
    [(op, cells)] = contention.coverage_table(run)
    assert op.lower() == "lock"
    assert cells == ["3", "·", "·", "never", "1,200 (1,200 refused)", "·", "·"]
    assert "1 of 7 cells" in summary.render(run)
