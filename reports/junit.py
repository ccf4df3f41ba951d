# SPDX-License-Identifier: MIT
"""junit.xml: one case per rule, expectation and threshold.

A fourth suite holds what is true of the run as a whole, so that a CI server
which reads nothing but this file turns red whenever the exit code is not 0.
"""

import re
import xml.etree.ElementTree as ET
from typing import Any

from reports import verdict
from reports.run import Run
from reports.text import condition_value

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
FINDINGS_PER_CASE = 5


def render(run: Run) -> str:
    """The whole file."""
    root = ET.Element("testsuites", name=_clean(f"trayjam {run['scenario']}"))
    seconds = f"{run['duration_ns'] / 1e9:.3f}"
    suites = [_rules(run), _conditions(run, "expectations"),
              _conditions(run, "thresholds")]
    suites.append(_whole_run(run, any(_bad(suite) for suite in suites)))
    for suite in suites:
        _close_suite(suite, run, seconds if suite is suites[-1] else "0")
        root.append(suite)
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(suite.get(name, "0"))
                               for suite in suites)))
    root.set("time", seconds)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + \
        ET.tostring(root, encoding="unicode") + "\n"


def _clean(text: str) -> str:
    """XML 1.0 has no way to write most control characters."""
    return _NOT_XML.sub("?", text)


def _case(suite: ET.Element, name: str) -> ET.Element:
    return ET.SubElement(suite, "testcase", name=_clean(name), time="0",
                         classname=f"trayjam.{suite.get('name')}")


def _fail(case: ET.Element, kind: str, message: str, text: str = "") -> None:
    failure = ET.SubElement(case, "failure", type=kind,
                            message=_clean(message))
    failure.text = _clean(text or message)


def _rules(run: Run) -> ET.Element:
    suite = ET.Element("testsuite", name="rules")
    for rule in run["rules"]:
        case = _case(suite, " ".join(filter(None, (rule["rule"],
                                                   rule.get("title")))))
        if rule["state"] == "broken":
            _fail(case, "broken",
                  f"{rule['rule']} broken {rule['broken']} times of "
                  f"{rule['judged']}", _findings_text(run, rule["rule"]))
        elif rule["state"] == "advice":
            ET.SubElement(case, "system-out").text = _clean(
                f"advice about programs: {rule['broken']} times of "
                f"{rule['judged']}")
        elif rule["state"] == "not judged":
            ET.SubElement(case, "skipped", message=_clean(
                "not judged; needs " + (rule.get("reason") or
                                        "an operation it is about")))
    return suite


def _findings_text(run: Run, rule: str) -> str:
    found = [finding for finding in run["findings"] if finding["rule"] == rule]
    lines = [f"{finding['text']} [{', '.join(finding['records'])}]"
             for finding in found[:FINDINGS_PER_CASE]]
    if len(found) > FINDINGS_PER_CASE:
        lines.append(f"... and {len(found) - FINDINGS_PER_CASE} more")
    lines.append(f"repeat: {run['repeat']}")
    return "\n".join(lines)


def _conditions(run: Run, name: str) -> ET.Element:
    suite = ET.Element("testsuite", name=name)
    for row in run[name]:
        case = _case(suite, row["expr"])
        if row["ok"]:
            continue
        told = "measured: " + condition_value(row["expr"], row["value"])
        if name == "expectations" and run.get("ended_early"):
            ET.SubElement(case, "skipped", message=_clean(
                f"the run was ended early; {told}"))
        else:
            _fail(case, name[:-1], told)
    return suite


def _whole_run(run: Run, already_red: bool) -> ET.Element:
    suite = ET.Element("testsuite", name="run")
    whole = _case(suite, "the run is whole")
    if run["partial"] or run["exit_code"] == verdict.INTERRUPTED:
        _fail(whole, "partial", verdict.meaning(run))
    restored = _case(suite, "the drive was put back as it was found")
    if run["verdict"] == "not-restored":
        _fail(restored, "not-restored", verdict.meaning(run))
    for fault in run["faults"]:
        if fault["planned"] > 0:
            case = _case(suite, f"fault struck: {fault['rule']}")
            if run.get("ended_early"):
                ET.SubElement(case, "skipped",
                              message="the run was ended early")
            elif fault["struck"] < fault["planned"]:
                _fail(case, "fault", f"struck {fault['struck']} of "
                                     f"{fault['planned']} times")
    if run["exit_code"] != 0 and not already_red and not _bad(suite):
        _fail(_case(suite, "verdict"), run["verdict"], verdict.meaning(run))
    return suite


def _bad(suite: ET.Element) -> bool:
    return suite.find("testcase/failure") is not None


def _close_suite(suite: ET.Element, run: Run, seconds: str) -> None:
    cases = suite.findall("testcase")
    suite.set("tests", str(len(cases)))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("errors", "0")
    suite.set("skipped", str(len(suite.findall("testcase/skipped"))))
    suite.set("time", seconds)
    suite.set("timestamp", run["started_utc"].rstrip("Z").split(".")[0])
    if suite.get("name") == "run":
        suite.insert(0, _properties(run))


def _properties(run: Run) -> ET.Element:
    properties = ET.Element("properties")
    shown: dict[str, Any] = {
        name: run[name] for name in ("version", "seed", "scenario", "drive",
                                     "runner", "clients", "repeat")}
    shown["exit_code"] = run["exit_code"]
    for name, value in shown.items():
        ET.SubElement(properties, "property", name=name,
                      value=_clean(str(value)))
    return properties
