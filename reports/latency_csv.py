# SPDX-License-Identifier: MIT
"""latency.csv: the percentiles of run.json as a table.

Rows are operation and outcome, then the waits that are not one operation.
`counted_from` is start, or due: from when an operation of an open loop should
have begun.
"""

import csv
import io
from typing import Any

from reports.run import Run

FIGURES = ("count", "p50_ns", "p90_ns", "p99_ns", "p999_ns", "max_ns")
HEAD = ("what", "op", "outcome", "counted_from", *FIGURES)
# What is not about one operation and outcome; of locks, how it was answered.
_OTHERS = (("handoff", "", ""), ("notification", "", ""),
           ("lock_granted", "lock", "done"),
           ("lock_denied_at_once", "lock", "refused"),
           ("lock_denied_queued", "lock", "refused"))


def render(run: Run) -> str:
    """The whole file. A row without a single value has its count alone."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEAD)
    for row in run["latency"]:
        _add(writer, ("latency", row["op"], row["outcome"]), row)
    for name, op, outcome in _OTHERS:
        _add(writer, (name, op, outcome), run[name])
    return out.getvalue()


def _add(writer: Any, about: tuple[str, str, str],
         row: dict[str, Any]) -> None:
    for counted_from, figures in (("start", row),
                                  ("due", row.get("corrected"))):
        if figures:
            writer.writerow([*about, counted_from, figures["count"]] + [
                figures[name] if figures["count"] else ""
                for name in FIGURES[1:]])
