# SPDX-License-Identifier: MIT
"""What the program writes is what the report room reads: same trace, same
figures, by two implementations that share no code."""

import html
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reports import latency, ledger, open_loop, ownership, run
from reports import trace as tr
from reports.codes import VERBS
from reports.history import read_history

TRAYJAM = os.environ.get("TRAYJAM", "")
ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(
    not os.access(TRAYJAM, os.X_OK),
    reason=f"the program is not built: {TRAYJAM or 'TRAYJAM is not set'}")


# A hang of half a second, and a rate at which many wait meanwhile.
OPEN = ["--rate", "40/s", "--set", "backlog=2",
        "--fault", "delay(500ms) op=lock first=9 every=999 count=1"]
KINDS = {"virtual": ["--runner", "virtual"], "threads": ["--runner", "threads"],
         "open": ["--runner", "virtual", *OPEN]}


@pytest.fixture(scope="module", name="folder", params=list(KINDS))
def run_folder(request: pytest.FixtureRequest,
               tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One run of each runner, and one that is an open loop."""
    folder = tmp_path_factory.mktemp(request.param) / "run"
    done = subprocess.run(
        [TRAYJAM, "run", "two-burners", *KINDS[request.param], "--seed",
         "7", "--duration", "2s", "--format", "none", "--quiet", "--out",
         str(folder)], capture_output=True, text=True, check=False)
    assert done.returncode in (0, 2), done.stderr
    return folder


@pytest.fixture(name="loaded")
def loaded_run(folder: Path) -> dict[str, Any]:
    """run.json, held to the schema."""
    return run.load_run(folder)


def test_the_trace_of_a_finished_run_is_whole(folder: Path) -> None:
    trace = tr.open_trace(folder / "trace")
    assert trace.damage == []
    assert trace.records_count > 100


def test_operations_are_counted_alike(folder: Path,
                                      loaded: dict[str, Any]) -> None:
    operations = read_history(tr.open_trace(folder / "trace")).operations
    measured = operations.where((operations.flags & tr.WARMUP) == 0)
    assert len(measured) == loaded["operations"]["submitted"]
    assert int(measured.answered.sum()) == loaded["operations"]["answered"]


def test_latencies_agree_within_the_width_of_a_bucket(
        folder: Path, loaded: dict[str, Any]) -> None:
    history = read_history(tr.open_trace(folder / "trace"))
    measured = latency.measured(history.operations)
    for row in loaded["latency"]:
        took = np.sort(measured.took()[
            (measured.what == VERBS.index(row["op"])) &
            (measured.outcome == ("unknown", "done", "refused")
             .index(row["outcome"]))])
        assert len(took) == row["count"]
        assert int(took[-1]) == row["max_ns"]
        rank = int(np.ceil(len(took) * 0.5)) - 1
        # A histogram of three digits names the upper end of a bucket.
        assert row["p50_ns"] == pytest.approx(int(took[rank]), rel=2e-3,
                                              abs=2)


def test_corrected_latencies_agree_or_are_absent(
        folder: Path, loaded: dict[str, Any]) -> None:
    history = read_history(tr.open_trace(folder / "trace"))
    measured = latency.measured(history.operations)
    due = measured.where(latency.had_due_time(measured))
    is_open = loaded["arrivals"] is not None
    assert (len(due) > 0) == is_open
    assert any("corrected" in row for row in loaded["latency"]) == is_open
    for row in loaded["latency"]:
        chosen = (due.what == VERBS.index(row["op"])) & \
            (due.outcome == ("unknown", "done", "refused")
             .index(row["outcome"]))
        waited = due.took()[chosen] + due.late_us[chosen].astype(int) * 1000
        assert len(waited) == row.get("corrected", {"count": 0})["count"]
        if len(waited):
            assert int(waited.max()) == row["corrected"]["max_ns"]
            assert row["corrected"]["max_ns"] >= row["max_ns"]


def test_arrivals_add_up_and_are_told(folder: Path,
                                      loaded: dict[str, Any]) -> None:
    arrivals = loaded["arrivals"]
    if arrivals is None:
        assert open_loop.sentence(loaded) == ""
        return
    trace = tr.open_trace(folder / "trace")
    marks = [row for row in read_history(trace).marks
             if row["what"] == tr.MARK_DROPPED]
    assert arrivals["planned"] == 80
    assert arrivals["dropped"] == sum(row["mark_value"] for row in marks) > 0
    assert arrivals["planned"] == arrivals["started"] + \
        arrivals["dropped"] + arrivals["left"]
    assert arrivals["late_p99_ns"] > 100_000_000
    text = open_loop.sentence(loaded)
    assert "Of 80 arrivals planned" in text
    assert f"{arrivals['dropped']} dropped" in text


def test_time_owned_agrees_with_the_judge(folder: Path,
                                          loaded: dict[str, Any]) -> None:
    history = read_history(tr.open_trace(folder / "trace"))
    holds = ownership.ownership(history.operations, history.end)
    assert len(holds) >= sum(row["grants"] for row in loaded["accounts"]) > 0
    for account in loaded["accounts"]:
        mine = holds.client == account["client"]
        sure = int((holds.releasing - holds.granted)[mine].sum())
        most = int((holds.released - holds.asked)[mine].sum())
        assert account["held_ns"] <= most
        assert sure == 0 or account["grants"] > 0


def test_reports_are_made_and_say_what_run_json_says(
        folder: Path, loaded: dict[str, Any]) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "reports" / "make.py"), str(folder)],
        capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert html.escape(loaded["repeat"]).replace("&#x27;", "&#39;") in page
    assert f"{loaded['operations']['submitted']:,}" in page
    summary = (folder / "summary.md").read_text()
    assert loaded["repeat"] in summary
    is_open = loaded["arrivals"] is not None
    assert ('id="open-loop"' in page) == ("Open loop." in summary) == is_open
    assert ("Closed loop:" in page) != is_open


def test_a_cut_trace_still_gives_a_page(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "cut"
    subprocess.run(["cp", "-r", str(folder), str(target)], check=True)
    victim = max((target / "trace").glob("writer-*"),
                 key=lambda path: path.stat().st_size)
    victim.write_bytes(victim.read_bytes()[:-100])
    done = subprocess.run(
        [sys.executable, str(ROOT / "reports" / "make.py"), str(target),
         "--formats", "html"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f"{victim.name}: " in (target / "report.html").read_text()


def test_the_ledger_is_read_with_its_columns(folder: Path) -> None:
    rows, total = ledger.load_ledger(folder, 5)
    assert 0 < len(rows) <= 5 <= total
    assert all(run.whole(row["held_ns"]) >= run.whole(rows[-1]["held_ns"])
               for row in rows)
    assert json.dumps(rows).count("writer-") == len(rows)
