# SPDX-License-Identifier: MIT
"""The percentile chart as plain SVG, for a page made without uPlot."""

import math
from html import escape

from reports.latency import Curve
from reports.text import duration, op_title

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 620, 340, 66, 34, 14, 40
LEGEND_COLUMNS, LEGEND_LINE = 3, 22
CURVES_MAX = 9
_PERCENTILES = ((1, "0 %"), (2, "50 %"), (10, "90 %"), (100, "99 %"),
                (1_000, "99.9 %"), (10_000, "99.99 %"),
                (100_000, "99.999 %"), (1_000_000, "99.9999 %"))


def percentile_svg(grid: list[float], curves: list[Curve]) -> str:
    """Both axes are logarithmic: x is 1 / (1 - p), y is time."""
    shown = curves[:CURVES_MAX]
    values = [value for curve in shown for value in curve.values_ns
              if value is not None]
    if not values:
        return ""
    low = 10.0 ** math.floor(math.log10(max(min(values), 1)))
    high = max(10.0 ** math.ceil(math.log10(max(max(values), 2))), low * 10)
    axes = _Axes(max(grid[-1], 2.0), low, high)
    bottom = HEIGHT + LEGEND_LINE * -(-len(shown) // LEGEND_COLUMNS)
    parts = [f'<svg viewBox="0 0 {WIDTH} {bottom}" role="img" class="plot" '
             'aria-label="Latency by percentile">']
    parts += axes.grid()
    for number, curve in enumerate(shown):
        parts += _line(axes, grid, curve, number)
    return "".join(parts) + "</svg>"


def _line(axes: "_Axes", grid: list[float], curve: Curve,
          number: int) -> list[str]:
    points = " ".join(f"{axes.x(x):.1f},{axes.y(value):.1f}" for x, value
                      in zip(grid, curve.values_ns) if value is not None)
    name = f"{op_title(curve.op)} {curve.outcome}" + \
        (" (from due)" if curve.from_due else "")
    row, column = divmod(number, LEGEND_COLUMNS)
    y = HEIGHT + 14 + LEGEND_LINE * row
    left = LEFT + (WIDTH - LEFT) // LEGEND_COLUMNS * column
    colour = f"var(--series-{number % 6})"
    dash = ' stroke-dasharray="3 3"' if curve.from_due else \
        ' stroke-dasharray="6 4"' if number >= 6 else ""
    return [f'<polyline points="{points}" fill="none" stroke="{colour}" '
            f'stroke-width="2"{dash}/>',
            f'<line x1="{left}" x2="{left + 20}" y1="{y - 4}" y2="{y - 4}" '
            f'stroke="{colour}" stroke-width="3"{dash}/>',
            f'<text x="{left + 26}" y="{y}">{escape(name)}</text>']


def _decade(value_ns: float) -> str:
    """A power of ten without its zeros: 10 ms."""
    return duration(value_ns).replace(".00", "").replace(".0", "")


class _Axes:
    """Where a value lies on the paper."""

    def __init__(self, right: float, low: float, high: float) -> None:
        self.right, self.low, self.high = right, low, high

    def x(self, value: float) -> float:
        """Of 1 / (1 - p)."""
        return LEFT + math.log(value) / math.log(self.right) * \
            (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        """Of a time in ns; 0 lies on the lowest line."""
        share = math.log(max(value, self.low) / self.low) / \
            math.log(self.high / self.low)
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)

    def grid(self) -> list[str]:
        """Lines and labels."""
        parts = []
        for rarity, text in _PERCENTILES:
            if rarity <= self.right:
                x = self.x(rarity)
                parts.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" '
                             f'y1="{TOP}" y2="{HEIGHT - BOTTOM}"/><text '
                             f'x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" '
                             f'text-anchor="middle">{text}</text>')
        value = self.low
        while value <= self.high * 1.001:
            y = self.y(value)
            parts.append(f'<line class="grid" x1="{LEFT}" y1="{y:.1f}" '
                         f'x2="{WIDTH - RIGHT}" y2="{y:.1f}"/><text '
                         f'x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">'
                         f'{_decade(value)}</text>')
            value *= 10
        return parts
