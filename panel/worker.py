# SPDX-License-Identifier: MIT
"""A `trayjam panel-worker`: a process that holds one drive and has its
programs. Closing its input ends it, and its handles with it."""

import json
import subprocess
import threading

from panel.hub import Hub

END_S = 20


class Worker:
    """Started by the constructor; lines go to the hub from a thread."""

    def __init__(self, program: str, hub: Hub, drive: int, name: str) -> None:
        self._hub, self._drive = hub, drive
        self._lock = threading.Lock()
        self._next = 0
        self.ready = threading.Event()  # It has looked, or is gone.
        # pylint: disable-next=consider-using-with
        self._process = subprocess.Popen(
            [program, "panel-worker", "--drive", name],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def order(self, rest: str) -> int | None:
        """Sends a line; gives its number, None when nobody is there."""
        assert self._process.stdin is not None
        with self._lock:
            self._next += 1
            try:
                self._process.stdin.write(f"{self._next} {rest}\n".encode())
                self._process.stdin.flush()
            except (OSError, ValueError):
                return None
            return self._next

    def end(self) -> None:
        """Closes handles and drive, and waits for it."""
        assert self._process.stdin is not None
        with self._lock:
            try:
                self._process.stdin.close()
            except OSError:
                pass
        try:
            self._process.wait(END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @property
    def code(self) -> int | None:
        """Its exit code, None while it runs."""
        return self._process.poll()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            row = json.loads(line)
            self._hub.tell(self._drive, row)
            if row["kind"] == "state":
                self.ready.set()
        code = self._process.wait()
        self._hub.lose(self._drive, f"the drive's process ended with {code}")
        self.ready.set()
