# SPDX-License-Identifier: MIT
"""What a long report is doing, for a person who waits at a terminal.

Any module tells where it is; who runs the program decides whether that is
shown. What takes a second or less shows nothing.
"""

import sys
import time
from typing import Callable, TextIO

PATIENCE_S = 1.0  # Nobody wonders before that.
EVERY_S = 0.2


class Line:
    """One line at the end of a terminal, written over and over."""

    def __init__(self, stream: TextIO, who: str,
                 clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._who = who
        self._clock = clock
        self._next = clock() + PATIENCE_S
        self._width = 0

    def tell(self, what: str, done: int, total: int) -> None:
        """Shows it, if it is time."""
        now = self._clock()
        if now < self._next:
            return
        self._next = now + EVERY_S
        share = f", {100 * done // total} %" if total else ""
        text = f"{self._who}: {what}{share}"
        self._stream.write("\r" + text.ljust(self._width))
        self._stream.flush()
        self._width = len(text)

    def clear(self) -> None:
        """Leaves the line as if nothing had been there."""
        if self._width:
            self._stream.write("\r" + " " * self._width + "\r")
            self._stream.flush()
            self._width = 0


class _Shown:
    line: Line | None = None


def show(who: str, quiet: bool = False) -> None:
    """From here on, on stderr, if that is a terminal."""
    if not quiet and sys.stderr.isatty():
        _Shown.line = Line(sys.stderr, who)


def tell(what: str, done: int = 0, total: int = 0) -> None:
    """done of total, or without a number."""
    if _Shown.line is not None:
        _Shown.line.tell(what, done, total)


def clear() -> None:
    """Before anything else is written to the terminal."""
    if _Shown.line is not None:
        _Shown.line.clear()
