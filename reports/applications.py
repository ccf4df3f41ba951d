# SPDX-License-Identifier: MIT
"""How the programs of a run behaved: advice, by persona."""

import re
from dataclasses import dataclass, field
from typing import Any

from reports.run import Run
from reports.text import count

CLEAN = "clean"
ADVICE_SHOWN = 12
_TIMES = re.compile(r" x[0-9,]+$")


@dataclass
class Row:
    """The clients that play one persona."""
    persona: str
    clients: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)

    @property
    def verdict(self) -> str:
        """leaked lock x3, hammered"""
        return ", ".join(
            self.words[rule] + (f" x{count(number)}" if number > 1 else "")
            for rule, number in sorted(self.counts.items())) or CLEAN


def _words(application: dict[str, Any]) -> dict[str, str]:
    """By rule: its words in the verdict of one client, in the same order."""
    words = application["verdict"].split(", ")
    return {rule: _TIMES.sub("", word)
            for rule, word in zip(sorted(application["counts"]), words)}


def rows(run: Run) -> list[Row]:
    """A row for each persona, in the order of its first client."""
    found: dict[str, Row] = {}
    for application in run.get("applications", []):
        row = found.setdefault(application["persona"],
                               Row(application["persona"]))
        row.clients += 1
        row.words |= _words(application)
        for rule, number in application["counts"].items():
            row.counts[rule] = row.counts.get(rule, 0) + number
    return list(found.values())


def advice(run: Run) -> list[dict[str, Any]]:
    """The first findings about programs."""
    return list(run.get("advice", []))[:ADVICE_SHOWN]


def more(run: Run) -> int:
    """How many there were beside those."""
    return int(run.get("advice_total", 0)) - len(advice(run))
