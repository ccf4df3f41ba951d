# SPDX-License-Identifier: MIT
"""reports/schema/run.schema.json: strict, and not stricter than a real run."""

import json
from pathlib import Path
from typing import Any, Callable

import jsonschema
import pytest

from reports.codes import OUTCOMES, VERBS
from reports.errors import BadInput
from reports.run import SCHEMA, validate

GOLDEN = Path(__file__).parent / "golden" / "run.json"

# Keys a run.json must have: product contract, and what the report needs more.
KEYS = """tool version build seed scenario drive runner clients started_utc
duration_ns partial operations outcomes events latency handoff fairness faults
thresholds expectations findings coverage host verdict exit_code rules names
accounts blame notification lock_granted lock_denied_at_once
lock_denied_queued repeat virtual""".split()


def golden() -> dict[str, Any]:
    """A small run with one of everything."""
    loaded: dict[str, Any] = json.loads(GOLDEN.read_text(encoding="utf-8"))
    return loaded


def schema() -> dict[str, Any]:
    """As it lies on disk."""
    loaded: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return loaded


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


def test_every_object_refuses_unknown_keys() -> None:
    def walk(node: Any, place: str) -> None:
        if isinstance(node, dict):
            if node.get("type") == "object":
                assert node.get("additionalProperties") is False, place
            for key, value in node.items():
                walk(value, f"{place}/{key}")
        elif isinstance(node, list):
            for number, value in enumerate(node):
                walk(value, f"{place}/{number}")
    walk(schema(), "")


def test_required_keys_are_those_of_the_contract() -> None:
    assert sorted(schema()["required"]) == sorted(KEYS)


def test_operations_and_outcomes_are_those_of_the_program() -> None:
    defined = schema()["$defs"]
    assert tuple(defined["op"]["enum"]) == VERBS
    assert tuple(defined["outcome"]["enum"]) == OUTCOMES


def test_the_golden_run_is_valid() -> None:
    validate(golden(), "golden")


@pytest.mark.parametrize("variant", ["good", "failing", "empty", "partial"])
def test_sample_runs_are_valid(variant: str,
                               sample: Callable[[str], Path]) -> None:
    text = (sample(variant) / "run.json").read_text(encoding="utf-8")
    validate(json.loads(text), variant)


@pytest.mark.parametrize("key", KEYS)
def test_a_missing_key_is_refused(key: str) -> None:
    run = golden()
    del run[key]
    with pytest.raises(BadInput, match=f"'{key}' is a required property"):
        validate(run, "run.json")


# A path into the golden run, a value that must not stand there.
WRONG: list[tuple[list[Any], Any]] = [
    (["surprise"], 1), (["seed"], 24301), (["seed"], "5eed"),
    (["runner"], "fibres"), (["started_utc"], "yesterday"),
    (["duration_ns"], -1), (["duration_ns"], 1.5), (["exit_code"], 64),
    (["verdict"], "fine"), (["operations", "lost"], 0),
    (["outcomes", 0, "op"], "Lock"), (["outcomes", 0, "status"], "0xc0000022"),
    (["latency", 0, "p50_ns"], None), (["latency", 0, "outcome"], "granted"),
    (["fairness", "jain"], 1.2), (["findings", 0, "records"], ["12"]),
    (["findings", 0, "severity"], "fatal"), (["findings", 0, "text"], ""),
    (["rules", 0, "state"], "skipped"), (["host", "clock_ns"], "20"),
    (["blame", 0, "count"], 0), (["names"], [7]), (["virtual"], "no"),
    (["thresholds", 0, "value"], "21.3ms"), (["coverage", "ops", "seen"], -1),
]


@pytest.mark.parametrize("path, value", WRONG)
def test_a_wrong_value_is_refused_with_its_place(path: list[Any],
                                                 value: Any) -> None:
    run = golden()
    target: Any = run
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    place = "/".join(str(step) for step in path[:-1])
    with pytest.raises(BadInput, match=f"run.json: at /{place}"):
        validate(run, "run.json")


@pytest.mark.parametrize("path", [
    ["findings_total"], ["outcomes", 2, "injected"],
    ["events", 0, "delay_max_ns"], ["findings", 0, "t_ns"],
    ["host", "system"], ["host", "clock"], ["rules", 0, "title"],
    ["rules", 0, "reason"]])
def test_what_is_optional_may_be_missing(path: list[Any]) -> None:
    run = golden()
    target: Any = run
    for step in path[:-1]:
        target = target[step]
    del target[path[-1]]
    validate(run, "run.json")
