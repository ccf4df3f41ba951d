# SPDX-License-Identifier: MIT
"""A million operations in a real browser: size, speed, level of detail, deep
zoom, fingers, paper; and that a page which asked a network would be caught."""

import json
import os
import re
from pathlib import Path
from typing import Any, Callable

import pytest

from reports import run as runs
from reports import timeline
from reports.history import History, read_history
from reports.page import render_page
from reports.trace import open_trace
from tests.reports import browser
from tests.reports.long_run import CLIENTS, make_long

pytestmark = pytest.mark.skipif(bool(browser.unavailable()),
                                reason=browser.unavailable())

ROOT = Path(__file__).resolve().parents[2]
OPERATIONS = 1_000_000
SIZE_MAX = 5_000_000
USABLE_MS_MAX = 2_000
FRAME_MS_MAX = 50      # Of nineteen frames in twenty, painting alone.
WHEELS = 16            # Each makes a view almost three times narrower.
VISITS = 3             # The best counts: others use the machine too.
CANVAS = "#canvas canvas"
DESK = {"do": "size", "width": 1360, "height": 900}
PHONE = {"do": "size", "width": 360, "height": 780, "ratio": 2, "touch": True}
TIMES = """({
    paint: performance.getEntriesByName("first-contentful-paint")[0].startTime,
    usable: performance.getEntriesByName("usable")[0].startTime})"""

# Zooms in, moves and zooms out as fast as frames come; [ms of painting].
FRAMES = """(async () => {
    const drawn = trayjam.drawn, paint = trayjam.paint, took = [];
    trayjam.paint = (timeline) => {
        const start = performance.now();
        paint(timeline);
        took.push(performance.now() - start);
    };
    for (let i = 0; i < 90; i++) {
        if (i < 40) drawn.zoom(.7, drawn.end * .37);
        else if (i < 60) drawn.pan(.2);
        else drawn.zoom(1.6);
        await new Promise(requestAnimationFrame);
    }
    trayjam.paint = paint;
    return took.sort((a, b) => a - b);
})()"""

# The labels of the axis as they are painted: [text, x], and where it starts.
LABELS = """(async () => {
    const proto = CanvasRenderingContext2D.prototype, real = proto.fillText;
    const found = [];
    proto.fillText = function (text, x, y, ...more) {
        if (y === trayjam.sizes.top - 14) found.push([text, x]);
        real.call(this, text, x, y, ...more);
    };
    trayjam.drawn.redraw();
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    proto.fillText = real;
    return found;
})()"""

DETAIL = "document.getElementById('detail').textContent"
TIP = "(tip => tip.hidden ? '' : tip.textContent)(trayjam.drawn.tip)"
VIEW = "[trayjam.drawn.view.a, trayjam.drawn.view.b]"

Values = dict[str, Any]


def value(name: str, of: str) -> browser.Step:
    """Remembers an expression."""
    return {"do": "value", "name": name, "of": of}


def run_js(of: str) -> browser.Step:
    """Does something and forgets what came of it."""
    return value("ignored", f"void ({of})")


def screenshot(name: str, **more: Any) -> browser.Step:
    """Into the build folder, for people to look at."""
    build = os.environ.get("TRAYJAM_BUILD", str(ROOT / "build" / "reports"))
    folder = Path(build) / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return {"do": "screenshot", "file": str(folder / name), **more}


def look(page: Path, *steps: browser.Step) -> Values:
    """Opens a page, does steps; it may neither complain nor ask a network."""
    result = browser.visit(page, [DESK, {"do": "open"}, *steps], page.parent)
    assert result["errors"] == []
    assert result["requests"] == [page.as_uri()]
    values: Values = result["values"]
    return values


def write_page(folder: Path) -> Path:
    """report.html of a run folder."""
    page = folder / "report.html"
    page.write_text(render_page(folder, runs.load_run(folder)),
                    encoding="utf-8")
    return page


@pytest.fixture(scope="module", name="folder")
def long_folder(sample: Callable[[str], Path],
                tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of a million operations."""
    return make_long(tmp_path_factory.mktemp("long") / "run",
                     sample("failing"), OPERATIONS)


@pytest.fixture(scope="module", name="page")
def long_page(folder: Path) -> Path:
    """Its page."""
    return write_page(folder)


@pytest.fixture(scope="module", name="history")
def long_history(folder: Path) -> History:
    """What is in its trace."""
    return read_history(open_trace(folder / "trace"))


def test_a_million_operations_are_smaller_than_5_mb(page: Path) -> None:
    assert page.stat().st_size < SIZE_MAX


def test_a_million_operations_open_and_move_fast(page: Path) -> None:
    """On a machine that others use the clock says little: then the time that
    the page itself worked counts."""
    best: Values = {}
    for _ in range(VISITS):
        found = look(page, {"do": "cpu", "name": "cpu"}, value("times", TIMES),
                     value("frames", FRAMES), {"do": "cpu", "name": "after"})
        took = found["frames"]
        now = {**found["times"], "cpu": found["cpu"] * 1000,
               "frame": took[len(took) * 95 // 100],
               "frame cpu": (found["after"] - found["cpu"]) * 1000 / len(took)}
        best = {name: min(ms, best.get(name, ms)) for name, ms in now.items()}
        if best["usable"] < USABLE_MS_MAX and best["frame"] < FRAME_MS_MAX:
            break
    print(f"best of the visits, ms: {best}")
    assert best["paint"] < best["usable"]
    assert 0 < min(best["usable"], best["cpu"]) < USABLE_MS_MAX
    assert 0 < min(best["frame"], best["frame cpu"]) < FRAME_MS_MAX


def deep() -> list[browser.Step]:
    """The wheel, until a view is some nanoseconds wide."""
    steps = [run_js(f"document.querySelector('{CANVAS}')"
                    ".scrollIntoView({block: 'center'})")]
    for number in range(WHEELS):
        steps += [{"do": "wheel", "selector": CANVAS, "by": -300, "x": 0.6},
                  value(f"labels {number}", LABELS),
                  value(f"view {number}", VIEW)]
    return steps


def stepping() -> list[browser.Step]:
    """Three operations with the keyboard, then the lane below."""
    steps: list[browser.Step] = [{"do": "key", "selector": CANVAS, "key": "0"}]
    for number in range(3):
        steps += [{"do": "key", "selector": CANVAS, "key": "n"},
                  value(f"step {number}",
                        "document.getElementById('spoken').textContent")]
    return steps + [value("lane", "trayjam.drawn.cursor.lane"),
                    {"do": "key", "selector": CANVAS, "key": "ArrowDown"},
                    value("next", "trayjam.drawn.cursor.lane"),
                    screenshot("long-step.png"),
                    {"do": "key", "selector": CANVAS, "key": "Escape"}]


@pytest.fixture(scope="module", name="visited")
def visit(page: Path, history: History) -> Values:
    """Everything done to the page, in one visit."""
    at = int(history.operations.t0[len(history.operations) // 3])
    return {"at": at} | look(
        page, value("x", "[trayjam.drawn.gutter, trayjam.drawn.width]"),
        value("far", DETAIL), screenshot("long-light.png", whole=True),
        run_js(f"trayjam.drawn.show({at}, {at + 20_000})"),
        value("near", DETAIL), value("detail", "trayjam.drawn.detail"),
        screenshot("long-near.png"),
        {"do": "key", "selector": CANVAS, "key": "0"}, *deep(),
        screenshot("long-nanoseconds.png"), *stepping(),
        {"do": "click", "selector": "[data-finding='0']"},
        value("click", VIEW), value("hash", "location.hash"),
        value("marks", "trayjam.drawn.highlight"),
        value("said", "document.getElementById('chosen').textContent"),
        screenshot("long-finding.png"),
        {"do": "key", "selector": "[data-finding='1']", "key": "Enter"},
        value("key", VIEW), value("key hash", "location.hash"),
        run_js("history.back()"), value("back", VIEW),
        {"do": "click", "selector": "a[href='#finding-1.2']"},
        value("record", VIEW),
        {"do": "key", "selector": CANVAS, "key": "0"}, PHONE,
        value("spare", "document.documentElement.scrollWidth - innerWidth"),
        value("wide", VIEW),
        {"do": "pinch", "selector": CANVAS, "from": 0.1, "to": 0.3},
        value("pinched", VIEW),
        {"do": "tap", "selector": CANVAS, "x": 0.6, "y": 0.5},
        value("tapped", TIP), {**PHONE, "dark": True},
        screenshot("long-phone-dark.png", whole=True))


def overlapping(history: History, a: float, b: float) -> int:
    """How many operations lie in a stretch, or reach into it."""
    operations = history.operations
    return int(((operations.t0 < b) & (operations.t1 > a)).sum())


def test_counts_from_afar_and_operations_from_near(
        visited: Values, history: History) -> None:
    inside = overlapping(history, visited["at"], visited["at"] + 20_000)
    total = OPERATIONS // CLIENTS * CLIENTS
    assert visited["far"] == \
        f"{total:,} operations in view, drawn as counts per bin of time"
    assert visited["near"] == f"{inside:,} operations in view, each drawn"
    assert visited["detail"]["drawn"] == inside > 20


def test_the_wheel_reaches_nanoseconds_and_labels_stay_right(
        visited: Values, history: History) -> None:
    """Each label says the time of the place it stands at, and none twice."""
    left, right = visited["x"]
    for number in range(WHEELS):
        a, b = visited[f"view {number}"]
        (_, offset), *labels = sorted(
            (x, text) for text, x in visited[f"labels {number}"])
        start = nanoseconds(offset.removesuffix("+")) if "+" in offset else 0
        texts = [text for _, text in labels]
        assert len(texts) == len(set(texts)) >= 2, texts
        for x, text in labels[:-1]:  # The last is moved in from the edge.
            time = a + (x - left) / (right - left) * (b - a)
            pixel = (b - a) / (right - left)
            assert start + nanoseconds(text) == pytest.approx(
                time, abs=1.1 * pixel), (number, offset, text)
    assert b - a <= 100
    assert all(text.endswith(" ns") or text in ("+0", "0") for text in texts)
    assert 0 <= a < b <= history.end


def nanoseconds(text: str) -> float:
    """+1.5 µs as 1500."""
    if text.strip(" +") in ("0", "time"):
        return 0.0
    number, unit = text.replace("\u202f", "").split()
    return float(number) * {"s": 1e9, "ms": 1e6, "µs": 1e3, "ns": 1}[unit]


def test_a_finding_is_reached_by_click_key_and_address(
        visited: Values, page: Path, history: History) -> None:
    run = json.loads((page.parent / "run.json").read_text())
    wanted = [times(history, ref) for ref in run["findings"][0]["records"]]
    first, last = min(t0 for t0, _ in wanted), max(t1 for _, t1 in wanted)
    a, b = visited["click"]
    assert a < first and last < b
    # They fill two thirds of what is to be seen: nothing else is meant.
    assert b - a == pytest.approx(1.5 * max(last - first, 100), rel=0.01)
    assert visited["hash"] == "#finding-1"
    assert visited["key hash"] == "#finding-2"
    assert [mark[2:] for mark in visited["marks"]] == [list(w) for w in wanted]
    assert visited["said"].startswith("Finding 1: ")
    t0, t1 = times(history, run["findings"][1]["records"][0])
    assert visited["key"][0] < t0 <= t1 < visited["key"][1]
    assert visited["back"] == pytest.approx(visited["click"])
    assert visited["record"][0] < wanted[1][0]
    assert wanted[1][1] < visited["record"][1]


def test_an_address_with_a_finding_opens_at_it(
        sample: Callable[[str], Path], tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    folder = sample("failing")
    page.write_text(render_page(folder, runs.load_run(folder)),
                    encoding="utf-8")
    found = browser.visit(
        page, [DESK, {"do": "open", "hash": "#finding-2"}, value("view", VIEW),
               value("finding", "trayjam.model.timeline.findings[1]"),
               value("shown", "trayjam.drawn.highlight.length")], tmp_path)
    values = found["values"]
    assert values["view"][0] < values["finding"]["from"]
    assert values["finding"]["to"] < values["view"][1]
    assert values["shown"] == len(values["finding"]["marks"]) == 2


def times(history: History, ref: str) -> tuple[int, int]:
    """When a record began and ended."""
    writer, index = (int(part) for part in ref[7:].split(":"))
    operations = history.operations
    at = ((operations.writer == writer) & (operations.index == index)) \
        .nonzero()[0][0]
    return int(operations.t0[at]), int(operations.t1[at])


def test_keys_step_from_operation_to_operation(
        visited: Values, history: History) -> None:
    first = int(history.operations.client[0])
    for number, verb in enumerate(["open", "lock", "query"]):
        said = visited[f"step {number}"]
        assert said.startswith(f"{verb}: ")
        assert f"client {first}, its operation {number + 1}," in said
    assert visited["lane"] == first - 1 and visited["next"] == first


def test_two_fingers_zoom_on_a_phone_without_scrolling_sideways(
        visited: Values) -> None:
    assert visited["spare"] == 0
    spans = [b - a for a, b in (visited["wide"], visited["pinched"])]
    assert spans[1] == pytest.approx(spans[0] / 3, rel=0.1)


def test_a_tap_asks_what_lies_there(visited: Values) -> None:
    """Seen from afar: how many, of what, in which time."""
    counts = re.search(r": ([\d,]+) operations.*?([\d,]+) done, ([\d,]+) "
                       r"refused, ([\d,]+) unanswered", visited["tapped"], re.S)
    assert counts, visited["tapped"]
    total, *parts = (int(text.replace(",", "")) for text in counts.groups())
    assert total == sum(parts) > 0


def test_what_has_no_room_is_told_and_never_missing_near_a_finding(
        folder: Path, history: History, tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "TEXT_MAX", 1_000_000)
    page = tmp_path / "report.html"
    page.write_text(render_page(folder, runs.load_run(folder)),
                    encoding="utf-8")
    assert page.stat().st_size < 1_500_000
    found = look(
        page, value("kept", "trayjam.model.timeline.kept"),
        value("far", DETAIL), screenshot("thinned-far.png"),
        {"do": "click", "selector": "[data-finding='0']"},
        value("finding", DETAIL), value("view", VIEW),
        run_js("""(() => {
            const [[, a], [b]] = trayjam.model.timeline.windows;
            trayjam.drawn.show((a + b) / 2 - 1e4, (a + b) / 2 + 1e4);
        })()"""), value("between", DETAIL), screenshot("thinned-near.png"))
    total = len(history.operations)
    assert 50_000 < found["kept"] < total
    assert f"This page holds {found['kept']:,} of the {total:,}" in \
        page.read_text(encoding="utf-8")
    inside = overlapping(history, *found["view"])
    assert found["finding"] == f"{inside:,} operations in view, each drawn"
    assert found["between"].startswith("about ")
    assert found["between"].endswith("the rest as counts per bin of time")


def test_a_page_that_asks_a_network_is_caught(tmp_path: Path) -> None:
    """The other tests prove something only if this one passes."""
    page = tmp_path / "asks.html"
    page.write_text("<!doctype html><link rel='icon' href='data:,'>"
                    "<img src='http://192.0.2.1/pixel.png'>"
                    "<script>document.documentElement.dataset.ready = 'yes'"
                    "</script>", encoding="utf-8")
    result = browser.visit(page, [{"do": "open"}], tmp_path)
    assert "http://192.0.2.1/pixel.png" in result["requests"]
    assert any("ERR_" in text for text in result["errors"])
