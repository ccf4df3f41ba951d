# SPDX-License-Identifier: MIT
"""report.html in a real browser: it opens alone, draws, zooms and answers.

A browser starts slowly, so each kind of run is visited once and the tests ask
what the visit brought home. Screenshots stay in the build folder for people to
look at.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Callable

import numpy as np
import pytest

from reports.history import read_history
from reports.ownership import ownership
from reports.text import duration
from reports.trace import open_trace
from tests.reports import browser

pytestmark = pytest.mark.skipif(bool(browser.unavailable()),
                                reason=browser.unavailable())

ROOT = Path(__file__).resolve().parents[2]
MAKE = ROOT / "reports" / "make.py"
UPLOT = ROOT / "reports" / "node_modules" / "uplot"
CANVAS = "#canvas canvas"
VIEW = ("(({dataset: d}) => [Number(d.from), Number(d.to)])"
        "(document.getElementById('canvas'))")
TIP = "document.querySelector('#canvas .tip')"
SPARE = "document.documentElement.scrollWidth - innerWidth"
DESK = {"do": "size", "width": 1360, "height": 900}
PHONE = {"do": "size", "width": 360, "height": 780, "ratio": 2}
# A sheet of A4 at 96 dots an inch, less its margins.
PAPER = {"do": "size", "width": 718, "height": 1047, "media": "print"}
# At DESK: what the canvas is wide, and how much of it the labels take.
WIDTH, GUTTER = 1145, 168

TIMES = [0, 1, 999, 1000, 9996, 99960, 999400, 999600, 1234567, 999_949_000,
         59_900_000_000, 3_149_000_000_000]

# Pixels of the first client's colour and of refusals.
COLOURS = """(() => {
    const canvas = document.querySelector("#canvas canvas");
    const {data} = canvas.getContext("2d").getImageData(
        0, 0, canvas.width, canvas.height);
    const seen = new Map();
    for (let i = 0; i < data.length; i += 4) {
        const name = data.slice(i, i + 3).join();
        seen.set(name, (seen.get(name) || 0) + 1);
    }
    return [seen.get("0,114,178") || 0, seen.get("213,94,0") || 0];
})()"""

# Axes whose labels are too few, too many, too long or not told apart.
BAD_AXES = """(() => {
    const bad = [];
    for (let span = 1000; span < 4e12; span *= 3.7)
        for (const a of [0, 1.5e6, 3.6e12]) {
            const found = trayjam.ticks(a, a + span, 8);
            const labels = found.ticks.map(([, text]) => text);
            if (labels.length < 2 || labels.length > 30 ||
                new Set(labels).size !== labels.length ||
                labels.some((text) => text.length > 12))
                bad.push([a, span, labels]);
        }
    return bad;
})()"""

# What sticks out of the paper, or scrolls where nothing can be scrolled.
CUT = """(() => {
    const right = document.documentElement.clientWidth + 1;
    return [...document.querySelectorAll("main *")].filter((one) => {
        const box = one.getBoundingClientRect();
        if (!box.width || !one.checkVisibility() ||
            one.closest(".unseen, option, svg"))
            return false;
        const hides = getComputedStyle(one).overflowX !== "visible" &&
            one.scrollWidth > one.clientWidth + 1;
        return box.right > right || box.left < -1 || hides;
    }).map((one) => one.outerHTML.slice(0, 120));
})()"""

SCROLLED = ("new Promise(done => { const look = () => scrollY > before ? "
            "done(scrollY) : requestAnimationFrame(look); look(); })")

Values = dict[str, Any]
Visit = Callable[..., Values]


def value(name: str, of: str) -> browser.Step:
    """Remembers an expression."""
    return {"do": "value", "name": name, "of": of}


def screenshot(name: str) -> browser.Step:
    """Of the whole page, into the build folder."""
    build = os.environ.get("TRAYJAM_BUILD", str(ROOT / "build" / "reports"))
    folder = Path(build) / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return {"do": "screenshot", "whole": True, "file": str(folder / name)}


def looks(variant: str) -> list[browser.Step]:
    """In light, dark, on a phone and on paper, ending as it began."""
    return [screenshot(f"{variant}-light.png"), value("desk spare", SPARE),
            {**DESK, "dark": True}, screenshot(f"{variant}-dark.png"),
            value("dark paper",
                  "getComputedStyle(document.body).backgroundColor"),
            PHONE, screenshot(f"{variant}-phone.png"),
            value("phone spare", SPARE), {**PAPER, "dark": True},
            screenshot(f"{variant}-print.png"), value("cut", CUT),
            value("paper",
                  "getComputedStyle(document.body).backgroundColor"),
            {"do": "pdf", "file": screenshot(f"{variant}.pdf")["file"]}, DESK]


@pytest.fixture(scope="module", name="visit")
def visitor(sample: Callable[[str], Path],
            tmp_path_factory: pytest.TempPathFactory) -> Visit:
    """visit("failing", step, ...): opens the page of a run and does steps.
    Whatever it is about, no page may complain or ask a network."""
    def go(run: str | Path, *steps: browser.Step, make: Path = MAKE) -> Values:
        scratch = tmp_path_factory.mktemp("visit")
        folder = sample(run) if isinstance(run, str) else run
        shutil.copytree(folder, scratch / "run")
        subprocess.run([sys.executable, str(make), str(scratch / "run"),
                        "--formats", "html", "--quiet"], check=True)
        page = scratch / "run" / "report.html"
        result = browser.visit(page, [DESK, {"do": "open"}, *steps], scratch)
        assert result["errors"] == []
        assert result["requests"] == [page.as_uri()]
        assert result["ready"] == "yes"
        values: Values = result["values"]
        return values
    return go


@pytest.fixture(scope="module", name="longest")
def longest_hold(sample: Callable[[str], Path]) -> tuple[float, str, int]:
    """Of the good run: where it lies on the canvas, its owner, its length."""
    folder = sample("good")
    history = read_history(open_trace(folder / "trace"))
    holds = ownership(history.operations, history.end)
    at = int(np.argmax(holds.releasing - holds.granted))
    middle = (holds.granted[at] + holds.releasing[at]) / 2 / history.end
    run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    names = {row["client"]: row["name"] for row in run["accounts"]}
    client = int(holds.client[at])
    return ((GUTTER + middle * (WIDTH - GUTTER)) / WIDTH,
            f"{client} {names[client]}",
            int(holds.releasing[at] - holds.granted[at]))


@pytest.fixture(scope="module", name="good")
def good_values(visit: Visit, longest: tuple[float, str, int]) -> Values:
    """Everything done to the page of a good run, in order."""
    return visit(
        "good", *looks("good"),
        value("colours", COLOURS), value("axes", BAD_AXES),
        value("durations", f"{TIMES}.map(trayjam.duration)"),
        value("series",
              "document.querySelectorAll('#curves .u-series').length"),
        value("curves", "trayjam.model.curves.length"),
        value("width", "document.querySelector('#canvas canvas').clientWidth"),
        value("whole", VIEW),
        {"do": "hover", "selector": CANVAS, "x": longest[0], "y": 0.17},
        value("tip", f"{TIP}.hidden ? '' : {TIP}.textContent"),
        {"do": "wheel", "selector": CANVAS, "by": -200}, value("wheel", VIEW),
        {"do": "key", "selector": CANVAS, "key": "+"}, value("plus", VIEW),
        {"do": "key", "selector": CANVAS, "key": "ArrowRight"},
        value("right", VIEW),
        {"do": "click", "selector": "[data-zoom=out]"}, value("out", VIEW),
        {"do": "drag", "selector": CANVAS, "from": 0.4, "to": 0.5},
        value("drag", VIEW), value("text", "view.textContent"),
        {"do": "key", "selector": CANVAS, "key": "0"}, value("zero", VIEW),
        value("before", "document.querySelector('#timeline')"
              ".scrollIntoView(), window.before = scrollY"),
        {"do": "wheel", "selector": CANVAS, "by": 300},
        value("scrolled", SCROLLED), value("after scroll", VIEW))


@pytest.fixture(scope="module", name="failing")
def failing_values(visit: Visit) -> Values:
    """Looks, then a click on the first finding."""
    return visit(
        "failing", *looks("failing"),
        {"do": "click", "selector": "[data-finding='0']"}, value("view", VIEW),
        value("marks", "trayjam.model.timeline.findings[0].marks"),
        value("focus", "document.activeElement.tagName"),
        value("top", "document.getElementById('timeline')"
              ".getBoundingClientRect().top"),
        screenshot("finding.png"))


def fits_everywhere(values: Values) -> bool:
    """Nothing sticks out sideways, dark is dark, and paper is white."""
    return bool(values["desk spare"] <= 0 and values["phone spare"] <= 0
                and values["dark paper"] == "rgb(15, 20, 26)"
                and values["paper"] == "rgb(255, 255, 255)"
                and values["cut"] == [])


def span(view: list[float]) -> float:
    """How much time is in view."""
    return view[1] - view[0]


def test_a_good_run_fits_desk_and_phone(good: Values) -> None:
    assert fits_everywhere(good)


def test_a_failing_run_fits_desk_and_phone(failing: Values) -> None:
    assert fits_everywhere(failing)


@pytest.mark.parametrize("variant", ["empty", "partial"])
def test_a_run_with_little_in_it_fits_too(variant: str, visit: Visit) -> None:
    assert fits_everywhere(visit(variant, *looks(variant)))


def test_the_timeline_is_painted(good: Values) -> None:
    held, refused = good["colours"]
    assert held > 500 and refused > 500


def test_the_wheel_zooms(good: Values) -> None:
    assert span(good["wheel"]) == pytest.approx(span(good["whole"]) / 2)


def test_keys_zoom_and_move(good: Values) -> None:
    assert span(good["plus"]) == pytest.approx(span(good["wheel"]) / 2)
    assert span(good["right"]) == pytest.approx(span(good["plus"]))
    assert good["right"][0] > good["plus"][0]
    assert good["zero"] == good["whole"]


def test_buttons_zoom(good: Values) -> None:
    assert span(good["out"]) == pytest.approx(span(good["right"]) * 2)


def test_a_drag_chooses_a_stretch(good: Values) -> None:
    a, b = good["out"]
    assert a < good["drag"][0] < good["drag"][1] < b
    assert span(good["drag"]) < span(good["out"]) * 0.2
    assert f"({duration(round(span(good['drag'])))})" in good["text"]


def test_the_wheel_scrolls_on_where_there_is_nothing_to_zoom_out_of(
        good: Values) -> None:
    assert good["scrolled"] > good["before"]
    assert good["after scroll"] == good["whole"]


def test_the_tooltip_names_the_owner_under_the_pointer(
        good: Values, longest: tuple[float, str, int]) -> None:
    _, owner, took = longest
    assert abs(good["width"] - WIDTH) < 3
    assert f"{owner} owns the lock" in good["tip"]
    assert f"for {duration(took)}" in good["tip"]


def test_labels_of_the_axis_differ_at_every_zoom(good: Values) -> None:
    """Also an hour into a run, at a microsecond a tick."""
    assert good["axes"] == []


def test_durations_read_the_same_in_page_and_python(good: Values) -> None:
    assert good["durations"] == [duration(time) for time in TIMES]


def test_the_chart_has_a_curve_for_each_operation(good: Values) -> None:
    """And one for the axis; without uPlot there is another chart."""
    assert good["curves"] > 5
    assert good["series"] == (good["curves"] + 1 if UPLOT.is_dir() else 0)


def test_a_finding_moves_the_timeline_to_its_records(
        failing: Values, sample: Callable[[str], Path]) -> None:
    run = json.loads((sample("failing") / "run.json").read_text())
    assert len(failing["marks"]) == len(run["findings"][0]["records"])
    a, b = failing["view"]
    assert all(a < t0 <= t1 < b for _, _, t0, t1 in failing["marks"])
    assert failing["focus"] == "CANVAS"
    assert -5 <= failing["top"] < 200


def test_without_uplot_the_percentiles_are_drawn_all_the_same(
        visit: Visit, tmp_path: Path) -> None:
    room = tmp_path / "share" / "reports"
    shutil.copytree(ROOT / "reports", room,
                    ignore=shutil.ignore_patterns("node_modules"))
    values = visit(
        "good", screenshot("without-uplot.png"),
        value("lines", "document.querySelectorAll('svg.plot polyline').length"),
        make=room / "make.py")
    assert values["lines"] >= 4
