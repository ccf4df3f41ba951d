#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Makes the reports of a run: make.py RUN [--formats LIST] [--quiet]

Prints the path of each report made, and on a terminal what takes long; nothing
with --quiet. Exit codes: 0 made; 64 usage; 65 the run cannot be read; 66
something is not there; 74 a report could not be written; 130 interrupted.
"""

import argparse
import contextlib
import importlib
import os
import sys
from pathlib import Path
from typing import Any, BinaryIO, Iterator

if __package__ in (None, ""):
    # Run as a program: what is imported starts at the folder above, and
    # nothing here may stand in for a module of Python (trace).
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

# pylint: disable=wrong-import-position
from reports import progress  # noqa: E402
from reports import run as runs  # noqa: E402
from reports.errors import Missing, ReportError, WriteFailure  # noqa: E402

# format: module that makes it, file it becomes. Modules are loaded when they
# are needed, so that only those of HTML and of the trace need numpy. A module
# has render(run), render_page(folder, run), or write(file, folder, run) for
# what is too long to be held as one text.
FORMATS = {
    "html": ("reports.page", "report.html"),
    "junit": ("reports.junit", "junit.xml"),
    "md": ("reports.summary", "summary.md"),
    "sarif": ("reports.sarif", "results.sarif"),
    "csv": ("reports.latency_csv", "latency.csv"),
    "operations": ("reports.operations_csv", "operations.csv"),
    "chrome": ("reports.chrome", "trace.json"),
}
DEFAULT = ("html", "junit", "md", "sarif", "csv")


def module_of(name: str) -> Any:
    """The module that makes a format."""
    try:
        return importlib.import_module(FORMATS[name][0])
    except ModuleNotFoundError as problem:
        if problem.name is None or problem.name.startswith("reports"):
            raise
        raise Missing(runs.package_text(problem.name.split(".")[0])) from None


@contextlib.contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """All of it or nothing: a reader never meets half a report."""
    unfinished = path.with_name(path.name + ".unfinished")
    try:
        with unfinished.open("wb") as file:
            yield file
        os.replace(unfinished, path)
    except OSError as problem:
        raise WriteFailure(f"{path}: {problem.strerror}") from None
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)


def write(path: Path, text: str) -> None:
    """A file that is one text."""
    with whole(path) as file:
        file.write(text.encode())


def make_one(name: str, folder: Path, run: runs.Run) -> None:
    """One format of a run."""
    module = module_of(name)
    path = folder / FORMATS[name][1]
    if hasattr(module, "render_page"):
        write(path, module.render_page(folder, run))
    elif hasattr(module, "render"):
        write(path, module.render(run))
    else:
        with whole(path) as file:
            module.write(file, folder, run)


def formats(text: str) -> list[str]:
    """html,md as a list; an unknown name is a usage error."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    if names == ["all"]:
        return list(FORMATS)
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
    parser.add_argument("--formats", type=formats, default=list(DEFAULT),
                        help=f"of {','.join(FORMATS)}, or all; default: "
                        + ",".join(DEFAULT))
    parser.add_argument("--no-paths", action="store_true",
                        help="do not print what was made")
    parser.add_argument("--quiet", action="store_true",
                        help="neither that nor what takes long")
    options = parser.parse_args()
    progress.show("trayjam report", options.quiet)
    try:
        run = runs.load_run(options.run)
        return make_all(options, run)
    except ReportError as problem:
        return complain(problem)
    except KeyboardInterrupt:
        progress.clear()
        return 130


def make_all(options: argparse.Namespace, run: runs.Run) -> int:
    """The exit code of the first that could not be made."""
    code = 0
    for name in options.formats:
        path = options.run / FORMATS[name][1]
        progress.tell(f"making {path.name}")
        try:
            make_one(name, options.run, run)
        except ReportError as problem:  # The other formats may do without.
            code = code or complain(problem)
            continue
        progress.clear()
        if not (options.quiet or options.no_paths):
            print(path)
    return code


def complain(problem: ReportError) -> int:
    """One line, and the exit code."""
    progress.clear()
    print(f"trayjam report: {problem}", file=sys.stderr)
    return problem.exit_code


if __name__ == "__main__":
    sys.exit(main())
