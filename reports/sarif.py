# SPDX-License-Identifier: MIT
"""results.sarif: the findings in SARIF 2.1.0, as code-scanning sites read it.

A result lies in the trace, not in a source file: its place is the bytes of a
record in trace/writer-NNNN. Missed thresholds and expectations belong to the
run as a whole and are notifications of the invocation.
"""

import hashlib
import json
import re
from collections import Counter
from typing import Any

from reports import verdict
from reports.run import Run
from reports.text import condition_value
from reports.trace_layout import HEADER_SIZE, RECORD_SIZE

Json = dict[str, Any]

SCHEMA = ("https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
          "sarif-schema-2.1.0.json")
BASE = "RUN"
# Severity of a finding or a rule, as run.json has it, to SARIF's level.
_LEVELS = {"broken": "error", "liveness": "error", "error": "error",
           "warning": "warning", "note": "note"}
_NUMBER = re.compile(r"0x[0-9A-Fa-f]+|[0-9]+(?:[.,][0-9]+)*")
FINGERPRINT = "trayjamFinding/v1"


def render(run: Run) -> str:
    """The whole file."""
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(run)]}
    return json.dumps(log, indent=1, ensure_ascii=False) + "\n"


def _run(run: Run) -> Json:
    findings = run["findings"] + run.get("advice", [])
    place = {rule["rule"]: index for index, rule in enumerate(run["rules"])}
    seen: Counter[str] = Counter()
    return {
        "tool": {"driver": {
            "name": "trayjam", "version": run["version"],
            "semanticVersion": run["version"],
            "rules": [_rule(rule) for rule in run["rules"]]}},
        "automationDetails": {"id": f"trayjam/{run['scenario']}/"},
        "invocations": [_invocation(run)],
        "originalUriBaseIds": {
            BASE: {"description": {"text": "the folder of the run"}}},
        "results": [_result(finding, place, seen) for finding in findings],
        "properties": {name: run[name] for name in (
            "seed", "scenario", "drive", "runner", "clients", "verdict",
            "partial", "repeat")},
    }


def _text(text: str) -> Json:
    return {"text": text}


def _rule(rule: Json) -> Json:
    told: Json = {
        "id": rule["rule"],
        "shortDescription": _text(rule.get("title") or rule["rule"]),
        "defaultConfiguration": {
            "level": _LEVELS[rule.get("severity", "error")]},
        "properties": {name: rule[name]
                       for name in ("state", "judged", "broken")},
    }
    if rule.get("sentence"):
        told["fullDescription"] = _text(rule["sentence"])
        told["help"] = _text(f"{rule['sentence']} From: {rule['source']}. "
                             f"`trayjam explain {rule['rule']}` has more.")
    return told


def _result(finding: Json, place: dict[str, int],
            seen: Counter[str]) -> Json:
    key = fingerprint(finding)
    seen[key] += 1
    places = [_location(ref) for ref in finding["records"]]
    told: Json = {
        "ruleId": finding["rule"],
        "level": _LEVELS[finding["severity"]],
        "message": _text(finding["text"]),
        "locations": places[:1] or [{"logicalLocations": [
            {"name": "run", "kind": "run"}]}],
        "partialFingerprints": {FINGERPRINT: f"{key}:{seen[key]}"},
        "properties": {"records": finding["records"]},
    }
    if finding["rule"] in place:
        told["ruleIndex"] = place[finding["rule"]]
    if len(places) > 1:
        told["relatedLocations"] = [
            {"id": number, **where} for number, where in
            enumerate(places[1:], 1)]
    for name in ("t_ns", "client", "clients"):
        if name in finding:
            told["properties"][name] = finding[name]
    return told


def fingerprint(finding: Json) -> str:
    """The same for the same contradiction in another run: without figures."""
    text = _NUMBER.sub("#", finding["text"])
    return hashlib.sha256(f"{finding['rule']} {text}".encode()).hexdigest()[:16]


def _location(ref: str) -> Json:
    writer, index = ref.split(":")
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": f"trace/{writer}", "uriBaseId": BASE},
            "region": {"byteOffset": HEADER_SIZE + int(index) * RECORD_SIZE,
                       "byteLength": RECORD_SIZE}},
        "logicalLocations": [{"name": ref, "kind": "record",
                              "fullyQualifiedName": f"trace/{ref}"}],
    }


def _invocation(run: Run) -> Json:
    started = run["started_utc"]
    told: Json = {
        # Whether the tool did its work, not whether it liked what it saw.
        "executionSuccessful": run["exit_code"] != verdict.INTERRUPTED,
        "exitCode": run["exit_code"],
        "exitCodeDescription": verdict.meaning(run),
        "commandLine": run["repeat"],
        "startTimeUtc": started,
    }
    notes = [_note(text, "error") for text in _missed(run)]
    if run["partial"]:
        notes.append(_note("the run is partial: " + verdict.meaning(run),
                           "warning"))
    more = verdict.findings_total(run) - len(run["findings"])
    if more > 0:
        notes.append(_note(f"{more} more findings were not kept", "warning"))
    if notes:
        told["toolExecutionNotifications"] = notes
    return told


def _missed(run: Run) -> list[str]:
    return [f"{name[:-1]} not met: {row['expr']}; measured: "
            f"{condition_value(row['expr'], row['value'])}"
            for name in ("expectations", "thresholds") for row in run[name]
            if not row["ok"]]


def _note(text: str, level: str) -> Json:
    return {"message": _text(text), "level": level}
