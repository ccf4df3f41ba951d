# SPDX-License-Identifier: MIT
"""reports/trace.py and history.py against files made by hand."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reports import trace as tr
from reports.errors import BadInput
from reports.history import read_history
from tests.reports.trace_files import (event, header, join, mark, operation,
                                       seal, write_segment)


def three_locks() -> np.ndarray:  # type: ignore[type-arg]
    """Of one client, 100 ns apart."""
    return join(*(operation(1000 + 100 * i, 1010 + 100 * i, 1, "lock",
                            number=i + 1) for i in range(3)))


def test_layout_is_that_of_record_h() -> None:
    assert tr.RECORD.itemsize == 64
    assert tr.IDENTITY.itemsize == tr.CLOSING.itemsize == 64
    fields = tr.RECORD.fields
    assert fields is not None
    offsets = {name: fields[name][1] for name in
               ("t0_ns", "kind", "client", "number", "result", "t1_ns",
                "status", "late_us", "check", "event_data", "name_text")}
    assert offsets == {"t0_ns": 0, "kind": 8, "client": 12, "number": 16,
                       "result": 32, "t1_ns": 40, "status": 48, "late_us": 56,
                       "check": 60, "event_data": 32, "name_text": 16}


def test_whole_segments_are_read_in_order_of_time(tmp_path: Path) -> None:
    write_segment(tmp_path, 1, join(operation(10, 15, 1, "open", handle=1),
                                    operation(30, 35, 1, "lock", handle=1)))
    write_segment(tmp_path, 2, join(operation(20, 26, 2, "open", handle=2)))
    trace = tr.open_trace(tmp_path)
    assert not trace.partial
    assert trace.records_count == 3
    operations = read_history(trace).operations
    assert operations.t0.tolist() == [0, 10, 20]
    assert operations.took().tolist() == [5, 6, 5]
    assert operations.client.tolist() == [1, 2, 1]
    assert operations.writer.tolist() == [1, 2, 1]
    assert operations.index.tolist() == [0, 0, 1]


def test_an_unclosed_segment_is_read_up_to_its_first_empty_slot(
        tmp_path: Path) -> None:
    write_segment(tmp_path, 0, three_locks(), closed=False)
    trace = tr.open_trace(tmp_path)
    assert trace.records_count == 3
    assert trace.damage == ["writer-0000: not closed by its writer"]


def test_a_torn_slot_at_the_end_is_no_record(tmp_path: Path) -> None:
    path = write_segment(tmp_path, 0, three_locks(), closed=False)
    data = bytearray(path.read_bytes())
    torn = tr.HEADER_SIZE + 3 * tr.RECORD_SIZE
    data[torn:torn + 8] = b"\x55" * 8
    path.write_bytes(data)
    trace = tr.open_trace(tmp_path)
    assert trace.records_count == 3
    assert trace.damage == ["writer-0000: not closed by its writer"]


def test_a_flipped_bit_ends_the_segment_before_its_record(
        tmp_path: Path) -> None:
    path = write_segment(tmp_path, 0, three_locks())
    whole = path.read_bytes()
    for bit in range(tr.RECORD_SIZE * 8):
        data = bytearray(whole)
        data[tr.HEADER_SIZE + tr.RECORD_SIZE + bit // 8] ^= 1 << bit % 8
        path.write_bytes(data)
        trace = tr.open_trace(tmp_path)
        assert trace.records_count == 1, f"bit {bit}"
        assert "record 1 is damaged" in trace.damage[0]


def test_a_cut_file_says_how_many_records_are_left(tmp_path: Path) -> None:
    path = write_segment(tmp_path, 4, three_locks())
    whole = path.read_bytes()
    for size in range(tr.HEADER_SIZE, len(whole)):
        path.write_bytes(whole[:size])
        trace = tr.open_trace(tmp_path)
        left = (size - tr.HEADER_SIZE) // tr.RECORD_SIZE
        assert trace.records_count == left
        assert trace.damage == [f"writer-0004: {left} records, "
                                "its header says 3"]


def test_a_file_shorter_than_its_header_is_damage_not_an_end(
        tmp_path: Path) -> None:
    write_segment(tmp_path, 0, three_locks())
    (tmp_path / "writer-0001").write_bytes(b"")
    (tmp_path / "writer-0002").write_bytes(bytes(200))
    trace = tr.open_trace(tmp_path)
    assert trace.records_count == 3
    assert trace.damage == [
        "writer-0001: 0 bytes, shorter than its header of 128",
        "writer-0002: its writer never began"]


def test_a_repaired_segment_is_still_partial(tmp_path: Path) -> None:
    write_segment(tmp_path, 0, three_locks(), repaired=1)
    assert tr.open_trace(tmp_path).damage == [
        "writer-0000: closed afterwards by a repair"]


def test_a_record_of_another_index_does_not_fit(tmp_path: Path) -> None:
    rows = three_locks()
    body = seal(rows)
    swapped = body[64:128] + body[:64] + body[128:]
    (tmp_path / "writer-0000").write_bytes(header(0, rows) + swapped)
    assert tr.open_trace(tmp_path).records_count == 0


@pytest.mark.parametrize("field, value, text", [
    ("magic", 0x12345678, "begins with 0x12345678"),
    ("version", 9, "trace version 9, this reader knows 1")])
def test_what_is_not_a_trace_is_bad_input(tmp_path: Path, field: str,
                                          value: int, text: str) -> None:
    fields: dict[str, Any] = {field: value}
    write_segment(tmp_path, 0, three_locks(), **fields)
    with pytest.raises(BadInput, match=text):
        tr.open_trace(tmp_path)


def test_segments_of_two_runs_are_bad_input(tmp_path: Path) -> None:
    write_segment(tmp_path, 0, three_locks())
    write_segment(tmp_path, 1, three_locks(), run_id=0x99)
    with pytest.raises(BadInput, match="run 0x99, but .* run 0x1234"):
        tr.open_trace(tmp_path)


def test_an_unanswered_operation_has_no_answer_whatever_lies_there(
        tmp_path: Path) -> None:
    rows = join(operation(10, 15, 1, "lock"),
                operation(20, 77, 1, "eject", status=0xC0000022))
    write_segment(tmp_path, 1, rows,
                  unanswered=np.array([False, True]))
    operations = read_history(tr.open_trace(tmp_path)).operations
    assert operations.t1.tolist() == [5, -1]
    assert operations.outcome.tolist() == [1, 0]
    assert operations.status.tolist() == [0, 0]
    assert operations.took().tolist() == [5, 0]


def test_events_strikes_and_marks_are_told_apart(tmp_path: Path) -> None:
    unseen = event(60, 60, 4, number=0)
    unseen["flags"] = tr.NO_EMISSION
    write_segment(tmp_path, 0, join(
        mark(40, tr.MARK_BEGIN), event(50, 58, 0, number=1), unseen,
        mark(90, tr.MARK_END)))
    history = read_history(tr.open_trace(tmp_path))
    assert history.origin_ns == 40
    assert history.events.t0.tolist() == [10, -1]
    assert history.events.t1.tolist() == [18, 20]
    assert history.events.what.tolist() == [0, 4]
    assert [row["t"] for row in history.marks] == [0, 50]
    assert history.end == 50
    assert len(history.operations) == 0
