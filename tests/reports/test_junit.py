# SPDX-License-Identifier: MIT
"""junit.xml as a CI server reads it: through junitparser."""

import json
from pathlib import Path
from typing import Any, Callable

import pytest

from reports import junit

junitparser = pytest.importorskip("junitparser", reason="python3-junitparser "
                                  "is not installed")

GOLDEN = Path(__file__).parent / "golden" / "run.json"


def golden() -> dict[str, Any]:
    """A small run with one of everything."""
    loaded: dict[str, Any] = json.loads(GOLDEN.read_text(encoding="utf-8"))
    return loaded


def read(run: dict[str, Any]) -> Any:
    """Suites by name."""
    parsed = junitparser.JUnitXml.fromstring(junit.render(run).encode())
    return {suite.name: suite for suite in parsed}


def red(suite: Any) -> list[str]:
    """Names of the cases that failed."""
    return [case.name for case in suite
            if any(isinstance(result, junitparser.Failure)
                   for result in case.result)]


def clean() -> dict[str, Any]:
    """A run of which nothing bad is to be said."""
    run = golden()
    for row in run["thresholds"] + run["expectations"]:
        row["ok"] = True
    run["rules"][0].update(state="held", broken=0)
    run["faults"][1]["struck"] = 3
    run["findings"] = []
    run.update(verdict="pass", exit_code=0)
    return run


def test_one_case_per_rule_expectation_and_threshold() -> None:
    run = golden()
    suites = read(run)
    assert list(suites) == ["rules", "expectations", "thresholds", "run"]
    for name in ("rules", "expectations", "thresholds"):
        assert suites[name].tests == len(list(suites[name])) == len(run[name])


def test_a_broken_rule_fails_and_tells_its_findings() -> None:
    suites = read(golden())
    assert red(suites["rules"]) == ["TJ-X01 one owner at a time"]
    failure = next(iter(suites["rules"])).result[0]
    assert failure.message == "TJ-X01 broken 4 times of 60"
    assert "<two> owners & one drive. [writer-0001:12, writer-0002:9]" in \
        failure.text
    assert "repeat: trayjam run two-burners --seed 0x5eed" in failure.text


def test_a_rule_that_was_not_judged_is_skipped_with_what_it_needs() -> None:
    case = list(read(golden())["rules"])[2]
    assert isinstance(case.result[0], junitparser.Skipped)
    assert case.result[0].message == \
        "not judged; needs a duplicate of the owner's handle"


def test_conditions_fail_with_what_was_measured() -> None:
    suites = read(golden())
    assert red(suites["thresholds"]) == ["handoff.p95 < 5ms"]
    assert next(iter(suites["thresholds"])).result[0].message == \
        "measured: 21.3 ms"
    assert red(suites["expectations"]) == ["fault.nobody == 1"]


def test_a_fault_that_struck_too_rarely_fails() -> None:
    assert red(read(golden())["run"]) == [
        "fault struck: holder-dies: kill(process) op=lock"]


def test_a_clean_run_is_green() -> None:
    suites = read(clean())
    assert [red(suite) for suite in suites.values()] == [[], [], [], []]


@pytest.mark.parametrize("verdict, code, name", [
    ("not-restored", 5, "the drive was put back as it was found"),
    ("liveness", 4, "verdict"), ("inconclusive", 2, "verdict"),
    ("pass", 130, "the run is whole")])
def test_no_exit_code_but_0_is_green(verdict: str, code: int,
                                     name: str) -> None:
    run = clean()
    run.update(verdict=verdict, exit_code=code)
    assert red(read(run)["run"]) == [name]


def test_characters_xml_cannot_hold_are_replaced() -> None:
    run = golden()
    run["findings"][0]["text"] = "name \x01\x1b[31m\ud800 and \ufffe"
    text = next(iter(read(run)["rules"])).result[0].text
    assert "name ??[31m? and ?" in text


@pytest.mark.parametrize("variant", ["good", "failing", "empty", "partial"])
def test_totals_add_up(variant: str, sample: Callable[[str], Path]) -> None:
    run = json.loads((sample(variant) / "run.json").read_text())
    parsed = junitparser.JUnitXml.fromstring(junit.render(run).encode())
    cases = [case for suite in parsed for case in suite]
    assert parsed.tests == len(cases)
    assert parsed.failures == sum(len(red(suite)) for suite in parsed)
    assert (parsed.failures > 0) == (run["exit_code"] != 0 or run["partial"])
