# SPDX-License-Identifier: MIT
"""Makes docs/pictures again, from what the program of build/dev shows:
`./dev pictures`. The run is one of virtual time, so the page is the same each
time; only the machine's fonts differ."""
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
TRAYJAM = Path(os.environ.setdefault("TRAYJAM", str(ROOT / "build/dev/trayjam")))

from tests.panel import test_page as page  # noqa: E402  (by the path above)
from tests.reports import browser  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
WINDOW = {"do": "size", "width": 1200, "height": 1130}


def shot(name: str) -> browser.Step:
    return {"do": "screenshot", "file": str(PICTURES / name)}


def report(scratch: Path) -> None:
    run = scratch / "run"
    subprocess.run(
        [TRAYJAM, "run", "burner-vs-explorer", "--runner", "virtual", "--seed",
         "7", "--clients", "6", "--duration", "5s", "--quiet", "--out", run],
        check=True, stdout=subprocess.DEVNULL, cwd=scratch)
    browser.visit(run / "report.html", [WINDOW, {"do": "open"},
                                        shot("report.png")], scratch)


def panel(scratch: Path) -> None:
    with page.panel("--drive", "sim:disc=present") as own:
        browser.visit(own.url, [
            {**WINDOW, "height": 900}, {"do": "open"},
            page.press(1, "Lock"), page.told(1, "is locked for \"Nero 12\""),
            page.press(2, "Eject"), page.told(2, "\"Nero 12\" owns it"),
            page.press(2, "Unlock"), page.told(2, "stays locked"),
            shot("panel.png")], scratch)


def main() -> int:
    missing = browser.unavailable()
    if missing:
        print(f"pictures: {missing}", file=sys.stderr)
        return 6
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        report(Path(scratch))
        panel(Path(scratch))
    for picture in sorted(PICTURES.glob("*.png")):
        print(picture.relative_to(ROOT), picture.stat().st_size, "bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
