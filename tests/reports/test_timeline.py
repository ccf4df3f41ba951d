# SPDX-License-Identifier: MIT
"""reports/timeline.py, latency.py and pack.py: what the page is drawn from."""

import base64
import gzip
import json
from pathlib import Path
from typing import Any, Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import bins, latency, ownership, pack, timeline
from reports import trace as tr
from reports.history import History, read_history
from tests.reports.trace_files import (event, join, mark, operation,
                                       write_segment)

Sample = Callable[[str], Path]


def unpack(text: str, index: dict[str, list[int]], name: str) -> list[int]:
    """A column as templates/data.js reads it: one number at a time."""
    data = gzip.decompress(base64.b64decode(text))
    start, size, count = index[name]
    values, value, shift = [], 0, 0
    for byte in data[start:start + size]:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            values.append(value)
            value, shift = 0, 0
    assert len(values) == count
    return values


@given(st.lists(st.integers(0, (1 << 53) - 1)))
def test_any_numbers_survive_packing(values: list[int]) -> None:
    column = pack.Pack()
    column.add("before", np.array([300], dtype=np.int64))
    column.add("it", np.array(values, dtype=np.int64))
    column.add_sorted("sorted", np.array(sorted(values), dtype=np.int64))
    text = column.text()
    assert unpack(text, column.index, "it") == values
    steps = unpack(text, column.index, "sorted")
    assert np.cumsum(steps).tolist() == sorted(values)


def built(folder: Path) -> tuple[timeline.Timeline, History, dict[str, Any]]:
    """The timeline of a sample run."""
    history = read_history(tr.open_trace(folder / "trace"))
    run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    holds = ownership.ownership(history.operations, history.end)
    records = timeline.find_records(history, run["findings"])
    return timeline.build(history, holds, run, records), history, run


def test_a_short_run_is_drawn_mark_by_mark(sample: Sample) -> None:
    made, history, _ = built(sample("good"))
    assert made.exact and not made.notes
    index = made.model["columns"]
    times = np.cumsum(unpack(made.columns, index, "mark.t0"))
    assert times.tolist() == history.operations.t0.tolist()
    took = unpack(made.columns, index, "mark.took")
    assert took == history.operations.took().tolist()
    kinds = unpack(made.columns, index, "mark.kind")
    assert [kind >> 3 for kind in kinds] == history.operations.what.tolist()
    refused = sum((kind >> 1) & 3 == bins.CLASS_REFUSED for kind in kinds)
    assert refused == int((history.operations.outcome == 2).sum())


def test_a_long_run_is_counted_and_loses_no_operation(
        sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "MARKS_EXACT_MAX", 100)
    monkeypatch.setattr(timeline, "AROUND_FINDING", 20)
    made, history, _ = built(sample("failing"))
    assert not made.exact
    index = made.model["columns"]
    counted = sum(sum(unpack(made.columns, index, f"bin.{name}.count"))
                  for name in ("done", "refused", "unknown"))
    assert counted == len(history.operations)
    cells = np.cumsum(unpack(made.columns, index, "bin.refused.cell"))
    assert cells.max() < len(made.model["lanes"]) * made.model["bins"]


def test_around_a_finding_a_long_run_stays_exact(
        sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "MARKS_EXACT_MAX", 100)
    monkeypatch.setattr(timeline, "AROUND_FINDING", 20)
    made, history, run = built(sample("failing"))
    assert run["findings"]
    times = set(np.cumsum(unpack(made.columns, made.model["columns"],
                                 "mark.t0")).tolist())
    for start, stop in made.model["windows"]:
        inside = history.operations.t0[(history.operations.t0 >= start) &
                                       (history.operations.t0 <= stop)]
        assert set(inside.tolist()) <= times
    for finding in made.model["findings"]:
        for _, _, t0, _ in finding["marks"]:
            assert any(a <= t0 <= b for a, b in made.model["windows"])


def test_time_owned_is_the_same_in_bins_as_in_holds(
        sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "MARKS_EXACT_MAX", 100)
    made, history, _ = built(sample("good"))
    holds = ownership.ownership(history.operations, history.end)
    owned = float((holds.releasing - holds.granted).sum())
    shares = sum(unpack(made.columns, made.model["columns"],
                        "bin.held.count"))
    binned = shares / 255 * made.model["end"] / made.model["bins"]
    assert binned == pytest.approx(owned, rel=0.02)


def test_a_finding_leads_to_its_records(sample: Sample) -> None:
    made, history, run = built(sample("failing"))
    finding, span = run["findings"][0], made.model["findings"][0]
    assert len(span["marks"]) == len(finding["records"]) == 2
    for ref, (_, _, t0, t1) in zip(finding["records"], span["marks"]):
        writer, index = (int(part) for part in ref[7:].split(":"))
        at = np.flatnonzero((history.operations.writer == writer) &
                            (history.operations.index == index))
        assert history.operations.t0[at].tolist() == [t0]
        assert history.operations.t1[at].tolist() == [t1]


def test_a_finding_about_events_leads_to_their_rows(
        sample: Sample, tmp_path: Path) -> None:
    run = json.loads((sample("empty") / "run.json").read_text())
    run["findings"] = [{"rule": "X", "severity": "broken", "text": "t",
                        "records": ["writer-0000:2", "writer-0001:0"]}]
    (tmp_path / "run.json").write_text(json.dumps(run))
    write_segment(tmp_path / "trace", 0, join(
        mark(0, tr.MARK_BEGIN), event(5, 9, 4), event(20, 30, 6)))
    write_segment(tmp_path / "trace", 1, join(operation(12, 14, 1, "lock")))
    made, _, _ = built(tmp_path)
    assert made.model["events"][1]["name"] == "GUID_IO_MEDIA_REMOVAL"
    assert made.model["findings"] == [{
        "marks": [["event", 1, 20, 30], ["lane", 0, 12, 14]],
        "from": 12, "to": 30}]


def test_a_finding_of_unreadable_records_keeps_its_time(
        sample: Sample) -> None:
    folder = sample("good")
    history = read_history(tr.open_trace(folder / "trace"))
    run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    run["findings"] = [{"rule": "X", "severity": "broken", "text": "t",
                        "t_ns": history.origin_ns + 77,
                        "records": ["writer-0099:5"]}]
    records = timeline.find_records(history, run["findings"])
    holds = ownership.ownership(history.operations, history.end)
    made = timeline.build(history, holds, run, records)
    assert made.model["findings"] == [{"marks": [], "from": 77, "to": 77}]


def test_many_clients_share_the_last_lane(tmp_path: Path,
                                          sample: Sample) -> None:
    clients = timeline.LANES_MAX + 5
    write_segment(tmp_path / "trace", 0, join(
        mark(0, tr.MARK_BEGIN),
        *(operation(10 * i, 10 * i + 3, i, "query")
          for i in range(1, clients + 1))))
    run = json.loads((sample("empty") / "run.json").read_text())
    (tmp_path / "run.json").write_text(json.dumps({**run, "clients": clients}))
    made, _, _ = built(tmp_path)
    assert len(made.model["lanes"]) == timeline.LANES_MAX - 1
    assert made.model["shared"] == 6
    lanes = unpack(made.columns, made.model["columns"], "mark.lane")
    assert lanes.count(timeline.LANES_MAX - 1) == 6
    assert any("busiest" in note for note in made.notes)


def test_an_empty_run_has_a_timeline_without_marks(sample: Sample) -> None:
    made, _, _ = built(sample("empty"))
    assert made.model["columns"]["mark.t0"][2] == 0
    assert made.model["end"] > 0


def test_percentiles_are_nearest_ranks(tmp_path: Path) -> None:
    rows = join(*(operation(1000 * i, 1000 * i + i, 1, "query")
                  for i in range(1, 101)))
    write_segment(tmp_path, 0, rows)
    operations = read_history(tr.open_trace(tmp_path)).operations
    grid, curves = latency.curves(latency.measured(operations))
    assert [curve.count for curve in curves] == [100]
    values = dict(zip(grid, curves[0].values_ns))
    assert (values[1], values[2], values[10], values[100]) == (1, 50, 90, 99)
    assert curves[0].values_ns[-1] == 100


def test_warm_up_and_unanswered_operations_are_not_measured(
        tmp_path: Path) -> None:
    rows = join(operation(1, 2, 1, "query", flags=tr.WARMUP),
                operation(3, 4, 1, "query"), operation(5, 0, 1, "query"))
    write_segment(tmp_path, 0, rows,
                  unanswered=np.array([False, False, True]))
    operations = read_history(tr.open_trace(tmp_path)).operations
    assert len(operations) == 3
    assert len(latency.measured(operations)) == 1


def test_waiting_for_its_turn_counts_from_due(tmp_path: Path) -> None:
    rows = join(operation(100, 150, 1, "lock", late_us=2, flags=tr.DUE),
                operation(200, 250, 1, "lock", flags=tr.DUE),
                operation(300, 390, 1, "query"))
    write_segment(tmp_path, 0, rows)
    operations = read_history(tr.open_trace(tmp_path)).operations
    _, curves = latency.curves(latency.measured(operations))
    raw, due, without = curves
    assert (without.op, without.from_due) == ("query", False)
    assert (raw.from_due, due.from_due) == (False, True)
    assert set(raw.values_ns) == {50}
    assert set(due.values_ns) == {50, 2050}


def test_every_measured_operation_is_in_the_picture_over_time(
        sample: Sample) -> None:
    history = read_history(tr.open_trace(sample("good") / "trace"))
    measured = latency.measured(history.operations)
    heats = latency.heats(measured, history.end)
    assert heats[0].title == "all operations"
    assert sum(cell[2] for cell in heats[0].cells) == len(measured)
    assert all(0 <= column < latency.HEAT_COLUMNS and 0 <= row <
               latency.HEAT_ROWS for column, row, _ in heats[0].cells)
