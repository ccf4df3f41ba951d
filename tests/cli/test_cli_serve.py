# SPDX-License-Identifier: MIT
"""Drives in a process of their own: served, shared, and given back by death."""
import contextlib
import json
import os
import queue
import signal
import socket
import subprocess
import threading

import pytest
from cli_program import TRAYJAM, environment, trayjam

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Unix sockets")


@contextlib.contextmanager
def served(path, *options):
    """A server of one drive; yields once clients may come."""
    server = subprocess.Popen(
        [TRAYJAM, "serve", "--socket", str(path), *options],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=environment())
    try:
        assert server.stdout.readline().strip() == str(path)
        yield server
    finally:
        server.send_signal(signal.SIGINT)
        _, talk = server.communicate(timeout=60)
        assert server.returncode == 0, talk
        assert not path.exists(), "the socket is left behind"


def holder(path, name):
    """A process that owns the drive once this returns."""
    process = subprocess.Popen(
        [TRAYJAM, "hold", "--drive", f"sim:{path}", "--as", name, "--json"],
        stdout=subprocess.PIPE, text=True, env=environment())
    assert json.loads(process.stdout.readline())["locked"]
    return process


def ask(path, *line):
    return json.loads(trayjam(*line, "--drive", f"sim:{path}", "--json").stdout)


def test_processes_share_a_served_drive(tmp_path):
    path = tmp_path / "tray"
    with served(path, "--drive", "sim:disc=present"):
        assert ask(path, "query")["locked"] is False
        anna = holder(path, "Anna")
        assert ask(path, "query")["owner"] == "Anna"
        assert ask(path, "lock", "--as", "Bert")["win32"] == 5
        assert ask(path, "eject")["win32"] == 5
        anna.send_signal(signal.SIGINT)
        anna.communicate(timeout=60)
        assert ask(path, "lock", "--as", "Bert")["win32"] == 0


def test_a_killed_owner_loses_the_drive(tmp_path):
    path = tmp_path / "tray"
    with served(path):
        for _ in range(5):
            anna = holder(path, "Anna")
            anna.kill()
            anna.communicate()
            # Its connection ended with it, before this one was made.
            assert ask(path, "query")["locked"] is False


def test_a_run_uses_a_served_drive_and_puts_it_back(tmp_path):
    path = tmp_path / "tray"
    with served(path, "--drive", "sim:disc=present"):
        run = trayjam("run", "two-burners", "--drive", f"sim:{path}",
                      "--ops", "400", "--duration", "30s", "--format", "none",
                      "--out",
                      str(tmp_path / "run"), timeout=120)
        told = json.loads((tmp_path / "run/run.json").read_text())
        assert run.returncode in (0, 2), run.stderr + run.stdout
        assert not told["findings"] and told["operations"]["answered"] >= 400
        assert told["events"], "no event came over the socket"
        assert ask(path, "query")["locked"] is False


IMPATIENT = """[global]
clients = 2
duration = 60s
ops = 4000
[persona impatient]
script =
    open interface rw
    lock
    unlock
    close
"""


def test_a_listener_that_sleeps_misses_nothing(tmp_path):
    path = tmp_path / "tray"
    scenario = tmp_path / "impatient.ini"
    scenario.write_text(IMPATIENT)
    with served(path, "--drive", "sim:disc=present"):
        ears = subprocess.Popen(
            [TRAYJAM, "watch", "--drive", f"sim:{path}", "--json"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env=environment())
        heard = queue.Queue()
        threading.Thread(target=lambda: [heard.put(line)
                                         for line in ears.stdout],
                         daemon=True).start()
        line = None
        while line is None and ears.poll() is None:
            trayjam("lock", "--drive", f"sim:{path}", "--as", "Anna")
            with contextlib.suppress(queue.Empty):  # It did not listen yet.
                line = json.loads(heard.get(timeout=1))
        ears.send_signal(signal.SIGSTOP)
        run = trayjam("run", str(scenario), "--drive", f"sim:{path}",
                      "--format", "none", "--out", str(tmp_path / "run"))
        told = json.loads((tmp_path / "run/run.json").read_text())
        assert run.returncode in (0, 2), run.stderr + run.stdout
        ears.send_signal(signal.SIGCONT)
        emitted = sum(row["emitted"] for row in told["events"])
        assert emitted > 1500, "no more than a socket holds"
        numbers = [line["number"]]
        while len(numbers) < emitted:
            numbers.append(json.loads(heard.get(timeout=60))["number"])
        ears.send_signal(signal.SIGINT)
        ears.wait(timeout=60)
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def test_nonsense_on_the_socket_costs_only_its_sender(tmp_path):
    path = tmp_path / "tray"
    with served(path):
        anna = holder(path, "Anna")
        for packet in (b"", b"\0", b"x" * 5000, b"\3\0\0\0", bytes(64),
                       b"\1\0\0\0\1\0\0\0\1\0\7\0"):
            with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as s:
                s.connect(str(path))
                with contextlib.suppress(OSError):
                    s.send(packet)
                    s.settimeout(20)
                    while s.recv(4096):
                        pass
        assert ask(path, "query")["owner"] == "Anna"
        anna.send_signal(signal.SIGINT)
        anna.communicate(timeout=60)


@pytest.mark.parametrize("line, code, says", [
    (["query", "--drive", "sim:/no/such/socket"], 6, "nobody serves"),
    (["serve", "--drive", "null"], 64, "only simulated drives"),
    (["serve", "--drives", "17"], 64, "1 to 16"),
    (["serve", "--drive", "sim:dics=present"], 65, "did you mean"),
    (["serve", "--socket", "/no/such/folder/tray"], 74, "/no/such/folder/tray"),
    (["serve", "--socket", "/" + "x" * 200], 64, "at most"),
])
def test_what_cannot_be_served_is_said(line, code, says):
    run = trayjam(*line)
    assert run.returncode == code, run.stderr
    assert says in run.stderr
