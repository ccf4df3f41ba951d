# SPDX-License-Identifier: MIT
"""A comparison as one HTML file that opens offline, without a script."""

import math
from dataclasses import dataclass
from typing import Callable

import jinja2
from markupsafe import Markup

from reports import comparison_text, text
from reports.comparison import Comparison, Row, method
from reports.page import TEMPLATES

# The figure, in its own units: labels to the left, the axis at the bottom.
WIDTH, LABELS, RIGHT, TOP, STEP, BOTTOM = 900, 250, 24, 14, 24, 34
_TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0,
          5.0, 10.0, 20.0, 50.0, 100.0)
_REACH = math.log(100)  # What lies further is drawn at the border.
_GAP = 34               # Between tick labels.


@dataclass
class Mark:
    """One row of the figure, in places."""

    row: Row
    y: float
    low: float
    dot: float
    high: float


@dataclass
class Drawing:
    """Dots and whiskers over a logarithmic axis of ratios."""

    height: float
    one: float    # Where nothing changed.
    band: tuple[float, float]  # Within the tolerance.
    ticks: list[tuple[float, str]]
    marks: list[Mark]


def drawing(comparison: Comparison) -> Drawing:
    """Places of everything."""
    tolerance = math.log1p(comparison.question.tolerance)
    rows = [(row, row.found) for row in comparison.rows
            if row.found is not None]
    ends = [abs(math.log(end)) for _, found in rows
            for end in (found.low, found.high, found.ratio)]
    reach = min(_REACH, max([2 * tolerance, *ends]) * 1.05)

    def place(ratio: float) -> float:
        share = (math.log(ratio) / reach + 1) / 2
        return round(LABELS + min(max(share, 0), 1) *
                     (WIDTH - LABELS - RIGHT), 1)

    marks = [Mark(row, TOP + STEP * (number + 0.5), place(found.low),
                  place(found.ratio), place(found.high))
             for number, (row, found) in enumerate(rows)]
    band = (place(math.exp(-tolerance)), place(math.exp(tolerance)))
    return Drawing(TOP + STEP * len(rows) + BOTTOM, place(1), band,
                   _ticks(reach, place(1), place), marks)


def _ticks(reach: float, one: float,
           place: Callable[[float], float]) -> list[tuple[float, str]]:
    """As many as there is room for, 1 always among them."""
    kept = [(one, "1")]
    for ratio in sorted(_TICKS, key=lambda ratio: -abs(math.log(ratio))):
        x = place(ratio)
        if abs(math.log(ratio)) < reach and \
                all(abs(x - other) >= _GAP for other, _ in kept):
            kept.append((x, f"{ratio:g}"))
    return sorted(kept)


def render(comparison: Comparison) -> str:
    """The whole file."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True,
        trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined)
    environment.filters.update(count=text.count, op_title=text.op_title,
                               ratio=comparison_text.ratio)
    environment.globals.update(value=comparison_text.value,
                               side_line=comparison_text.side_line)
    style = (TEMPLATES / "compare.css").read_text(encoding="utf-8")
    return environment.get_template("compare.html.j2").render(
        found=comparison, drawing=drawing(comparison), width=WIDTH,
        labels=LABELS, right=WIDTH - RIGHT, top=TOP, bottom=BOTTOM,
        end=comparison_text.end_line(comparison), method=method(comparison),
        style=Markup(style))
