# SPDX-License-Identifier: MIT
"""summary.md and the figures in it."""

import json
from pathlib import Path
from typing import Any, Callable

import pytest

from reports import summary, text

GOLDEN = Path(__file__).parent / "golden"


def golden() -> dict[str, Any]:
    """A small run with one of everything."""
    loaded: dict[str, Any] = json.loads((GOLDEN / "run.json").read_text())
    return loaded


def test_the_summary_of_the_golden_run() -> None:
    assert summary.render(golden()) == \
        (GOLDEN / "summary.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("variant", ["good", "failing", "empty", "partial"])
def test_every_kind_of_run_has_a_summary(
        variant: str, sample: Callable[[str], Path]) -> None:
    run = json.loads((sample(variant) / "run.json").read_text())
    made = summary.render(run)
    assert run["repeat"] in made
    assert f"exit code {run['exit_code']}" in made
    assert ("## Findings" in made) == bool(run["findings"])


def test_an_interrupted_run_says_so() -> None:
    run = golden()
    run["exit_code"] = 130
    assert "The run was interrupted" in summary.render(run)


def test_a_bar_in_a_rule_does_not_split_its_cell() -> None:
    rows = [line for line in summary.render(golden()).splitlines()
            if "lost-event" in line]
    assert len(rows) == 1 and rows[0].count(" | ") == 2


@pytest.mark.parametrize("value_ns, shown", [
    (0, "0 ns"), (1, "1 ns"), (999, "999 ns"), (1_000, "1.00 µs"),
    (9_994, "9.99 µs"), (9_996, "10.0 µs"), (99_949, "99.9 µs"),
    (99_960, "100 µs"), (999_400, "999 µs"), (999_600, "1.00 ms"),
    (1_234_567, "1.23 ms"), (59_900_000_000, "59.9 s"),
    (3_149_000_000_000, "52 min 29 s"), (43.5, "43.5 ns")])
def test_durations_have_three_digits_and_a_unit(value_ns: float,
                                                shown: str) -> None:
    assert text.duration(value_ns) == shown


@pytest.mark.parametrize("expr, value, shown", [
    ("handoff.p95 < 5ms", 21_300_000, "21.3 ms"),
    ("latency{op=lock}.p99 < 40 us", 900, "900 ns"),
    ("fairness.jain > 0.8", 0.98765, "0.9877"),
    ("lock.denied >= 1000", 1234, "1,234"),
    ("lock.denied >= 1000", None, "no such figure in this run")])
def test_a_measured_value_has_the_unit_of_its_condition(
        expr: str, value: Any, shown: str) -> None:
    assert text.condition_value(expr, value) == shown


@pytest.mark.parametrize("part, whole, shown", [
    (0, 10, "0 %"), (1, 1000, "0.1 %"), (1, 3, "33 %"), (3, 3, "100 %"),
    (0, 0, "–")])
def test_shares_never_divide_by_nothing(part: int, whole: int,
                                        shown: str) -> None:
    assert text.share(part, whole) == shown
