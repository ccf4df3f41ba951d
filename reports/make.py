#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Makes the reports of a run: make.py RUN [--formats html,junit,md] [--quiet]

Prints the path of each report made, not with --quiet. Exit codes: 0 made;
64 usage; 65 the run cannot be read; 66 something is not there; 74 a report
could not be written.
"""

import argparse
import contextlib
import importlib
import os
import sys
from pathlib import Path

if __package__ in (None, ""):
    # Run as a program: what is imported starts at the folder above, and
    # nothing here may stand in for a module of Python (trace).
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

# pylint: disable=wrong-import-position
from reports import run as runs  # noqa: E402
from reports.errors import Missing, ReportError, WriteFailure  # noqa: E402

# format: module that renders it, file it becomes. Modules are loaded when they
# are needed, so that summary and JUnit need neither numpy nor jinja2.
FORMATS = {
    "html": ("reports.page", "report.html"),
    "junit": ("reports.junit", "junit.xml"),
    "md": ("reports.summary", "summary.md"),
}


def render(name: str, folder: Path, run: runs.Run) -> str:
    """One report as text."""
    try:
        module = importlib.import_module(FORMATS[name][0])
    except ModuleNotFoundError as problem:
        if problem.name is None or problem.name.startswith("reports"):
            raise
        raise Missing(runs.package_text(problem.name.split(".")[0])) from None
    text = module.render_page(folder, run) if name == "html" \
        else module.render(run)
    return str(text)


def write(path: Path, text: str) -> None:
    """All of it or nothing: a reader never meets half a report."""
    unfinished = path.with_name(path.name + ".unfinished")
    try:
        unfinished.write_text(text, encoding="utf-8")
        os.replace(unfinished, path)
    except OSError as problem:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise WriteFailure(f"{path}: {problem.strerror}") from None


def formats(text: str) -> list[str]:
    """html,md as a list; an unknown name is a usage error."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in FORMATS]
    if unknown or not names:
        raise argparse.ArgumentTypeError(
            f"{text!r}: expected some of {', '.join(FORMATS)}")
    return names


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:  # type: ignore[override]
        print(f"{self.prog}: {message}", file=sys.stderr)
        sys.exit(64)


def main() -> int:
    """The program."""
    parser = _Parser(prog="make.py", description=__doc__,
                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path, help="run folder")
    parser.add_argument("--formats", type=formats, default=list(FORMATS),
                        help="default: " + ",".join(FORMATS))
    parser.add_argument("--quiet", action="store_true")
    options = parser.parse_args()
    try:
        run = runs.load_run(options.run)
        for name in options.formats:
            path = options.run / FORMATS[name][1]
            write(path, render(name, options.run, run))
            if not options.quiet:
                print(path)
    except ReportError as problem:
        print(f"trayjam report: {problem}", file=sys.stderr)
        return problem.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
