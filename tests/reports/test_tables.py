# SPDX-License-Identifier: MIT
"""latency.csv and operations.csv, read back by Python's csv module."""

import csv
import io
import json
from pathlib import Path
from typing import Any, Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import columns, latency_csv, operations_csv
from reports import trace as tr
from tests.reports import trace_files as files

DENIED = 0xC0000022


def rows(text: str) -> list[dict[str, str]]:
    """By the names in the first line."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


def operations(folder: Path, names: list[str]) -> list[dict[str, str]]:
    """operations.csv of a trace."""
    out = io.BytesIO()
    operations_csv.write(out, folder, {"names": names})
    return rows(out.getvalue().decode())


def test_latency_csv_repeats_run_json(run: dict[str, Any]) -> None:
    run["latency"][0]["corrected"] = dict(
        {key: run["latency"][0][key] for key in latency_csv.FIGURES},
        p99_ns=123456789)
    table = rows(latency_csv.render(run))
    due = [row for row in table if row["counted_from"] == "due"]
    assert len(due) == 1 and due[0]["p99_ns"] == "123456789"
    start = [row for row in table if row["counted_from"] == "start"]
    for row, told in zip(start, run["latency"]):
        assert (row["what"], row["op"], row["outcome"]) == \
            ("latency", told["op"], told["outcome"])
        assert [int(row[key]) for key in latency_csv.FIGURES] == \
            [told[key] for key in latency_csv.FIGURES]
    rest = {row["what"]: row for row in start[len(run["latency"]):]}
    assert list(rest) == ["handoff", "notification", "lock_granted",
                          "lock_denied_at_once", "lock_denied_queued"]
    for name, row in rest.items():
        assert int(row["count"]) == run[name]["count"]
        assert row["max_ns"] == (str(run[name]["max_ns"])
                                 if run[name]["count"] else "")


def test_an_operation_is_a_row_in_order_of_time(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    files.write_segment(trace, 1, files.join(
        files.operation(1000, 3500, 7, "lock", name=2, number=1, handle=9),
        files.operation(5000, 0, 7, "eject", number=2)),
        unanswered=np.array([False, True]))
    files.write_segment(trace, 2, files.join(
        files.event(1500, 1600, 0),
        files.operation(2000, 2000, 8, "lock", outcome=2, status=DENIED,
                        flags=tr.WARMUP, done_flags=tr.INJECTED, late_us=44),
        files.operation(2000, 2100, 3, "query")))
    table = operations(tmp_path, ["Nero 12", 'a "b",\x1bc'])
    assert [(row["t_ns"], row["client"], row["op"]) for row in table] == [
        ("1000", "7", "lock"), ("2000", "3", "query"), ("2000", "8", "lock"),
        ("5000", "7", "eject")]
    first, query, refused, pending = table
    assert first["caller"] == 'a "b",?c' and first["handle"] == "9"
    assert first["took_ns"] == "2500" and first["record"] == "writer-0001:0"
    assert query["record"] == "writer-0002:2"
    assert (refused["outcome"], refused["status"]) == \
        ("refused", "STATUS_ACCESS_DENIED")
    assert (refused["warmup"], refused["injected"], refused["late_us"]) == \
        ("1", "1", "44")
    assert (pending["took_ns"], pending["outcome"], pending["status"]) == \
        ("", "unknown", "")


def test_more_operations_than_fit_one_piece(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations_csv, "ROWS", 7)
    many = [files.operation(10 * at, 10 * at + at, 1 + at % 3, "query",
                            number=at) for at in range(100)]
    for writer in range(3):
        files.write_segment(tmp_path / "trace", writer,
                            files.join(*many[writer::3]))
    assert [int(row["number"]) for row in operations(tmp_path, [])] == \
        list(range(100))


@pytest.mark.parametrize("variant", ["good", "failing", "empty", "partial"])
def test_each_operation_of_a_run_has_its_row(
        variant: str, sample: Callable[[str], Path]) -> None:
    folder = sample(variant)
    run = json.loads((folder / "run.json").read_text())
    trace = tr.open_trace(folder / "trace")
    count = trace.count(tr.OPERATION)
    assert len(operations(folder, run["names"])) == count


@given(st.lists(st.integers(-1, 2**63 - 1), min_size=1, max_size=30))
def test_numbers_are_written_as_python_writes_them(values: list[int]) -> None:
    array = np.array(values, dtype=np.int64)
    text = columns.text(columns.whole(array),
                        columns.always("\n", len(values)))
    assert text.decode().split("\n")[:-1] == \
        ["" if value < 0 else str(value) for value in values]


@given(st.lists(st.integers(0, 2**53), min_size=1, max_size=30))
def test_thousandths_have_three_digits(values: list[int]) -> None:
    array = np.array(values, dtype=np.int64)
    text = columns.text(columns.thousandths(array),
                        columns.always(" ", len(values)))
    assert text.decode().split() == \
        [f"{value // 1000}.{value % 1000:03}" for value in values]
