# SPDX-License-Identifier: MIT
"""The tables of reports/codes.py against the headers they repeat."""

import re
from pathlib import Path

from reports import codes, trace

ROOT = Path(__file__).resolve().parents[2]


def header(name: str) -> str:
    """A C header without its line continuations."""
    return (ROOT / name).read_text(encoding="utf-8").replace("\\\n", "\n")


def x_list(text: str, name: str) -> str:
    """What a #define NAME(X) holds."""
    start = text.index(f"#define {name}(X)")
    return text[start:text.index("\n\n", start)]


def test_verbs_are_those_of_op_h() -> None:
    text = x_list(header("core/drive/op.h"), "TJ_VERB_LIST")
    assert tuple(re.findall(r'X\(\w+,\s*"(\w+)"\)', text)) == codes.VERBS


def test_outcomes_are_those_of_op_h() -> None:
    text = header("core/drive/op.h")
    body = re.search(r"enum tj_outcome \{(.*?)TJ_OUTCOME_COUNT", text, re.S)
    assert body is not None
    names = re.findall(r"^\s*TJ_(\w+),", body.group(1), re.M)
    assert [name.lower() for name in names] == list(codes.OUTCOMES)


def test_events_are_those_of_codes_h() -> None:
    text = x_list(header("core/drive/codes.h"), "TJ_EVENT_LIST")
    assert tuple(re.findall(r"X\((\w+)\)", text.split("\n", 1)[1])) == \
        codes.EVENTS


def test_statuses_are_those_of_status_list_h() -> None:
    text = x_list(header("core/drive/status_list.h"), "TJ_NTSTATUS_LIST")
    rows = re.findall(r"X\((\w+),\s*(0x[0-9A-Fa-f]{8}),", text)
    assert {int(value, 16): name for name, value in rows} == codes.STATUSES


def test_flags_and_marks_are_those_of_record_h() -> None:
    text = header("core/trace/record.h")
    values = {name: int(value) for name, value in
              re.findall(r"TJ_(\w+) = (\d+)", text)}
    assert values["RECORD_INJECTED"] == trace.INJECTED
    assert values["RECORD_WARMUP"] == trace.WARMUP
    assert values["RECORD_NO_EMISSION"] == trace.NO_EMISSION
    assert values["PHASE_INVOKED"] == trace.PHASE_INVOKED
    assert values["PHASE_WHOLE"] == trace.PHASE_WHOLE
    marks = re.search(r"enum tj_mark \{(.*?)\}", text, re.S)
    assert marks is not None
    names = re.findall(r"TJ_MARK_(\w+)", re.sub(r"/\*.*?\*/", "",
                                                marks.group(1), flags=re.S))
    assert names[:5] == ["BEGIN", "MEASURE", "COOL", "END", "RESTORED"]


def test_an_unknown_number_keeps_its_digits() -> None:
    assert codes.status_name(0xC00000FF) == "0xC00000FF"
    assert codes.verb_name(99) == "verb 99"
    assert codes.event_name(99) == "event 99"
