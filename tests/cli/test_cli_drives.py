# SPDX-License-Identifier: MIT
"""Looking at drives, live and once; what each refusal is explained with."""
import contextlib
import json
import os
import signal
import subprocess

import pytest
from cli_program import TRAYJAM, environment, trayjam
from test_cli_serve import holder, served

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Unix sockets")


@contextlib.contextmanager
def watching(path, *options):
    """A watcher of every drive there; yields a reader of its next line."""
    process = subprocess.Popen(
        [TRAYJAM, "drives", "--drive", f"sim:{path}", "--watch", *options],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=environment())
    try:
        yield process.stdout.readline
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        assert process.returncode == 0


def let_go(process):
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)


def until(next_row, wanted):
    """The first row that is wanted; the test's own limit ends a vain wait."""
    while True:
        row = json.loads(next_row())
        if wanted(row):
            return row


def test_a_server_shows_all_its_drives(tmp_path):
    path = tmp_path / "tray"
    with served(path, "--drives", "3", "--drive", "sim:disc=present"):
        run = trayjam("drives", "--drive", f"sim:{path}", "--json")
        rows = [json.loads(line) for line in run.stdout.splitlines()]
        assert [row["drive"] for row in rows] == \
            [f"sim:{path}", f"sim:{path}#1", f"sim:{path}#2"]
        assert all(row["model"] and row["media"] == "disc" and
                   row["tray"] == "closed" and not row["locked"]
                   for row in rows)
        assert trayjam("eject", "--drive", f"sim:{path}#2").returncode == 0
        text = trayjam("drives", "--drive", f"sim:{path}").stdout
        third = next(line for line in text.splitlines() if "#2" in line)
        assert "open" in third and "nobody" in third
        assert trayjam("query", "--drive", f"sim:{path}#3").returncode == 6


def test_a_watcher_sees_owner_since_and_refusals(tmp_path):
    path = tmp_path / "tray"
    with served(path, "--drive", "sim:disc=present"), \
            watching(path, "--json") as next_row:
        first = json.loads(next_row())
        assert not first["locked"] and first["since_by"] == "before"
        anna = holder(path, "Anna")
        taken = until(next_row, lambda row: row["locked"])
        assert taken["owner"] == "Anna" and taken["locks_seen"] == 1
        assert trayjam("eject", "--drive", f"sim:{path}").returncode == 1
        refused = until(next_row, lambda row: row["refused"] > 0)
        assert refused["refused_of"] == "anybody"
        assert refused["since_by"] == "event"
        assert refused["since_ns"] > taken["since_ns"]
        let_go(anna)
        free = until(next_row, lambda row: not row["locked"])
        assert free["owner"] == "" and free["since_by"] in ("event", "look")
        assert trayjam("eject", "--drive", f"sim:{path}").returncode == 0
        until(next_row, lambda row: row["tray"] == "open")


def test_without_a_terminal_a_change_is_a_line(tmp_path):
    path = tmp_path / "tray"
    with served(path), watching(path) as next_line:
        assert "LOCKED BY" in next_line()
        assert "nobody" in next_line()
        anna = holder(path, "Anna")
        line = next_line()
        assert "Anna" in line and "\033" not in line
        let_go(anna)


def test_on_a_terminal_the_table_is_redrawn(tmp_path):
    path = tmp_path / "tray"
    with served(path):
        master, slave = os.openpty()
        with subprocess.Popen(
                [TRAYJAM, "drives", "--drive", f"sim:{path}", "--watch",
                 "--every", "20ms"], stdout=slave, stderr=subprocess.DEVNULL,
                env=environment()) as process:
            os.close(slave)
            seen = b""
            while seen.count(b"\033[2A") < 3:  # Up to the head of the table.
                seen += os.read(master, 4096)
            process.send_signal(signal.SIGINT)
            with contextlib.suppress(OSError):  # Its end closes the terminal.
                while os.read(master, 4096):
                    pass
            assert process.wait(timeout=60) == 0
        os.close(master)
    assert b"LOCKED BY" in seen and b"nobody" in seen


@pytest.mark.parametrize("line, code, says", [
    (["--watch"], 64, "--drive"),
    (["--drive", "sim", "--watch", "--every", "1ms"], 64, "20 ms or more"),
    (["--drive", "sim:/no/such/socket"], 6, "nobody serves"),
    (["--drive", "simm"], 64, "did you mean"),
])
def test_what_cannot_be_watched_is_said(line, code, says):
    run = trayjam("drives", *line)
    assert run.returncode == code and says in run.stderr


def test_a_watch_ends_when_its_time_is_up():
    run = trayjam("drives", "--drive", "sim", "--watch", "--for", "100ms",
                  "--json")
    assert run.returncode == 0
    assert json.loads(run.stdout.splitlines()[0])["drive"] == "sim"


REFUSALS = [
    (["lock", "--as", "Bert"], 5, '"Nero 12" owns it'),
    (["unlock"], 6, "stays locked"),
    (["eject"], 5, '"Nero 12" owns it'),
    (["load"], 5, '"Nero 12" owns it'),
    (["load2"], 5, '"Nero 12" owns it'),
    (["mcn", "off"], 5, '"Nero 12" owns it'),
    (["prevent"], 5, '"Nero 12" owns it'),
    (["allow"], 5, '"Nero 12" owns it'),
    (["verify"], 5, '"Nero 12" owns it'),
]


def test_every_refusal_names_the_owner_and_a_next_step(tmp_path):
    path = tmp_path / "tray"
    with served(path, "--drive", "sim:disc=present"):
        nero = holder(path, "Nero 12")
        for line, error, says in REFUSALS:
            run = trayjam(*line, "--drive", f"sim:{path}", "--json")
            told = json.loads(run.stdout)
            assert run.returncode == 1 and told["win32"] == error, line
            assert says in told["sentence"], told
            assert told["owner"] == "Nero 12" and not told["mine"]
        told = json.loads(trayjam("query", "--drive", f"sim:{path}",
                                  "--json").stdout)
        assert told["sentence"].startswith('"Nero 12" owns the drive')
        refused = trayjam("hold", "--as", "B", "--drive", f"sim:{path}")
        assert refused.returncode == 1
        assert '"Nero 12" owns it' in refused.stdout
        let_go(nero)


MOUNTED = ["--drive", "sim:disc=present,fs=cdfs"]


@pytest.mark.parametrize("command", [["lock"], ["hold", "--for", "10ms"]])
def test_a_mounted_volume_is_explained_and_can_be_dismounted(command):
    plain = trayjam(*command, *MOUNTED)
    assert plain.returncode == 1
    assert "--dismount" in plain.stdout and "--ignore-volume" in plain.stdout
    done = trayjam(*command, *MOUNTED, "--dismount", "--json")
    told = json.loads(done.stdout.splitlines()[0])
    assert done.returncode == 0 and told["owner"] == "trayjam"
    assert [step["op"] for step in told["steps"]] == \
        ["lock", "open", "volume_lock", "dismount", "lock"]
    both = trayjam(*command, *MOUNTED, "--dismount", "--ignore-volume")
    assert both.returncode == 64 and "one of them" in both.stderr


def test_a_volume_in_use_stops_the_dismount(tmp_path):
    path = tmp_path / "tray"
    scenario = tmp_path / "reader.ini"
    scenario.write_text("[global]\nclients = 1\nduration = 60s\n"
                        "[persona reader]\nscript =\n    open volume r\n"
                        "    hold 60s\n    close\n")
    with served(path, "--drive", "sim:disc=present,fs=cdfs"):
        reader = subprocess.Popen(
            [TRAYJAM, "run", str(scenario), "--drive", f"sim:{path}",
             "--format", "none", "--out", str(tmp_path / "run")],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=environment())
        try:
            told = {"op": "lock", "outcome": "done"}
            while told["outcome"] == "done":  # Until the reader has come.
                told = json.loads(trayjam(
                    "lock", "--dismount", "--drive", f"sim:{path}",
                    "--json").stdout)
            assert told["op"] == "volume_lock", told
            assert "files on it are open" in told["sentence"]
            assert reader.poll() is None
        finally:
            reader.send_signal(signal.SIGINT)
            reader.wait(timeout=30)


def test_lock_over_a_mounted_volume_keeps_it_mounted():
    told = json.loads(trayjam("lock", *MOUNTED, "--ignore-volume",
                              "--json").stdout)
    assert told["mine"] and "steps" not in told
