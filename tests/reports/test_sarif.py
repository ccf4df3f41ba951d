# SPDX-License-Identifier: MIT
"""results.sarif held to the schema of SARIF 2.1.0, and to the run."""

import json
from pathlib import Path
from typing import Any, Callable

import jsonschema
import pytest

from reports import sarif

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = (ROOT / "tests/node_modules/@microsoft/jest-sarif/lib/schemas/"
          "sarif-2.1.0-rtm.5.json")
Run = dict[str, Any]


def read(run: Run) -> Any:
    """The one run of the log, valid."""
    log = json.loads(sarif.render(run))
    if not SCHEMA.exists():
        pytest.skip("npm package @microsoft/jest-sarif is not installed "
                    "(./dev setup)")
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft4Validator(
        schema, format_checker=jsonschema.draft4_format_checker).validate(log)
    return log["runs"][0]


@pytest.mark.parametrize("variant", ["good", "failing", "empty", "partial"])
def test_every_kind_of_run_is_valid(
        variant: str, sample: Callable[[str], Path]) -> None:
    run = json.loads((sample(variant) / "run.json").read_text())
    log = read(run)
    assert len(log["results"]) == len(run["findings"]) + \
        len(run.get("advice", []))
    notes = log["invocations"][0].get("toolExecutionNotifications", [])
    assert any("partial" in note["message"]["text"] for note in notes) == \
        run["partial"]


def test_a_result_lies_where_its_records_lie(sample: Callable[[str], Path],
                                             run: Run) -> None:
    trace = sample("failing") / "trace"
    log = read(run)
    assert run["findings"]
    for finding, result in zip(run["findings"], log["results"]):
        assert result["properties"]["records"] == finding["records"]
        assert log["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == \
            result["ruleId"] == finding["rule"]
        places = result["locations"] + result.get("relatedLocations", [])
        for place, ref in zip(places, finding["records"], strict=True):
            where = place["physicalLocation"]
            region = where["region"]
            path = trace.parent / where["artifactLocation"]["uri"]
            end = region["byteOffset"] + region["byteLength"]
            assert end <= path.stat().st_size
            assert (region["byteOffset"] - 128) / 64 == int(ref.split(":")[1])


def test_a_fingerprint_is_of_the_defect_not_of_the_run(run: Run) -> None:
    one = dict(run["findings"][0], text="client 3 had it at 12.5 ms (0x1F)")
    two = dict(one, text="client 4 had it at 1,907.25 ms (0x2E)")
    other = dict(one, text="client 3 lost it at 12.5 ms (0x1F)")
    assert sarif.fingerprint(one) == sarif.fingerprint(two)
    assert sarif.fingerprint(one) != sarif.fingerprint(other)
    run["findings"] = [one, two, other]
    prints = [result["partialFingerprints"][sarif.FINGERPRINT]
              for result in read(run)["results"][:3]]
    assert [mark[-2:] for mark in prints] == [":1", ":2", ":1"]


def test_missed_conditions_and_what_was_not_kept_are_notifications(
        run: Run) -> None:
    run["thresholds"] = [{"expr": "handoff.p95 < 5ms", "value": 21300000,
                          "ok": False}]
    run["expectations"] = [{"expr": "lock.denied >= 9", "value": None,
                            "ok": False}]
    run["findings_total"] = len(run["findings"]) + 7
    notes = [note["message"]["text"] for note in
             read(run)["invocations"][0]["toolExecutionNotifications"]]
    assert "threshold not met: handoff.p95 < 5ms; measured: 21.3 ms" in notes
    assert any(note.startswith("expectation not met: lock.denied >= 9")
               for note in notes)
    assert "7 more findings were not kept" in notes


def test_advice_has_the_level_of_its_severity(run: Run) -> None:
    run["rules"].append({"rule": "TJ-A05", "state": "advice", "judged": 3,
                         "broken": 1, "severity": "warning"})
    run["advice"] = [{"rule": "TJ-A05", "severity": "warning", "client": 2,
                      "text": "hammered", "records": [], "t_ns": 5}]
    result = read(run)["results"][-1]
    assert (result["level"], result["properties"]["client"]) == ("warning", 2)
    assert result["locations"][0]["logicalLocations"][0]["kind"] == "run"
