# SPDX-License-Identifier: MIT
"""What the page shows, kept for whoever opens it: the drives' states, each
program's last answer, the newest rows of the log; and who listens."""

import collections
import json
import queue
import threading
import time
from dataclasses import dataclass, field
from typing import Any

LOG_ROWS = 1000
LISTENERS_MAX = 8
LISTENER_BACKLOG = 2 * LOG_ROWS

Row = dict[str, Any]


class Full(Exception):
    """No more listeners."""


@dataclass
class Drive:
    """One drive as far as it has spoken."""

    name: str
    hello: Row = field(default_factory=dict)
    state: Row = field(default_factory=dict)
    heard: float = 0.0  # When the state came, on this process's clock.
    gone: str = ""
    programs: dict[int, Row] = field(default_factory=dict)

    def shown(self) -> Row:
        """All of it, with the age of its lock as of now."""
        state = dict(self.state)
        if "since_ns" in state:
            state["since_ns"] += int((time.monotonic() - self.heard) * 1e9)
        return {"name": self.name, "hello": self.hello, "state": state,
                "gone": self.gone, "programs": self.programs}

    def take(self, row: Row) -> None:
        """A line of its worker."""
        if row["kind"] == "hello":
            self.hello = row
        elif row["kind"] == "state":
            self.state, self.heard = row, time.monotonic()
        elif row["kind"] == "reply" and row["client"] > 0:
            program = self.programs.setdefault(
                row["client"], {"asked": 0, "refused": 0})
            program["asked"] += 1
            program["refused"] += row["outcome"] == "refused"
            program["last"] = row


class Listener:
    """One open page: what it has not been sent yet."""

    def __init__(self) -> None:
        self._waiting: queue.Queue[str | None] = queue.Queue(LISTENER_BACKLOG)

    def put(self, text: str) -> bool:
        """False: it reads too slowly."""
        try:
            self._waiting.put_nowait(text)
        except queue.Full:
            return False
        return True

    def next(self, patience_s: float) -> str | None:
        """None: nothing came."""
        try:
            return self._waiting.get(timeout=patience_s)
        except queue.Empty:
            return None


class Hub:
    """Shared by workers' readers and pages' writers; locks itself."""

    def __init__(self, names: list[str]) -> None:
        self._lock = threading.Lock()
        self._drives = [Drive(name) for name in names]
        self._log: collections.deque[Row] = collections.deque(maxlen=LOG_ROWS)
        self._listeners: list[Listener] = []
        self._sequence = 0

    def __len__(self) -> int:
        return len(self._drives)

    def tell(self, drive: int, row: Row) -> None:
        """A line of a worker: kept, and sent on."""
        with self._lock:
            self._sequence += 1
            row = {**row, "drive": drive, "sequence": self._sequence,
                   "utc_ms": time.time_ns() // 1_000_000}
            self._drives[drive].take(row)
            if row["kind"] in ("event", "reply", "error"):
                self._log.append(row)
            self._send("row", {"row": row, "drive": self._drives[drive].shown()})

    def lose(self, drive: int, why: str) -> None:
        """Its worker has ended."""
        with self._lock:
            self._drives[drive].gone = why
            self._send("row", {"row": {"kind": "gone", "drive": drive},
                               "drive": self._drives[drive].shown()})

    def gone(self, drive: int) -> str:
        """Why a drive is no more; empty while it is."""
        with self._lock:
            return self._drives[drive].gone

    def join(self) -> Listener:
        """A new page; the first thing it hears is all there is."""
        with self._lock:
            if len(self._listeners) >= LISTENERS_MAX:
                raise Full
            listener = Listener()
            listener.put(_event("all", {
                "drives": [drive.shown() for drive in self._drives],
                "log": list(self._log)}))
            self._listeners.append(listener)
        return listener

    def leave(self, listener: Listener) -> None:
        """It has gone; a second time is fine."""
        with self._lock:
            if listener in self._listeners:
                self._listeners.remove(listener)

    def listens(self, listener: Listener) -> bool:
        """False: it was given up, because it did not read."""
        with self._lock:
            return listener in self._listeners

    def _send(self, name: str, what: Row) -> None:
        text = _event(name, what)
        self._listeners = [one for one in self._listeners if one.put(text)]


def _event(name: str, what: Row) -> str:
    """One server-sent event; JSON has no line ends of its own."""
    return f"event: {name}\ndata: {json.dumps(what)}\n\n"
