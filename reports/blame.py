# SPDX-License-Identifier: MIT
"""Who blocked whom: the matrix, cut down to those who matter."""

from collections import Counter
from dataclasses import dataclass

from reports.run import Run

CLIENTS_MAX = 16
OTHERS = -1


@dataclass
class Matrix:
    """Rows were refused, columns held. Clients beyond the limit are one."""

    refused: list[int]
    holders: list[int]
    counts: dict[tuple[int, int], int]
    largest: int  # Of one client and one holder.
    total: int


def matrix(run: Run) -> Matrix:
    """The busiest clients, by number, and the rest as OTHERS."""
    refused: Counter[int] = Counter()
    holders: Counter[int] = Counter()
    for cell in run["blame"]:
        refused[cell["refused"]] += cell["count"]
        holders[cell["holder"]] += cell["count"]
    rows, columns = _busiest(refused), _busiest(holders)
    counts: Counter[tuple[int, int]] = Counter()
    for cell in run["blame"]:
        row = cell["refused"] if cell["refused"] in rows else OTHERS
        column = cell["holder"] if cell["holder"] in columns else OTHERS
        counts[row, column] += cell["count"]
    # Many clients together would pale each single one.
    single = [count for cell, count in counts.items() if OTHERS not in cell]
    return Matrix(_in_order(rows, refused), _in_order(columns, holders),
                  dict(counts), max(single or counts.values(), default=0),
                  sum(counts.values()))


def _busiest(totals: Counter[int]) -> set[int]:
    return {client for client, _ in totals.most_common(CLIENTS_MAX)}


def _in_order(chosen: set[int], totals: Counter[int]) -> list[int]:
    shown = sorted(chosen)
    return shown + [OTHERS] if len(totals) > len(chosen) else shown
