# SPDX-License-Identifier: MIT
"""trace.json: held to the Trace Event Format, and opened by speedscope."""

import base64
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any, Callable

import pytest

from reports import chrome, timeline
from reports import trace as tr
from tests.reports import browser

ROOT = Path(__file__).resolve().parents[2]
SPEEDSCOPE = ROOT / "tests/node_modules/speedscope/dist/release"
Sample = Callable[[str], Path]
Json = dict[str, Any]

# What the format asks of each phase this file has.
KEYS = {
    "X": {"pid", "tid", "ts", "dur", "name", "cat", "args"},
    "i": {"pid", "tid", "ts", "name", "cat", "args", "s"},
    "M": {"pid", "tid", "ts", "name", "args"},
}


def load_run(folder: Path) -> Json:
    """run.json of a folder."""
    loaded: Json = json.loads((folder / "run.json").read_text())
    return loaded


def make(folder: Path, run: Json) -> Json:
    """The file, read strictly."""
    out = io.BytesIO()
    chrome.write(out, folder, run)
    read: Json = json.loads(out.getvalue())
    for row in read["traceEvents"]:
        assert KEYS[row["ph"]] <= set(row), row
        assert isinstance(row["pid"], int) and isinstance(row["tid"], int)
        assert row["ts"] >= 0 and row.get("dur", 0) >= 0
        assert row.get("s", "t") in ("t", "p", "g")
    return read


def kinds(read: Json) -> Counter[tuple[str, str]]:
    """How many of each phase and category."""
    return Counter((row["ph"], row.get("cat", "")) for row in
                   read["traceEvents"])


@pytest.mark.parametrize("variant", ["good", "failing", "empty", "partial"])
def test_every_kind_of_run_is_valid(variant: str, sample: Sample) -> None:
    folder = sample(variant)
    run = load_run(folder)
    read = make(folder, run)
    trace = tr.open_trace(folder / "trace")
    total = trace.count(tr.OPERATION)
    assert read["otherData"]["operations"] == total
    assert read["otherData"]["partial"] == (variant == "partial")
    shown = [row for row in read["traceEvents"] if row.get("cat") in
             ("done", "refused", "unknown")]
    assert len(shown) == total
    assert kinds(read)["i", "finding"] == len(run["findings"])


def test_slices_of_a_thread_follow_each_other(sample: Sample) -> None:
    read = make(sample("failing"), load_run(sample("failing")))
    ends: dict[tuple[int, int], float] = {}
    slices = [row for row in read["traceEvents"] if row["ph"] == "X"
              and row["tid"] < chrome.BESIDE]
    assert slices
    for row in sorted(slices, key=lambda row: float(row["ts"])):
        lane = row["pid"], row["tid"]
        assert row["ts"] >= ends.get(lane, 0)
        ends[lane] = row["ts"] + row["dur"]


def test_two_owners_at_once_are_drawn_beside_each_other(
        sample: Sample) -> None:
    def beside(variant: str) -> int:
        read = make(sample(variant), load_run(sample(variant)))
        return sum(row.get("cat") == "owner" and row["tid"] > chrome.BESIDE
                   for row in read["traceEvents"])
    assert beside("failing") > 0
    assert beside("good") == 0


def test_clients_of_a_worker_share_its_process(sample: Sample) -> None:
    folder = sample("good")
    run = load_run(folder)
    for row in run["accounts"]:
        row["process"] = 1 + row["client"] % 2
    read = make(folder, run)
    process = {row["client"]: row["process"] + 1 for row in run["accounts"]}
    for row in read["traceEvents"]:
        if row["ph"] == "X" and row["cat"] != "owner" and \
                row["tid"] in process:
            assert row["pid"] == process[row["tid"]]
    names = {row["args"]["name"] for row in read["traceEvents"]
             if row["name"] == "process_name"}
    assert {"drives", "worker 1", "worker 2"} <= names


def test_a_long_run_is_thinned_and_says_so(
        sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = sample("failing")
    run = load_run(folder)
    whole = make(folder, run)
    monkeypatch.setattr(chrome, "OPERATIONS_MAX", 100)
    monkeypatch.setattr(timeline, "AROUND_FINDING", 3)
    thin = make(folder, run)
    about = thin["otherData"]
    assert about["operations"] == whole["otherData"]["operations"]
    assert about["operations_shown"] < about["operations"]
    assert about["thinned"].startswith("every ")
    records = {row["args"]["record"] for row in thin["traceEvents"]
               if "record" in row.get("args", {})}
    told = {row["args"]["record"] for row in whole["traceEvents"]
            if "record" in row.get("args", {})}
    named = {ref for finding in run["findings"][:20]
             for ref in finding["records"]}
    assert named & told and named & told <= records


@pytest.mark.skipif(bool(browser.unavailable()), reason=browser.unavailable())
@pytest.mark.skipif(not SPEEDSCOPE.exists(), reason="npm package speedscope "
                    "is not installed (./dev setup)")
def test_speedscope_opens_it_without_a_complaint(sample: Sample,
                                                 tmp_path: Path) -> None:
    out = io.BytesIO()
    chrome.write(out, sample("failing"), load_run(sample("failing")))
    text = base64.b64encode(out.getvalue()).decode()
    (tmp_path / "load.js").write_text(
        f'speedscope.loadFileFromBase64("trace.json", "{text}")')
    script = next(SPEEDSCOPE.glob("speedscope-*.js"))
    page = tmp_path / "page.html"
    # Its importer names the page after the file when it has understood it.
    page.write_text(f"""<!DOCTYPE html><title>speedscope</title><body><script>
        location.hash = "localProfilePath={tmp_path}/load.js";
        setInterval(() => {{
          if (document.title !== "speedscope")
            document.documentElement.dataset.ready = document.title;
        }}, 20);</script><script src="file://{script}"></script>""")
    seen = browser.visit(page, [
        {"do": "size", "width": 1200, "height": 800}, {"do": "open"},
        {"do": "value", "name": "text", "of": "document.body.innerText"}],
        tmp_path)
    assert seen["ready"] == "trace.json - speedscope"
    # It warns of each slice that does not nest.
    assert seen["errors"] == []
    assert "drive 0: owner" in seen["values"]["text"]
