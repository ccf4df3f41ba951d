# SPDX-License-Identifier: MIT
"""Figures for people: a number is never shown without its unit."""

import re
from typing import Union

_UNITS = ((1_000_000_000, "s"), (1_000_000, "ms"), (1_000, "µs"))
_ROUNDS_UP = 0.9995  # 999.5 µs and more is 1.00 ms, not "1000 µs".
_DURATION_LITERAL = re.compile(r"\d\s*(ns|us|µs|ms|s|m|h)\b")


def count(value: int) -> str:
    """12,345"""
    return f"{value:,}"


def plural(value: int, one: str, many: str = "") -> str:
    """1 client, 2 clients"""
    return f"{count(value)} {one if value == 1 else many or one + 's'}"


def duration(value_ns: float) -> str:
    """Three significant digits and the unit that needs no zeros in front."""
    if value_ns >= 120 * 1_000_000_000:
        minutes, seconds = divmod(round(value_ns / 1_000_000_000), 60)
        return f"{minutes} min {seconds:02} s"
    for size, unit in _UNITS:
        if value_ns >= size * _ROUNDS_UP:
            return f"{_three_digits(value_ns / size)} {unit}"
    return f"{value_ns:.0f} ns" if value_ns == int(value_ns) \
        else f"{_three_digits(value_ns)} ns"


def _three_digits(value: float) -> str:
    if value >= 99.95:
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 9.995 else f"{value:.2f}"


def share(part: float, whole: float) -> str:
    """37 %, or a dash where there is no whole to be a part of."""
    if whole <= 0:
        return "–"
    percent = 100 * part / whole
    return f"{percent:.1f} %" if 0 < percent < 10 else f"{percent:.0f} %"


def condition_value(expr: str, value: Union[int, float, None]) -> str:
    """What was measured for a condition, in the unit the condition uses.

    run.json gives times in ns and everything else as it is; only the text of
    the condition says which of the two it is.
    """
    if value is None:
        return "no such figure in this run"
    if _DURATION_LITERAL.search(expr):
        return duration(float(value))
    if float(value).is_integer():
        return count(int(value))
    return f"{value:.4g}"


def op_title(verb: str) -> str:
    """volume_lock reads as "volume lock"."""
    return verb.replace("_", " ")
