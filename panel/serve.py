#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The page of `trayjam panel`, which starts this:

    serve.py --program TRAYJAM --port N [--for SECONDS] [--browser] -- DRIVE...

Prints the page's address on stdout. Ends on SIGINT, SIGTERM, when its time is
up or its parent has gone. Exit codes: 0; 6, 64 ... of a drive that cannot be
used; 74 the port cannot be had.
"""

import argparse
import contextlib
import os
import queue
import signal
import sys
import threading
import time
import webbrowser
from pathlib import Path

if __package__ in (None, ""):
    # Run as a program: what is imported starts at the folder above, and
    # nothing here may stand in for a module of Python.
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

# pylint: disable=wrong-import-position
from panel.hub import Hub  # noqa: E402
from panel.web import Server  # noqa: E402
from panel.worker import Worker  # noqa: E402

START_S = 30.0
LOOK_S = 0.3


def options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--for", dest="seconds", type=float)
    parser.add_argument("--browser", action="store_true")
    parser.add_argument("drives", nargs="+")
    return parser.parse_args()


def not_ready(workers: list[Worker]) -> int:
    """0 when every drive has spoken, else the exit code of the first that
    ended instead, which has said why."""
    until = time.monotonic() + START_S
    for worker in workers:
        worker.ready.wait(max(0.0, until - time.monotonic()))
        if worker.code is not None:
            return worker.code or 70
        if not worker.ready.is_set():
            print("trayjam: a drive's process says nothing", file=sys.stderr)
            return 70
    return 0


# A signal handler may put into it whatever is going on: an Event's lock could
# be held by the very wait that the signal interrupts.
Ends = queue.SimpleQueue[int]


def wait_for_end(ends: Ends, seconds: float | None) -> None:
    """Until somebody says so, time is up, or nobody is left to say so."""
    parent = os.getppid()
    until = None if seconds is None else time.monotonic() + seconds
    while os.getppid() == parent:
        left = LOOK_S if until is None else until - time.monotonic()
        if left <= 0:
            break
        with contextlib.suppress(queue.Empty):
            ends.get(timeout=min(LOOK_S, left))
            break


def serve(server: Server, given: argparse.Namespace, ends: Ends) -> None:
    """Until the end."""
    # In another thread of its own: shutdown waits for serve_forever.
    thread = threading.Thread(target=server.serve_forever, args=(0.1,))
    thread.start()
    print(server.guard.url, flush=True)
    print("the page is for this machine only; Ctrl-C ends it", file=sys.stderr)
    if given.browser:
        webbrowser.open(server.guard.url)
    try:
        wait_for_end(ends, given.seconds)
    finally:
        server.over.set()
        server.shutdown()
        thread.join()


def main() -> int:
    """The program."""
    given = options()
    ends: Ends = queue.SimpleQueue()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _: ends.put(number))
    hub = Hub(given.drives)
    workers = [Worker(given.program, hub, place, name)
               for place, name in enumerate(given.drives)]
    try:
        code = not_ready(workers)
        if code != 0:
            return code
        try:
            server = Server(given.port, hub, workers)
        except OSError as problem:
            print(f"trayjam: port {given.port} of 127.0.0.1: "
                  f"{problem.strerror}; --port names another, 0 takes a free "
                  "one", file=sys.stderr)
            return 74
        with server:
            serve(server, given, ends)
        return 0
    finally:
        for worker in workers:
            worker.end()


if __name__ == "__main__":
    sys.exit(main())
