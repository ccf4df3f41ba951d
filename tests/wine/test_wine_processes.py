# SPDX-License-Identifier: MIT
"""Processes of trayjam.exe: drives served over a named pipe, and what becomes of
clients that are ended from within and from outside.

TRAYJAM_KILLS=100 makes the one with many deaths a closing run."""
import collections
import contextlib
import json
import os
import pathlib
import queue
import signal
import subprocess
import threading
import time

import pytest
from reports import trace as tr
from wine_prefix import windows_path

KILLS = int(os.environ.get("TRAYJAM_KILLS", "20"))
PIPE = r"\\.\pipe\tray"


@contextlib.contextmanager
def served(wine, *options):
    """A server of one drive; yields once clients may come."""
    server = wine.start(wine.trayjam, "serve", "--socket", PIPE, *options,
                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        assert server.stdout.readline().decode() == PIPE + "\n"
        yield server
    finally:
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=60) == 0, server.stderr.read()


def ask(wine, *line):
    done = wine.run(wine.trayjam, *line, "--drive", "sim:" + PIPE, "--json")
    return json.loads(done.stdout)


def holder(wine, name):
    """A process that owns the drive once this returns."""
    process = wine.start(wine.trayjam, "hold", "--drive", "sim:" + PIPE, "--as", name,
                         "--json", stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert json.loads(process.stdout.readline())["locked"]
    return process


def await_free(wine):
    deadline = time.monotonic() + 20
    while ask(wine, "query")["locked"]:
        assert time.monotonic() < deadline, "the dead one still owns the drive"


def test_processes_share_a_served_drive(wine):
    with served(wine, "--drive", "sim:disc=present"):
        anna = holder(wine, "Anna")
        assert ask(wine, "query")["owner"] == "Anna"
        assert ask(wine, "lock", "--as", "Bert")["win32"] == 5
        anna.send_signal(signal.SIGINT)
        assert anna.wait(timeout=60) in (0, 130)
        assert ask(wine, "lock", "--as", "Bert")["win32"] == 0


def test_a_killed_owner_loses_the_drive(wine):
    with served(wine):
        for _ in range(3):
            anna = holder(wine, "Anna")
            anna.kill()
            anna.wait()
            await_free(wine)


def test_a_name_is_served_once_and_must_be_a_pipe(wine):
    with served(wine):
        again = wine.run(wine.trayjam, "serve", "--socket", PIPE, "--for", "1s")
        assert again.returncode == 74 and "cannot listen here" in again.stderr
    wrong = wine.run(wine.trayjam, "serve", "--socket", "/tmp/tray", "--for", "1s")
    assert wrong.returncode == 64 and r"\\.\pipe" in wrong.stderr
    nobody = wine.run(wine.trayjam, "query", "--drive", "sim:" + PIPE)
    assert nobody.returncode == 6 and "nobody serves" in nobody.stderr


def test_nonsense_in_the_pipe_costs_only_its_sender(wine):
    client = pathlib.Path(os.environ["TRAYJAM_BUILD"]) / "tests/wine/pipe_client.exe"
    packets = [b"\0", b"x" * 5000, b"\3\0\0\0", bytes(64),
               b"\1\0\0\0\1\0\0\0\1\0\7\0"]
    with served(wine):
        anna = holder(wine, "Anna")
        done = wine.run(client, PIPE, *[packet.hex() for packet in packets], timeout=60)
        assert done.returncode == 0, done.stderr
        assert ask(wine, "query")["owner"] == "Anna"
        anna.send_signal(signal.SIGINT)
        anna.wait(timeout=60)


IMPATIENT = """[global]
clients = 2
duration = 60s
ops = 6000
[persona impatient]
script =
    open interface rw
    lock
    unlock
    close
"""


def test_a_listener_that_sleeps_misses_nothing(wine, tmp_path):
    scenario = tmp_path / "impatient.ini"
    scenario.write_text(IMPATIENT)
    with served(wine, "--drive", "sim:disc=present"):
        ears = wine.start(wine.trayjam, "watch", "--drive", "sim:" + PIPE, "--json",
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        heard = queue.Queue()
        threading.Thread(target=lambda: [heard.put(line) for line in ears.stdout],
                         daemon=True).start()
        first = None
        while first is None and ears.poll() is None:
            wine.run(wine.trayjam, "lock", "--drive", "sim:" + PIPE, "--as", "Anna")
            with contextlib.suppress(queue.Empty):  # It did not listen yet.
                first = json.loads(heard.get(timeout=1))
        ears.send_signal(signal.SIGSTOP)
        run = wine.run(wine.trayjam, "run", windows_path(scenario), "--drive", "sim:" + PIPE,
                       "--format", "none", "--out", windows_path(tmp_path / "run"))
        assert run.returncode in (0, 2), run.stdout + run.stderr
        told = json.loads((tmp_path / "run/run.json").read_text())
        ears.send_signal(signal.SIGCONT)
        emitted = sum(row["emitted"] for row in told["events"])
        assert emitted > 1500, "no more than a pipe holds"
        numbers = [first["number"]]
        while len(numbers) < emitted:
            numbers.append(json.loads(heard.get(timeout=60))["number"])
        ears.send_signal(signal.SIGINT)
        ears.wait(timeout=60)
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


STOPS = """[global]
drive    = sim:disc=present
clients  = 2t2p
ops      = 2000
duration = 60s
[persona poller]
script = open interface rw | query | query | close
[fault stopped]
inject = stop(20ms)  op=query first=20 every=40 count=10
"""


def test_workers_stop_themselves_and_go_on(wine, tmp_path):
    scenario = tmp_path / "stops.ini"
    scenario.write_text(STOPS)
    run = wine.run(wine.trayjam, "run", windows_path(scenario), "--format", "none",
                   "--out", windows_path(tmp_path / "run"))
    assert run.returncode in (0, 2), run.stdout + run.stderr
    told = json.loads((tmp_path / "run/run.json").read_text())
    assert told["faults"][0]["struck"] == 10 and not told["partial"]


MASSACRE = """[global]
drive    = sim:disc=present
clients  = 2t x 3p
runner   = processes
ops      = {ops}
hang     = 60s
[persona owner]
weight = 2
caller = Owner
retry  = 40x200us
script = open interface rw | query | lock ignore_volume else skip to close
         query | verify2 | query | unlock | close
[persona poller]
script = open interface rw | repeat 5 | query | verify2 | end | close
[fault killed-pending]
inject = kill(process)  op=query when=pending first=30 every=40 count={each}
[fault killed-held]
inject = kill(process)  op=unlock,query when=held first=10 every=20 count={each}
"""


def counts(folder):
    """For each dead client: answers it had counted, answers in the trace; and
    how many died."""
    trace = tr.open_trace(pathlib.Path(folder) / "trace")
    assert not trace.damage
    in_trace, counted, died = collections.Counter(), {}, 0
    for segment in trace.segments:
        rows = segment.records
        done = rows[(rows["kind"] == tr.OPERATION) & (rows["outcome"] != 0)
                    & ((rows["check"] & tr.PHASE_MASK) == tr.PHASE_WHOLE)]
        in_trace.update(map(int, done["client"]))
        marks = rows[rows["kind"] == tr.MARK]
        died += int((marks["what"] == tr.MARK_DIED).sum())
        for mark in marks[marks["what"] == tr.MARK_COUNTED]:
            counted[int(mark["client"])] = int(mark["mark_value"])
    return {client: (count, in_trace[client]) for client, count in counted.items()}, died


def test_terminated_workers_lose_no_committed_record(wine, tmp_path):
    pytest.importorskip("numpy")
    scenario = tmp_path / "massacre.ini"
    each = KILLS // 2
    scenario.write_text(MASSACRE.format(ops=200 * KILLS, each=each))
    run = wine.run(wine.trayjam, "run", windows_path(scenario), "--format", "none", "--out",
                   windows_path(tmp_path / "run"), timeout=280)
    assert run.returncode in (0, 2), run.stdout + run.stderr
    told = json.loads((tmp_path / "run/run.json").read_text())
    assert not told["partial"] and not told["findings"]
    assert [row["struck"] for row in told["faults"]] == [each, each]
    clients, died = counts(tmp_path / "run")
    # A rule kills between a commit and a commit: the numbers are the same.
    assert all(counted == there for counted, there in clients.values()), clients
    # Two strikes may meet in one process: it dies once.
    assert died == len(clients) and 3 * each < died <= 4 * each


def command(process):
    return pathlib.Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")


def workers_of(wine):
    """Linux process ids of this prefix's worker processes."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            line = (entry / "cmdline").read_bytes().split(b"\0")
            where = f"WINEPREFIX={wine.prefix}".encode()
            if b"worker" in line and where in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
    return found


def begun(wine, folder, clients):
    run = wine.start(wine.trayjam, "run", "two-burners", "--clients", clients, "--duration",
                     "600s", "--quiet", "--format", "none", "--out", windows_path(folder),
                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not all(path.read_bytes()[4096:].strip(b"\0")
                  for path in folder.glob("trace/writer-000[1-4]")) \
            or len(list(folder.glob("trace/writer-000[1-4]"))) < 4:
        assert run.poll() is None and time.monotonic() < deadline
        os.sched_yield()
    return run


def test_nothing_outlives_a_killed_run(wine, tmp_path):
    run = begun(wine, tmp_path / "run", "2t2p")
    assert len(workers_of(wine)) == 3  # Two of clients, one of drives.
    run.kill()
    run.wait()
    deadline = time.monotonic() + 30
    while workers_of(wine):
        assert time.monotonic() < deadline, workers_of(wine)
        os.sched_yield()


def test_a_worker_killed_from_outside_is_replaced(wine, tmp_path):
    run = begun(wine, tmp_path / "run", "2t2p")
    drives = [found for found in workers_of(wine) if b"drives" in command(found)]
    victim = next(found for found in workers_of(wine) if found not in drives)
    os.kill(victim, signal.SIGKILL)
    deadline = time.monotonic() + 60
    # Its successor writes under new numbers, behind those of the listeners.
    while not any(path.read_bytes()[4096:].strip(b"\0")
                  for path in (tmp_path / "run/trace").glob("writer-00*")
                  if int(path.name[7:]) > 6):
        assert run.poll() is None and time.monotonic() < deadline
        os.sched_yield()
    run.send_signal(signal.SIGINT)
    assert run.wait(timeout=60) == 130
    clients, died = counts(tmp_path / "run")
    assert died == len(clients) == 2
    assert all(counted <= there for counted, there in clients.values()), clients


def test_an_interrupted_run_ends_its_workers(wine, tmp_path):
    run = begun(wine, tmp_path / "run", "2t2p")
    run.send_signal(signal.SIGINT)
    assert run.wait(timeout=60) == 130
    assert workers_of(wine) == []
    assert json.loads((tmp_path / "run/run.json").read_text())["partial"]
