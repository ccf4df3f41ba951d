# SPDX-License-Identifier: MIT
"""reports/timeline.py, latency.py and pack.py: what the page is drawn from."""

import base64
import gzip
import json
import shutil
from pathlib import Path
from typing import Any, Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import bins, latency, marks, ownership, pack, timeline
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


@given(st.lists(st.integers(-(1 << 51), 1 << 51)))
def test_signed_numbers_survive_packing(values: list[int]) -> None:
    column = pack.Pack()
    column.add_signed("it", np.array(values, dtype=np.int64))
    assert signed(unpack(column.text(), column.index, "it")) == values


def signed(values: list[int]) -> list[int]:
    """0, 1, 2, 3 ... as 0, -1, 1, -2 ..."""
    return [-(value + 1) // 2 if value % 2 else value // 2
            for value in values]


def built(folder: Path) -> tuple[timeline.Timeline, History, dict[str, Any]]:
    """The timeline of a sample run."""
    history = read_history(tr.open_trace(folder / "trace"))
    run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    holds = ownership.ownership(history.operations, history.end)
    records = timeline.find_records(history, run["findings"])
    return timeline.build(history, holds, run, records), history, run


def drawn(made: timeline.Timeline) -> list[tuple[int, ...]]:
    """(lane, t0, took, kind, number) of each mark, as marks.js reads it."""
    index = made.model["marks"]
    gap, number = (signed(unpack(made.marks, index, f"mark.{name}"))
                   for name in ("gap", "number"))
    took, kind = (unpack(made.marks, index, f"mark.{name}")
                  for name in ("took", "kind"))
    rows: list[tuple[int, ...]] = []
    i, counted = 0, 0
    for lane, size in enumerate(made.model["lane_marks"]):
        time = 0
        for _ in range(size):
            time += gap[i]
            counted += number[i]
            rows.append((lane, time, took[i], kind[i], counted))
            time += took[i]
            i += 1
    assert i == len(gap)
    return rows


def thin(monkeypatch: pytest.MonkeyPatch, room: int = 2500) -> None:
    """A page with room for few operations."""
    monkeypatch.setattr(timeline, "BINS_FROM", 100)
    monkeypatch.setattr(timeline, "TEXT_MAX", room)
    monkeypatch.setattr(marks, "AROUND_FINDING", 20)
    monkeypatch.setattr(marks, "BETWEEN_MAX", 100)
    monkeypatch.setattr(bins, "add", lambda *_, **__: None)


def test_a_short_run_is_drawn_mark_by_mark(sample: Sample) -> None:
    made, history, _ = built(sample("good"))
    assert made.model["exact"] and not made.notes and not made.model["bins"]
    rows = drawn(made)
    operations = history.operations
    assert sorted((t0, took, number) for _, t0, took, _, number in rows) == \
        sorted(zip(operations.t0.tolist(), operations.took().tolist(),
                   operations.number.tolist()))
    verbs = sorted(kind >> 3 for _, _, _, kind, _ in rows)
    assert verbs == sorted(operations.what.tolist())
    refused = sum((kind >> 1) & 3 == bins.CLASS_REFUSED
                  for _, _, _, kind, _ in rows)
    assert refused == int((operations.outcome == 2).sum())


def test_counts_of_a_long_run_lose_no_operation(
        sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "BINS_FROM", 100)
    made, history, _ = built(sample("failing"))
    assert made.model["exact"] and "from near one by one" in made.notes[0]
    index = made.model["columns"]
    counted = sum(sum(unpack(made.columns, index, f"bin.{name}.count"))
                  for name in ("done", "refused", "unknown"))
    assert counted == len(history.operations) == len(drawn(made))
    cells = np.cumsum(unpack(made.columns, index, "bin.refused.cell"))
    assert cells.max() < len(made.model["lanes"]) * made.model["bins"]


def test_what_has_no_room_is_left_out_in_whole_stretches(
        sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    thin(monkeypatch, 6000)
    made, history, run = built(sample("failing"))
    model = made.model
    rows = drawn(made)
    assert not model["exact"] and run["findings"]
    assert len(rows) == model["kept"] < model["total"]
    assert f"holds {len(rows):,} of the {model['total']:,}" in made.notes[0]
    times = {row[1] for row in rows}
    for start, stop in model["windows"]:
        inside = history.operations.t0[(history.operations.t0 >= start) &
                                       (history.operations.t0 <= stop)]
        assert len(inside) and set(inside.tolist()) <= times
    for finding in model["findings"]:
        for _, _, t0, _ in finding["marks"]:
            assert any(a <= t0 <= b for a, b in model["windows"])


def test_findings_come_before_the_rest_of_the_run(
        sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    thin(monkeypatch)
    monkeypatch.setattr(marks, "SHARE_MIN", 1)
    made, _, run = built(sample("failing"))
    times = {row[1] for row in drawn(made)}
    assert 0 < len(times) < 300 and run["findings"]
    for finding in made.model["findings"]:
        assert {t0 for _, _, t0, _ in finding["marks"]} <= times


def test_with_no_room_at_all_the_findings_stay(
        sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    thin(monkeypatch, 0)
    made, _, run = built(sample("failing"))
    named = {ref for finding in run["findings"] for ref in finding["records"]}
    assert len(named) <= made.model["kept"] < 200


def test_time_owned_is_the_same_in_bins_as_in_holds(
        sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "BINS_FROM", 100)
    made, history, _ = built(sample("good"))
    holds = ownership.ownership(history.operations, history.end)
    owned = float((holds.releasing - holds.granted).sum())
    shares = sum(unpack(made.columns, made.model["columns"],
                        "bin.held.count"))
    binned = shares / 255 * made.model["end"] / made.model["bins"]
    assert binned == pytest.approx(owned, rel=0.02)


def test_a_bin_belongs_to_whoever_held_longest_in_it() -> None:
    def column(*values: int) -> Any:
        return np.array(values, dtype=np.int64)
    # Bins of 10 ns: client 1 for 3 + 20 + 1, client 2 for 6, client 3 for 2.
    holds = ownership.Holds(
        drive=column(0, 0, 0), client=column(1, 2, 3), name=column(0, 0, 0),
        asked=column(7, 31, 41), granted=column(7, 33, 41),
        releasing=column(31, 39, 43), released=column(31, 39, 43),
        ending=column(0, 0, 0))
    made = pack.Pack()
    model = {"lanes": [1, 2, 3], "shared": 0, "drives": 1, "end": 50}
    nothing = read_history(tr.Trace()).operations
    bins.add(made, model, nothing, column(0, 0, 1, 2), holds, 5)
    text = made.text()
    held = dict(zip(
        np.cumsum(unpack(text, made.index, "bin.held.cell")).tolist(),
        unpack(text, made.index, "bin.held.count")))
    tenth = 255 / 10
    assert held == {0: round(3 * tenth), 1: 255, 2: 255, 3: round(tenth),
                    5 + 3: round(6 * tenth), 10 + 4: round(2 * tenth)}
    owner = dict(zip(
        np.cumsum(unpack(text, made.index, "bin.owner.cell")).tolist(),
        unpack(text, made.index, "bin.owner.count")))
    assert owner == {0: 1, 1: 1, 2: 1, 3: 2, 4: 3}


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


def test_each_kind_of_event_is_thinned_by_itself(
        sample: Sample, tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch) -> None:
    """Two kinds that take turns: every second would be one of them only."""
    monkeypatch.setattr(timeline, "EVENTS_EXACT_MAX", 50)
    shutil.copy(sample("empty") / "run.json", tmp_path)
    write_segment(tmp_path / "trace", 0, join(
        mark(0, tr.MARK_BEGIN),
        *(event(10 * i, 10 * i + 5, 4 + 2 * (i % 2), i) for i in range(100))))
    made, _, _ = built(tmp_path)
    index = made.model["columns"]
    rows = unpack(made.columns, index, "event.row")
    assert rows.count(0) == rows.count(1) == 25
    numbers = np.cumsum(signed(unpack(made.columns, index, "event.number")))
    assert (numbers * 10 == np.cumsum(unpack(made.columns, index,
                                             "event.t"))).all()
    assert "Of the 100 event deliveries, one in 2 of each kind is drawn." in \
        made.notes


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
    assert made.model["lane_marks"][timeline.LANES_MAX - 1] == 6
    others = unpack(made.marks, made.model["marks"], "mark.client")
    assert len(set(others)) == 6
    assert any("busiest" in note for note in made.notes)


def test_an_empty_run_has_a_timeline_without_marks(sample: Sample) -> None:
    made, _, _ = built(sample("empty"))
    assert made.model["marks"]["mark.gap"][2] == 0
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
