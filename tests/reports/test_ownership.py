# SPDX-License-Identifier: MIT
"""reports/ownership.py: grants joined to their releases."""

from pathlib import Path

import numpy as np

from reports import ownership as own
from reports import trace as tr
from reports.codes import REFUSED
from reports.history import Operations, read_history
from tests.reports.trace_files import Records, join, operation, write_segment

ANNA, BERT = 1, 2
END = 10_000


def history(folder: Path, *rows: Records) -> Operations:
    """Operations in the order given, in one segment; t0 = 0 is the first."""
    write_segment(folder, 0, join(*rows))
    return read_history(tr.open_trace(folder)).operations


def opened() -> list[Records]:
    """Anna's handle 11 and Bert's handle 22."""
    return [operation(0, 1, ANNA, "open", handle=11),
            operation(2, 3, BERT, "open", handle=22)]


def lock(t0: int, t1: int, client: int, **fields: int) -> Records:
    """On the client's own handle."""
    return operation(t0, t1, client, "lock", handle=client * 11, **fields)


def unlock(t0: int, t1: int, client: int) -> Records:
    """On the client's own handle."""
    return operation(t0, t1, client, "unlock", handle=client * 11)


def only(holds: own.Holds) -> tuple[int, int, int, int, int, str]:
    """The single hold: client, its four times, how it ended."""
    assert len(holds) == 1
    return (int(holds.client[0]), int(holds.asked[0]), int(holds.granted[0]),
            int(holds.releasing[0]), int(holds.released[0]),
            own.ENDINGS[int(holds.ending[0])])


def test_a_hold_runs_from_answer_to_unlock(tmp_path: Path) -> None:
    operations = history(tmp_path, *opened(), lock(10, 14, ANNA),
                         unlock(50, 57, ANNA))
    assert only(own.ownership(operations, END)) == \
        (ANNA, 10, 14, 50, 57, "unlocked")


def test_a_refused_lock_holds_nothing(tmp_path: Path) -> None:
    operations = history(tmp_path, *opened(),
                         lock(10, 14, ANNA, outcome=REFUSED))
    assert len(own.ownership(operations, END)) == 0


def test_closing_the_handle_ends_the_hold(tmp_path: Path) -> None:
    operations = history(tmp_path, *opened(), lock(10, 14, ANNA),
                         operation(60, 66, ANNA, "close", handle=11))
    assert only(own.ownership(operations, END)) == \
        (ANNA, 10, 14, 60, 66, "handle closed")


def test_a_duplicate_keeps_the_hold_until_the_last_close(
        tmp_path: Path) -> None:
    operations = history(
        tmp_path, *opened(), lock(10, 14, ANNA),
        operation(20, 21, ANNA, "duplicate", handle=12, arg=11),
        operation(30, 31, ANNA, "close", handle=11),
        operation(70, 75, ANNA, "close", handle=12))
    assert only(own.ownership(operations, END)) == \
        (ANNA, 10, 14, 70, 75, "handle closed")


def test_an_owner_who_vanishes_is_ended_by_the_next_grant(
        tmp_path: Path) -> None:
    operations = history(tmp_path, *opened(), lock(10, 14, ANNA),
                         lock(80, 90, BERT))
    holds = own.ownership(operations, END)
    assert holds.client.tolist() == [ANNA, BERT]
    assert holds.releasing.tolist() == [80, END]
    assert holds.released.tolist() == [90, END]
    assert [own.ENDINGS[i] for i in holds.ending.tolist()] == \
        ["release not seen", "still held at the end"]


def test_two_owners_overlap_and_neither_is_cut(tmp_path: Path) -> None:
    operations = history(tmp_path, *opened(), lock(10, 14, ANNA),
                         lock(20, 24, BERT), unlock(50, 52, ANNA),
                         unlock(60, 62, BERT))
    holds = own.ownership(operations, END)
    assert holds.granted.tolist() == [14, 24]
    assert holds.releasing.tolist() == [50, 60]


def test_drives_are_apart(tmp_path: Path) -> None:
    operations = history(tmp_path, *opened(), lock(10, 14, ANNA),
                         lock(20, 24, BERT, drive=1))
    holds = own.ownership(operations, END)
    assert holds.drive.tolist() == [0, 1]
    assert {own.ENDINGS[i] for i in holds.ending.tolist()} == \
        {"still held at the end"}


def test_each_operation_meets_a_state(tmp_path: Path) -> None:
    operations = history(
        tmp_path, *opened(),
        operation(5, 6, BERT, "query"),         # nobody
        lock(10, 14, ANNA),                     # nobody
        operation(12, 13, BERT, "query"),       # while Anna is being granted
        operation(20, 21, BERT, "query"),       # Anna's
        operation(30, 31, ANNA, "query"),       # Anna's, asked by her
        unlock(50, 57, ANNA),                   # the same
        operation(55, 56, BERT, "query"),       # while Anna lets go
        operation(99, 100, BERT, "query"))      # nobody
    holds = own.ownership(operations, END)
    states = own.state_at_invocation(operations, holds)
    assert [own.STATES[i] for i in states.tolist()] == [
        "free", "free", "free", "free", "changing hands", "held by another",
        "held by the caller", "held by the caller", "changing hands", "free"]


def test_without_operations_there_are_no_holds(tmp_path: Path) -> None:
    write_segment(tmp_path, 0, np.zeros(0, tr.RECORD))
    operations = read_history(tr.open_trace(tmp_path)).operations
    holds = own.ownership(operations, 0)
    assert len(holds) == 0
    assert len(own.state_at_invocation(operations, holds)) == 0
