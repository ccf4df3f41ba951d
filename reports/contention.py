# SPDX-License-Identifier: MIT
"""What competing for the drive came to, and which cells of operation x state x
caller were met: figures of run.json, each with how it was measured."""

from dataclasses import dataclass
from typing import Any

from reports.run import Run
from reports.text import count, duration, op_title, plural, share

# state, caller as run.json has them; what a column of the table says.
CELLS = (
    ("free", "device handle", "free, device"),
    ("free", "volume handle", "free, volume"),
    ("free", "file handle", "free, file"),
    ("owned by itself", "owner", "owner"),
    ("owned by another", "device handle", "owned, device"),
    ("owned by another", "volume handle", "owned, volume"),
    ("owned by another", "file handle", "owned, file"),
)


@dataclass
class Figure:
    """One row: a figure, and what it is."""

    name: str
    value: str
    how: str
    bad: bool = False


def figures(run: Run) -> list[Figure]:
    """All rows; none where nobody asked for a lock, or of an older run."""
    facts = run.get("contention")
    if not facts or not any(row["attempts"] for row in run["accounts"]):
        return []
    return [*_fairness(run["fairness"]), _starvation(facts), *_storm(facts),
            _convoy(facts), *_droughts(facts), _nobody(facts)]


def _index(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _fairness(fairness: dict[str, Any]) -> list[Figure]:
    return [
        Figure("fairness of grants", _index(fairness["jain"]),
               "Jain's index over the clients that tried: 1 is even, 1/n is "
               "one of n taking all"),
        Figure("fairness of held time", _index(fairness.get("jain_held")),
               "the same of the time each owned the drive"),
        Figure("fairness among personas", _index(fairness.get("jain_groups")),
               "the same of the grants a client of each persona got")]


def _starvation(facts: dict[str, Any]) -> Figure:
    worst = facts["worst_spell"]
    value = count(facts["starved_clients"])
    if worst:
        value += (f"; worst: client {worst['client']}, refused "
                  f"{count(worst['refusals'])} times in "
                  f"{duration(worst['length_ns'])} while others were granted "
                  f"{count(worst['passed'])} times")
    return Figure("clients that starved", value,
                  "refused 10 times in a row or more while others were granted "
                  "the drive 20 times as often as clients try at it",
                  facts["starved_clients"] > 0)


def _storm(facts: dict[str, Any]) -> list[Figure]:
    return [
        Figure("refused locks a second", f"{facts['refused_rate']:,.0f}/s; peak "
               f"{facts['storm_peak_rate']:,.0f}/s",
               "over the measured phase, and in the 100 ms with the most"),
        Figure("refused for each grant", f"{facts['wasted']:.3g}",
               "locks refused because somebody owned the drive, by grants")]


def _convoy(facts: dict[str, Any]) -> Figure:
    longest = facts["longest_convoy"]
    value = "none"
    if longest:
        value = (f"{plural(longest['holds'], 'hold')} in "
                 f"{duration(longest['length_ns'])}, held "
                 f"{share(longest['held_ns'], longest['length_ns'])}; "
                 f"{plural(facts['convoys'], 'convoy')} in all")
    return Figure("longest convoy", value,
                  "holds in a row, each by a client refused during the one "
                  "before with another waiting, granted within that hold's "
                  "length of its release; 3 or more")


def _droughts(facts: dict[str, Any]) -> list[Figure]:
    def length(name: str) -> str:
        return duration(facts[name]["length_ns"]) if facts[name] else "none"

    return [
        Figure("longest without a grant", length("no_grant"),
               "from a refused lock to the next grant, or the last refusal"),
        Figure("longest idle while wanted", length("idle_while_wanted") +
               f"; {duration(facts['idle_while_wanted_total_ns'])} in all",
               "from a release to the grant to a client that had been refused "
               "already")]


def _nobody(facts: dict[str, Any]) -> Figure:
    return Figure("refusals without an owner", share(facts["nobody"],
                                                     facts["refusals"]),
                  "of all that exclusive access explains, those for which the "
                  "trace knows nobody: a program outside the run, an owner "
                  "whose grant was not recorded")


def coverage_table(run: Run) -> list[tuple[str, list[str]]]:
    """A row for each operation used, a text for each of CELLS."""
    found: dict[str, dict[tuple[str, str], str]] = {}
    for cell in run["coverage"].get("table", []):
        total = cell["done"] + cell["refused"]
        text = "never" if total == 0 else count(total)
        if cell["refused"]:
            text += f" ({count(cell['refused'])} refused)"
        found.setdefault(cell["op"], {})[cell["state"], cell["caller"]] = text
    return [(op_title(op), [cells.get((state, caller), "·")
                            for state, caller, _ in CELLS])
            for op, cells in found.items()]
