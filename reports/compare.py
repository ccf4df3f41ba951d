#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Compares two runs or two sets of runs: compare.py A [B] [options]

Exit codes: 0 no regression; 3 a regression; 2 too little data for what was
asked; 64 usage; 65 an input cannot be read; 66 something is not there; 74 an
output could not be written; 130 interrupted.
"""

import argparse
import json
import os
import secrets
import sys
from pathlib import Path

if __package__ in (None, ""):
    # As in make.py: imports start at the folder above.
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

# pylint: disable=wrong-import-position
from reports import progress  # noqa: E402
from reports.errors import Missing, ReportError, WriteFailure  # noqa: E402
from reports.make import write  # noqa: E402

TOLERANCE_LEAST, TOLERANCE_MOST = 1.0, 1000.0  # Per cent.


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:  # type: ignore[override]
        print(f"trayjam compare: {message}", file=sys.stderr)
        sys.exit(64)


def _tolerance(text: str) -> float:
    """5% as 0.05. Buckets are half a per cent wide: less cannot be seen."""
    try:
        percent = float(text[:-1]) if text.endswith("%") else float("nan")
    except ValueError:
        percent = float("nan")
    if not TOLERANCE_LEAST <= percent <= TOLERANCE_MOST:
        raise argparse.ArgumentTypeError(
            f"{text}: a change in per cent is needed, 1% to 1000%")
    return percent / 100


def _attempts(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) < 10**12:
        raise argparse.ArgumentTypeError(
            f"{text}: a whole number from 1 on is needed")
    return int(text)


def _seed(text: str) -> int:
    if text == "auto":
        return secrets.randbits(32)
    try:
        seed = int(text, 16 if text.lower().startswith("0x") else 10)
    except ValueError:
        seed = -1
    if not 0 <= seed < 1 << 64:
        raise argparse.ArgumentTypeError(
            f"{text}: expected auto, decimal or 0x..., at most 64 bits")
    return seed


def _options() -> argparse.Namespace:
    parser = _Parser(prog="compare.py", description=__doc__,
                     allow_abbrev=False,
                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("a", type=Path)
    parser.add_argument("b", type=Path, nargs="?")
    parser.add_argument("--percentiles", default="p50,p99")
    parser.add_argument("--min-attempts", type=_attempts)
    parser.add_argument("--tolerance", type=_tolerance, default=0.05)
    parser.add_argument("--seed", type=_seed, default=1)
    parser.add_argument("--baseline-out", type=Path)
    parser.add_argument("--html", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.b is None and options.baseline_out is None:
        parser.error("one side alone can only become a baseline: give a second "
                     "one, or --baseline-out FILE")
    if options.b is None and (options.html or options.json):
        parser.error("--html and --json show a comparison: give a second side")
    return options


def _compare(options: argparse.Namespace) -> int:
    # Imported late: a usage error is told without numpy too.
    from reports import comparison as made, comparison_text, sides
    try:
        percentiles = made.percentiles(options.percentiles)
    except ValueError as problem:
        print(f"trayjam compare: --percentiles: {problem}", file=sys.stderr)
        return 64
    a = sides.load_side(options.a)
    b = sides.load_side(options.b) if options.b else a
    if options.baseline_out:
        write(options.baseline_out, sides.baseline_text(b))
    if not options.b:
        print(f"{options.baseline_out}: a baseline of "
              f"{len(a.samples)} run{'s' if len(a.samples) != 1 else ''}")
        return 0
    notes = sides.differences(a, b) + a.notes + b.notes
    question = made.Question(
        percentiles, options.min_attempts or made.ATTEMPTS_MIN,
        options.tolerance, options.seed)
    found = made.compare(a, b, question, notes)
    progress.clear()
    if options.html:
        from reports import comparison_page
        write(options.html, comparison_page.render(found))
    if options.json:
        print(json.dumps(made.as_json(found), indent=1))
    else:
        print(comparison_text.render(found), end="")
    return found.exit_code


def _package(problem: ModuleNotFoundError) -> Missing:
    from reports.run import package_text
    return Missing(package_text((problem.name or "?").split(".", maxsplit=1)[0]))


def main() -> int:
    """The program."""
    options = _options()
    progress.show("trayjam compare")
    try:
        code = _compare(options)
        sys.stdout.flush()
        return code
    except ModuleNotFoundError as problem:
        if problem.name is None or problem.name.startswith("reports"):
            raise
        told: ReportError = _package(problem)
    except ReportError as problem:
        told = problem
    except OSError as problem:  # Inputs are read under names of their own.
        told = WriteFailure(f"{problem.filename or 'standard output'}: "
                            f"{problem.strerror}")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        progress.clear()
        return 130
    progress.clear()
    print(f"trayjam compare: {told}", file=sys.stderr)
    return told.exit_code


if __name__ == "__main__":
    sys.exit(main())
