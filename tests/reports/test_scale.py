# SPDX-License-Identifier: MIT
"""Reading in blocks: the same answers as one operation after the other, and
memory that grows by less than the trace does."""

import csv
import io
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports import bins, coverage, latency, ledger, ownership, progress
from reports import history as hist
from reports import trace as tr
from reports.codes import DONE, REFUSED, VERB, VERBS
from reports.pack import Pack
from tests.reports import trace_files

# Two drives, handles that are duplicated and handles that are not.
STEPS = st.tuples(
    st.sampled_from(["open", "close", "duplicate", "lock", "unlock"]),
    st.integers(0, 1), st.integers(1, 5), st.integers(1, 5),
    st.integers(1, 3), st.integers(0, 30), st.sampled_from([DONE, DONE, REFUSED]))


def storm(count: int, writers: int = 1, seed: int = 1) -> list[trace_files.Records]:
    """Clients that open, lock, unlock and close, a segment for each writer."""
    rng = np.random.default_rng(seed)
    found = []
    for writer in range(writers):
        rows = trace_files.records(count // writers)
        rows["kind"] = tr.OPERATION
        rows["t0_ns"] = 1000 + np.cumsum(rng.integers(0, 90, len(rows)))
        rows["t1_ns"] = rows["t0_ns"] + rng.integers(1, 80, len(rows))
        rows["client"] = rng.integers(1, 9, len(rows))
        rows["handle"] = rows["client"] * 100 + rng.integers(0, 3, len(rows))
        rows["what"] = rng.choice([VERB[name] for name in (
            "open", "lock", "unlock", "query", "close")], len(rows))
        rows["outcome"] = rng.choice([DONE, REFUSED], len(rows))
        rows["status"] = rng.integers(0, 9, len(rows))
        rows["number"] = np.arange(len(rows)) + writer * 10_000_000
        found.append(rows)
    return found


def written(folder: Path, parts: list[trace_files.Records]) -> tr.Trace:
    """Read back, which checks every word."""
    for writer, rows in enumerate(parts):
        trace_files.write_segment(folder, writer, rows)
    return tr.open_trace(folder)


def test_three_writers_become_one_order_with_every_column(
        tmp_path: Path) -> None:
    parts = storm(6000, writers=3)
    operations = hist.read_history(written(tmp_path, parts)).operations
    together = np.sort(np.array(
        [(int(row["t0_ns"]), int(row["client"]), writer, at)
         for writer, rows in enumerate(parts) for at, row in enumerate(rows)],
        dtype="i8,i8,i8,i8"))
    assert (operations.writer == together["f2"]).all()
    assert (operations.index == together["f3"]).all()
    for name in ("number", "status", "handle", "what", "client"):
        expected = [int(parts[writer][name][at]) for writer, at in
                    zip(operations.writer, operations.index)]
        assert getattr(operations, name).tolist() == expected, name
        assert np.concatenate([getattr(block, name) for block in
                               operations.blocks(999)]).tolist() == expected


@pytest.mark.parametrize("chosen", [
    np.array([5, 3, 900, 3]), slice(10, 40), np.arange(100, 700)])
def test_a_choice_of_a_choice_reads_what_it_says(tmp_path: Path,
                                                 chosen: Any) -> None:
    operations = hist.read_history(
        written(tmp_path, storm(3000, writers=2))).operations
    odd = operations.where(np.arange(len(operations)) % 2 == 1)
    again = odd.where(chosen)
    assert len(again) == len(again.t0) == len(odd.t0[chosen])
    for name in ("t0", "number", "handle", "outcome", "index"):
        assert (again.column(name) ==
                operations.column(name)[1::2][chosen]).all(), name
    assert len(odd.where(slice(0, 0))) == 0
    with pytest.raises(AttributeError):
        getattr(operations, "colour")


def step_by_step(rows: trace_files.Records) -> list[tuple[int, ...]]:
    """Ownership as the documents tell it, without anything clever."""
    file_of: dict[int, int] = {}
    uses: dict[int, int] = {}
    owned: dict[tuple[int, int], tuple[int, ...]] = {}
    found = []
    order = sorted(range(len(rows)), key=lambda at: (rows["t1_ns"][at],
                                                     rows["t0_ns"][at]))
    for row in (rows[at] for at in order if rows["outcome"][at] == DONE):
        verb = VERBS[row["what"]]
        handle, t0, t1 = int(row["handle"]), int(row["t0_ns"]), int(row["t1_ns"])
        if verb == "open":
            file_of[handle], uses[handle] = handle, 1
            continue
        if verb == "duplicate":
            source = file_of.get(int(row["arg"]), int(row["arg"]))
            file_of[handle] = source
            uses[source] = uses.get(source, 1) + 1
            continue
        file = file_of.get(handle, handle)
        key = (int(row["drive"]), file)
        if verb == "close":
            uses[file] = uses.get(file, 1) - 1
            if uses[file] > 0:
                continue
        if key in owned:
            drive, client, asked, granted = owned.pop(key)
            found.append((drive, client, asked, granted, max(t0, granted),
                          max(t1, granted)))
        if verb == "lock":
            owned[key] = (key[0], int(row["client"]), t0, t1)
    return found


@given(st.lists(STEPS, max_size=60))
@settings(max_examples=150, deadline=None)
def test_holds_are_those_of_one_step_after_the_other(
        tmp_path_factory: pytest.TempPathFactory,
        steps: list[tuple[Any, ...]]) -> None:
    rows = trace_files.records(len(steps))
    for at, (verb, drive, handle, other, client, took, outcome) in \
            enumerate(steps):
        rows[at:at + 1] = trace_files.operation(
            10 * at, 10 * at + took, client, verb, drive=drive, handle=handle,
            arg=other, outcome=outcome)
    folder = tmp_path_factory.mktemp("steps")
    holds = ownership.ownership(
        hist.read_history(written(folder, [rows])).operations, 10_000)
    ended = holds.ending < ownership.UNSEEN
    replaced = (holds.ending == ownership.UNSEEN)
    found = set(zip(*(getattr(holds, name)[ended].tolist() for name in (
        "drive", "client", "asked", "granted", "releasing", "released"))))
    expected = step_by_step(rows)
    assert found <= set(expected)
    # Those that a lock ended are not told from those that nothing ended.
    assert int(ended.sum()) <= len(expected) <= int((ended | replaced).sum())
    assert len(holds) == int(((rows["what"] == VERB["lock"]) &
                              (rows["outcome"] == DONE)).sum())


def test_time_owned_is_spread_over_bins_without_loss(tmp_path: Path) -> None:
    operations = hist.read_history(
        written(tmp_path, storm(20_000))).operations
    end = int(operations.t1.max())
    holds = ownership.ownership(operations, end)
    held = np.zeros((9, 64))
    ribbon = np.zeros((1, 64), dtype=np.int64)
    bins._spread(held, ribbon, holds, np.arange(9), (end + 1) / 64)
    for client in range(9):
        mine = holds.client == client
        assert held[client].sum() == pytest.approx(
            float((holds.releasing - holds.granted)[mine].sum()))
    for at in range(64):
        low, high = at * (end + 1) / 64, (at + 1) * (end + 1) / 64
        parts = np.minimum(holds.releasing, high) - \
            np.maximum(holds.granted, low)
        if parts.max() <= 0:
            assert ribbon[0, at] == 0
        else:
            longest = holds.client[np.isclose(parts, parts.max())]
            assert ribbon[0, at] - 1 in longest


ROWS = st.lists(st.tuples(
    st.text(st.characters(blacklist_categories=["Cs"],
                          blacklist_characters="\r\n\0"), max_size=6),
    st.one_of(st.integers(0, 2 ** 62).map(str), st.just(""), st.just("x"))),
    max_size=40)


@pytest.fixture(scope="module", name="ledger_file")
def path_of_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Written over and over."""
    return tmp_path_factory.mktemp("ledger") / "ledger.csv"


@given(ROWS, st.integers(1, 60))
@settings(max_examples=150, deadline=None)
def test_the_ledger_by_blocks_is_the_ledger_by_rows(
        ledger_file: Path,
        rows: list[tuple[str, str]], size: int) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["t_ns", "holder_name", "held_ns", "next_grant_ns"])
    writer.writerows([at, name, held, ""] for at, (name, held)
                     in enumerate(rows))
    ledger_file.write_bytes(text.getvalue().encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger, "BLOCK", size)
        found = ledger.load_ledger(ledger_file.parent, 5)
    assert found[1] == len(rows)
    assert found == ledger._by_row(ledger_file, 5)


def test_a_name_of_two_lines_is_read_slowly_but_right(tmp_path: Path) -> None:
    (tmp_path / "ledger.csv").write_text(
        'holder_name,held_ns,next_grant_ns\n"a\nb",7,\n"c, ""d""",9,1\n')
    rows, total = ledger.load_ledger(tmp_path, 5)
    assert total == 2
    assert [row["holder_name"] for row in rows] == ['c, "d"', "a\nb"]
    assert ledger.load_ledger(tmp_path / "nowhere", 5) == ([], 0)


def peak(folder: Path, count: int) -> int:
    """Bytes that the figures of a page take at most."""
    trace_files.write_segment(folder, 0, storm(count)[0])
    tracemalloc.start()
    try:
        trace = tr.open_trace(folder)
        history = hist.read_history(trace)
        holds = ownership.ownership(history.operations, history.end)
        measured = latency.measured(history.operations)
        latency.curves(measured)
        latency.heats(measured, history.end)
        states = ownership.state_at_invocation(history.operations, holds)
        coverage.table(history.operations, states)
        bins.add(Pack(), {"lanes": [0] * 9, "shared": 0, "drives": 1,
                          "end": history.end}, history.operations,
                 np.arange(9), holds)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_an_operation_more_costs_little_memory(tmp_path: Path) -> None:
    sizes = (300_000, 700_000)
    few, many = (peak(tmp_path / str(size), size) for size in sizes)
    # Ten million may take a gigabyte, Python and all: 100 bytes each. Half of
    # these are a hold's or end one, which no real run reaches.
    assert (many - few) / (sizes[1] - sizes[0]) < 90


def resident_of_files() -> int:
    """Bytes of mapped files that count as this program's memory."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    [line] = [line for line in lines if line.startswith("RssFile:")]
    return int(line.split()[1]) * 1024


@pytest.mark.skipif(not Path("/proc/self/status").exists(),
                    reason="Linux tells what is resident")
def test_pages_of_the_trace_are_given_back(tmp_path: Path) -> None:
    size = trace_files.write_segment(tmp_path, 0, storm(500_000)[0]) \
        .stat().st_size
    before = resident_of_files()
    history = hist.read_history(tr.open_trace(tmp_path))
    assert history.operations.number[-1] == 499_999
    assert size > 30_000_000
    assert resident_of_files() - before < 8_000_000


def test_progress_waits_a_second_and_leaves_nothing_behind() -> None:
    now = [0.0]
    stream = io.StringIO()
    line = progress.Line(stream, "trayjam report", lambda: now[0])
    line.tell("reading", 1, 10)
    line.clear()
    assert stream.getvalue() == ""
    now[0] = 1.5
    line.tell("reading", 5, 10)
    now[0] = 1.6
    line.tell("too soon", 0, 0)
    now[0] = 2.0
    line.tell("sorting", 0, 0)
    line.clear()
    assert stream.getvalue().split("\r") == [
        "", "trayjam report: reading, 50 %",
        "trayjam report: sorting".ljust(29), " " * 23, ""]
