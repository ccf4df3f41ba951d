# SPDX-License-Identifier: MIT
"""Runs browser.mjs: a page, steps, and what they gathered."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

DRIVER = Path(__file__).parent / "browser.mjs"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
NODE = shutil.which("node")

Step = dict[str, Any]


def unavailable() -> str:
    """Why there is no browser here; empty when there is one."""
    if not os.access(CHROMIUM, os.X_OK):
        return f"no browser: {CHROMIUM} is not there (apt install chromium)"
    if NODE is None:
        return "no node to drive the browser (apt install nodejs)"
    return ""


def visit(page: Path | str, steps: list[Step], scratch: Path) -> dict[str, Any]:
    """{ready, requests, errors, values}; raises when a step fails. page: a file
    or an http address."""
    assert NODE is not None
    plan = scratch / "steps.json"
    plan.write_text(json.dumps(steps), encoding="utf-8")
    done = subprocess.run(
        [NODE, str(DRIVER), str(page), str(plan)],
        capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result
