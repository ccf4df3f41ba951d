#!/usr/bin/python3
"""Adds up the JUnit files of one `./dev test` and closes with one line."""
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

SKIP_REASON = re.compile(r"SKIPPED \[\d+\] [^:]+:\d+: (.*)|Skipped: (.*)|# SKIP (.*)")


def cases(folder):
    """Yields (preset, name, outcome, output) of every test that was run."""
    for file in sorted(folder.glob("*.xml")):
        for case in ElementTree.parse(file).getroot().iter("testcase"):
            status = case.get("status")
            output = case.findtext("system-out") or ""
            if case.find("failure") is not None or status == "fail":
                yield file.stem, case.get("name"), "failed", output
            elif case.find("skipped") is not None or status in ("notrun", "disabled"):
                yield file.stem, case.get("name"), "skipped", output
            else:
                yield file.stem, case.get("name"), "passed", output


def main(folder):
    count = {"passed": 0, "failed": 0, "skipped": 0}
    for preset, name, outcome, output in cases(folder):
        count[outcome] += 1
        reasons = [next(group for group in match.groups() if group)
                   for match in SKIP_REASON.finditer(output)]
        for reason in dict.fromkeys(reasons):
            print(f"skipped: {preset}: {name}: {reason}")
        if outcome == "failed":
            print(f"failed: {preset}: {name}")
    for file, outcome in (("built", "passed"), ("broken", "failed")):
        path = folder / file
        for line in path.read_text().splitlines() if path.exists() else []:
            count[outcome] += 1
            if outcome == "failed":
                print(f"failed: {line}")
    print(f"{count['passed']} passed, {count['failed']} failed"
          + (f", {count['skipped']} skipped" if count["skipped"] else ""))
    return 1 if count["failed"] or not count["passed"] else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
