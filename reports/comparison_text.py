# SPDX-License-Identifier: MIT
"""A comparison as a table for a terminal."""

import textwrap

from reports import text
from reports.comparison import (INSUFFICIENT, REGRESSED, VERDICTS, Comparison,
                                Row, method)
from reports.sides import Side

WIDTH = 79
_LINE = "{:<15} {:<8} {:<13} {:>8} {:>8} {:>6}  {:<15}{}"
_ENDS = {0: "no regression", 2: "too little data for what was asked",
         3: "a regression"}


def value(row: Row, number: float | None) -> str:
    """In the unit of the figure."""
    if number is None:
        return "–"
    return text.share(number, 1) if row.is_share else text.duration(number)


def ratio(number: float) -> str:
    """Three digits; large ones without a tail of them."""
    return f"{number:.2f}" if number < 99.5 else f"{number:.0f}"


def side_line(letter: str, side: Side) -> str:
    """Where a side comes from."""
    facts = side.facts
    seeds = sorted({sample.seed for sample in side.samples})
    shown = ", ".join(seeds[:3]) + (", ..." if len(seeds) > 3 else "")
    return (f"{letter}  {side.name}: "
            f"{text.plural(len(side.samples), 'run')} of {facts['scenario']} "
            f"on {facts['drive']}, {facts['runner']}, seed {shown}")


def end_line(comparison: Comparison) -> str:
    """The verdict in a line."""
    counts = ", ".join(f"{len(comparison.of(verdict))} {verdict}"
                       for verdict in VERDICTS)
    code = comparison.exit_code
    return f"{counts}: {_ENDS[code]} (exit code {code})"


def _row_line(row: Row) -> str:
    found = row.found
    verdict = row.verdict.upper() if row.verdict == REGRESSED else row.verdict
    return _LINE.format(
        text.op_title(row.op), row.outcome, row.figure,
        value(row, row.a), value(row, row.b),
        ratio(found.ratio) if found else "–",
        f"{ratio(found.low)} .. {ratio(found.high)}" if found else "–",
        verdict).rstrip()


def render(comparison: Comparison) -> str:
    """The table; rows with too few values are only named under it."""
    lines = [side_line("A", comparison.a), side_line("B", comparison.b), ""]
    lines.append(_LINE.format("operation", "outcome", "figure", "A", "B",
                              "B / A", "95 % interval", "verdict"))
    lines += [_row_line(row) for row in comparison.rows
              if row.found is not None]
    few = [row for row in comparison.of(INSUFFICIENT) if row.found is None]
    if few:
        names = sorted({f"{text.op_title(row.op)} {row.outcome or 'shares'}"
                        for row in few})
        lines += ["", *textwrap.wrap("insufficient: " + ", ".join(names),
                                     WIDTH, subsequent_indent="  ")]
    for line in comparison.lacking():
        lines += textwrap.wrap("lacking: " + line, WIDTH,
                               subsequent_indent="  ")
    for line in comparison.notes:
        lines += textwrap.wrap("note: " + line, WIDTH, subsequent_indent="  ")
    lines += ["", *textwrap.wrap(method(comparison), WIDTH), "",
              end_line(comparison)]
    return "\n".join(lines) + "\n"
