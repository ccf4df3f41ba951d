# SPDX-License-Identifier: MIT
"""Advice about programs, as the reports show it."""

import json
from pathlib import Path
from typing import Any, Callable

import jsonschema

from reports import applications, junit, page, summary, verdict

SCHEMA = json.loads((Path(__file__).parents[2] /
                     "reports/schema/run.schema.json").read_text())


def one(client: int, persona: str, said: str, **counts: int) -> dict[str, Any]:
    """What run.json says of a client."""
    return {"client": client, "persona": persona, "name": "", "verdict": said,
            "counts": {f"TJ-{rule}": number for rule, number in counts.items()}}


def advised(run: dict[str, Any]) -> dict[str, Any]:
    """The same run with three programs, one of them polite."""
    run["applications"] = [
        one(1, "polite", "clean"),
        one(2, "<rude>", "leaked lock x1,200, hammered", A01=1200, A05=1),
        one(3, "<rude>", "hammered x2", A05=2)]
    run["advice"] = [{"rule": "TJ-A01", "severity": "warning", "client": 2,
                      "text": "client 2 closed <its> last handle",
                      "records": ["writer-0002:7"], "t_ns": 5}]
    run["advice_total"] = 1203
    run["rules"].append({"rule": "TJ-A01", "severity": "warning",
                         "state": "advice", "judged": 1300, "broken": 1200,
                         "title": "a lock is given back by an unlock"})
    return run


def sample_run(sample: Callable[[str], Path]) -> dict[str, Any]:
    """A run whose drive did nothing wrong."""
    return advised(json.loads((sample("good") / "run.json").read_text()))


def test_clients_of_a_persona_are_one_row(
        sample: Callable[[str], Path]) -> None:
    rows = applications.rows(sample_run(sample))
    assert [(row.persona, row.clients, row.verdict) for row in rows] == [
        ("polite", 1, "clean"),
        ("<rude>", 2, "leaked lock x1,200, hammered x3")]


def test_advice_fits_the_schema(sample: Callable[[str], Path]) -> None:
    jsonschema.validate(sample_run(sample), SCHEMA)


def test_the_summary_has_the_table(sample: Callable[[str], Path]) -> None:
    made = summary.render(sample_run(sample))
    assert "| polite | 1 | clean |" in made
    assert "| &lt;rude> | 2 | leaked lock x1,200, hammered x3 |" in made


def test_advice_fails_no_case(sample: Callable[[str], Path]) -> None:
    made = junit.render(sample_run(sample))
    case = made.split('name="TJ-A01')[1].split("</testcase>")[0]
    assert "<failure" not in case and "advice about programs" in case
    assert verdict.rule_counts(sample_run(sample))["advice"] == 1


def test_the_page_shows_advice_and_what_was_not_kept(
        sample: Callable[[str], Path]) -> None:
    made = page.render_page(sample("good"), sample_run(sample))
    part = made.split('id="applications"')[1].split("</section>")[0]
    assert "leaked lock x1,200, hammered x3" in part
    assert "clean" in part and "&lt;rude&gt;" in part
    assert "client 2 closed &lt;its&gt; last handle" in part
    assert "And 1,202 more" in part


def test_a_run_of_before_has_no_such_section(
        sample: Callable[[str], Path]) -> None:
    run = json.loads((sample("good") / "run.json").read_text())
    assert "How the programs behaved" not in summary.render(run)
    assert 'id="applications"' not in page.render_page(sample("good"), run)
