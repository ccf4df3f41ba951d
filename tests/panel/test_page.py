# SPDX-License-Identifier: MIT
"""The panel's page in a real browser: contention that a person can see."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.panel.rig import TRAYJAM, environment, panel
from tests.reports import browser

pytestmark = pytest.mark.skipif(bool(browser.unavailable()),
                                reason=browser.unavailable())

DESK = {"do": "size", "width": 1360, "height": 900}
PHONE = {"do": "size", "width": 390, "height": 844, "ratio": 2}
SPARE = "document.documentElement.scrollWidth - innerWidth"
PAPER = "getComputedStyle(document.body).backgroundColor"
UNNAMED = """[...document.querySelectorAll("button, input")].filter((one) =>
    !(one.textContent.trim() || one.getAttribute("aria-label") ||
      one.closest("label"))).length"""
# Contrast of each text with what lies behind it, as WCAG reckons; the least.
CONTRAST = """(() => {
    const parse = (text) => text.match(/[\\d.]+/g).map(Number);
    const light = ([r, g, b]) => { const f = (v) => (v /= 255) <= 0.03928
        ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
        return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b); };
    const behind = (node) => { for (; node; node = node.parentElement) {
        const c = parse(getComputedStyle(node).backgroundColor);
        if (c.length < 4 || c[3] > 0) return c; } return [255, 255, 255]; };
    let least = 21;
    for (const node of document.querySelectorAll("body *")) {
        if (![...node.childNodes].some((one) => one.nodeType === 3 &&
            one.data.trim()) || node.closest("svg, [hidden], .skip, .unseen,"
            + " noscript")) continue;
        const [a, b] = [light(parse(getComputedStyle(node).color)),
                        light(behind(node))].sort((x, y) => y - x);
        least = Math.min(least, (a + 0.05) / (b + 0.05));
    }
    return least;
})()"""

Step = dict[str, Any]


def shot(name: str) -> Step:
    folder = Path(os.environ.get("TRAYJAM_BUILD", "build")) / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return {"do": "screenshot", "whole": True, "file": str(folder / name)}


def program(client: int, inside: str = "") -> str:
    return f".program[data-client='{client}'] {inside}".strip()


def press(client: int, label: str) -> Step:
    return {"do": "click", "selector": program(client, f"[data-ask='{label}']")}


def sees(selector: str, text: str) -> Step:
    return {"do": "wait", "for":
            f"document.querySelector({json.dumps(selector)})?.textContent"
            f".includes({json.dumps(text)})"}


def told(client: int, text: str) -> Step:
    return sees(program(client, ".answer"), text)


def value(name: str, of: str) -> Step:
    return {"do": "value", "name": name, "of": of}


def text_of(selector: str) -> str:
    return f"document.querySelector({json.dumps(selector)}).textContent"


def visit(url: str, scratch: Path, *steps: Step) -> dict[str, Any]:
    """Whatever it is about: no complaint, and nothing from elsewhere."""
    result = browser.visit(url, [DESK, {"do": "open"}, *steps], scratch)
    origin = url.split("?")[0]
    assert result["errors"] == []
    assert all(request.startswith(origin) for request in result["requests"])
    values: dict[str, Any] = result["values"]
    return values


def test_two_programs_fight_for_a_drive(tmp_path: Path) -> None:
    with panel("--drive", "sim:disc=present,fs=cdfs") as own:
        seen = visit(
            own.url, tmp_path, shot("panel-fresh.png"),
            value("address", "location.search"),
            value("cookie", "document.cookie"),
            value("unnamed", UNNAMED),
            # A mounted volume is in the way, and can be taken out of it.
            press(1, "Lock"), told(1, "STATUS_INVALID_DEVICE_STATE"),
            shot("panel-mounted.png"), press(1, "Dismount"),
            told(1, "is locked for \"Nero 12\""), sees(".owner", "Nero 12"),
            press(2, "Eject"), told(2, "\"Nero 12\" owns it"),
            press(2, "Unlock"), told(2, "stays locked"),
            sees("[data-fact=refused]", "1 (denied"),
            value("owns", text_of(program(1, ".badge"))),
            value("tally", text_of(program(2, ".tally"))),
            value("tray", "document.querySelector('.tray')"
                          ".getAttribute('aria-label')"),
            shot("panel-contention.png"), value("light", CONTRAST),
            {**DESK, "dark": True}, value("dark", CONTRAST),
            value("dark paper", PAPER), shot("panel-dark.png"), PHONE,
            value("spare", SPARE), shot("panel-phone.png"), DESK,
            value("paper", PAPER),
            # By keyboard, and the owner lets go.
            {"do": "key", "selector": program(1, "[data-ask='Unlock']"),
             "key": " "},
            told(1, "free again"), press(2, "Eject"), told(2, "is open"),
            sees("[data-fact=tray]", "open"),
            sees("#rows", "GUID_IO_MEDIA_REMOVAL"),
            {"do": "click", "selector": "[data-hand=take]"},
            sees("[data-fact=media]", "none"), shot("panel-open.png"),
            # The log, narrowed down.
            {"do": "type", "selector": "#find", "text": "exclusive_lock"},
            value("found", "[...document.querySelectorAll('#rows tr')]"
                           ".filter((row) => !row.hidden).length"),
            {"do": "type", "selector": "#find", "text": " "},
            {"do": "click", "selector": "#only-refused"},
            value("refused", "[...document.querySelectorAll('#rows tr')]"
                             ".filter((row) => !row.hidden).length"),
            value("fields", text_of("#rows tr.event .fields")))
    assert seen["address"] == "" and seen["cookie"] == ""
    assert seen["unnamed"] == 0 and seen["spare"] <= 0
    assert "owns the drive" in seen["owns"]
    assert seen["tally"] == "refused 2 of 2"
    assert "locked by Nero 12" in seen["tray"]
    assert seen["light"] >= 4.5 and seen["dark"] >= 4.5
    assert seen["paper"] != seen["dark paper"]
    assert seen["found"] == 1 and seen["refused"] == 3
    assert "guid=" in seen["fields"] and "data=" in seen["fields"]


def test_what_others_do_to_a_served_drive_shows(tmp_path: Path) -> None:
    path = tmp_path / "tray"
    with subprocess.Popen([TRAYJAM, "serve", "--socket", str(path),
                           "--drives", "2", "--for", "100s"],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          text=True, env=environment()) as server:
        assert server.stdout is not None
        assert server.stdout.readline().strip() == str(path)
        # pylint: disable-next=consider-using-with
        roxio = subprocess.Popen(
            [TRAYJAM, "hold", "--drive", f"sim:{path}#1", "--as", "Roxio"],
            stdout=subprocess.PIPE, text=True, env=environment())
        assert roxio.stdout is not None
        assert "Roxio" in roxio.stdout.readline()
        second = "[data-drive='1'] "
        with panel("--drive", f"sim:{path}") as own:
            seen = visit(
                own.url, tmp_path,
                sees(second + ".owner", "Locked by Roxio"),
                value("since", text_of(second + "[data-fact=since]")),
                {"do": "click", "selector": second + program(1) +
                 " [data-ask='Lock']"},
                sees(second + ".answer", "\"Roxio\" owns it"),
                {"do": "click", "selector": second + "[data-more]"},
                value("programs", "document.querySelectorAll("
                                  "\"[data-drive='1'] .program\").length"),
                shot("panel-two-drives.png"))
        roxio.terminate()
        roxio.communicate(timeout=60)
        server.terminate()
        server.communicate(timeout=60)
    assert seen["since"].startswith("more than")
    assert seen["programs"] == 3
