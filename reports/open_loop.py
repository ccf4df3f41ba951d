# SPDX-License-Identifier: MIT
"""Open loops: what came when it was due, and what that did to the waiting."""

from typing import Any

from reports.run import Run
from reports.text import count, duration, plural

HIDES = 2  # So many times longer from when due: the raw figure hides it.


def sentence(run: Run) -> str:
    """What became of the arrivals, in words. Empty for a closed loop."""
    arrivals = run.get("arrivals")
    if not arrivals:
        return ""
    parts = [f"{count(arrivals['started'])} started",
             f"{count(arrivals['dropped'])} dropped, too many waiting before "
             "them"]
    if arrivals["left"]:
        parts.append(f"{count(arrivals['left'])} still waiting at the end")
    planned = "Of the arrivals" if arrivals["planned"] is None \
        else f"Of {plural(arrivals['planned'], 'arrival')} planned"
    text = f"{planned}, " + ", ".join(parts[:-1]) + f" and {parts[-1]}."
    if arrivals["started"]:
        text += (f" They began {duration(arrivals['late_p50_ns'])} after they "
                 f"were due in the median, {duration(arrivals['late_p99_ns'])}"
                 " at the 99th percentile and "
                 f"{duration(arrivals['late_max_ns'])} at most.")
    return text


def rows(run: Run) -> list[dict[str, Any]]:
    """Operations that had due times, the most frequent first."""
    return sorted((row for row in run["latency"] if "corrected" in row),
                  key=lambda row: -int(row["corrected"]["count"]))


def hides(row: dict[str, Any], key: str) -> bool:
    """Whether the latency from the call says far less than the one from due."""
    return bool(row["corrected"][key] > HIDES * row[key])
