# SPDX-License-Identifier: MIT
"""One request alone, holding a drive, watching one."""
import json
import signal
import subprocess

import pytest
from cli_program import TRAYJAM, environment, trayjam


@pytest.mark.parametrize("line, code, status", [
    (["query"], 0, "STATUS_SUCCESS"),
    (["lock", "--as", "Anna"], 0, "STATUS_SUCCESS"),
    (["lock", "--as", "Bad/Name"], 1, "STATUS_INVALID_PARAMETER"),
    (["unlock"], 1, "STATUS_INVALID_DEVICE_REQUEST"),
    (["eject", "--drive", "sim:disc=present"], 0, "STATUS_SUCCESS"),
    (["load"], 0, "STATUS_SUCCESS"),
    (["load2"], 0, "STATUS_SUCCESS"),
    (["mcn", "off"], 0, "STATUS_SUCCESS"),
    (["prevent"], 0, "STATUS_SUCCESS"),
    (["allow"], 0, "STATUS_SUCCESS"),
    (["verify", "--drive", "sim:disc=present"], 0, "STATUS_SUCCESS"),
    (["verify"], 1, "STATUS_NO_MEDIA_IN_DEVICE"),
])
def test_a_request_says_status_error_and_sentence(line, code, status):
    run = trayjam(*line)
    assert run.returncode == code, run.stdout
    assert status in run.stdout and "Win32" in run.stdout
    assert len(run.stdout.splitlines()) >= 4
    told = json.loads(trayjam(*line, "--json").stdout)
    assert told["name"] == status
    assert (told["win32"] == 0) == (code == 0)
    assert told["meaning"]


def test_a_mounted_volume_stops_a_plain_lock_only():
    mounted = ["lock", "--drive", "sim:disc=present,fs=cdfs"]
    assert json.loads(trayjam(*mounted, "--json").stdout)["win32"] == 22
    assert trayjam(*mounted, "--ignore-volume").returncode == 0


@pytest.mark.parametrize("drive, complaint", [
    ("sim:bluray-sata-am", "did you mean `bluray-sata-an`"),
    ("sim:bluray-sata-an,fs=cdfs,disc=none", "fs=cdfs needs disc=present"),
    ("sim:spin_up=soon", "expected a time"),
])
def test_a_drive_that_cannot_be_is_refused_with_the_reason(drive, complaint):
    run = trayjam("query", "--drive", drive)
    assert run.returncode == 64 and complaint in run.stderr


def test_a_profile_is_a_drive_and_its_settings_can_be_changed():
    full = trayjam("verify", "--drive", "sim:msft-virtual")
    assert full.returncode == 0
    empty = trayjam("verify", "--drive", "sim:msft-virtual,disc=none")
    assert "STATUS_NO_MEDIA_IN_DEVICE" in empty.stdout


def test_query_tells_a_free_drive():
    told = json.loads(trayjam("query", "--json").stdout)
    assert told["locked"] is False and told["owner"] == ""


def test_drives_names_every_kind_and_why_some_cannot_be_used():
    rows = {row["name"]: row
            for row in json.loads(trayjam("drives", "--json").stdout)}
    assert rows["sim"]["usable"] and rows["sim"]["tray"] == "closed"
    assert not rows["windows"]["usable"] and rows["windows"]["reason"]
    text = trayjam("drives").stdout
    assert all(name in text for name in rows)


def test_doctor_knows_the_host_and_its_drives():
    rows = {row["name"]: row
            for row in json.loads(trayjam("doctor", "--json").stdout)}
    assert {"system", "cores", "clock", "python", "report maker", "panel",
            "sim"} <= set(rows)
    assert all(row["ok"] or row["remedy"] for row in rows.values())
    missing = json.loads(trayjam(
        "doctor", "--json", env={"TRAYJAM_PYTHON": "/no/python"}).stdout)
    python = next(row for row in missing if row["name"] == "python")
    assert not python["ok"] and "apt install" in python["remedy"]


def test_hold_locks_and_unlocks_when_time_is_up():
    run = trayjam("hold", "--as", "Anna", "--for", "50ms", "--json")
    rows = [json.loads(line) for line in run.stdout.splitlines()]
    assert run.returncode == 0
    assert [(row["op"], row["locked"], row["owner"]) for row in rows] == \
        [("lock", True, "Anna"), ("unlock", False, "")]


@pytest.mark.parametrize("limit, code", [([], 0), (["--for", "1h"], 130)])
def test_ctrl_c_makes_hold_unlock(limit, code):
    with subprocess.Popen([TRAYJAM, "hold", "--as", "Anna", *limit], text=True,
                          stdout=subprocess.PIPE, env=environment()) as process:
        assert "owned by Anna" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert "the drive is free" in process.stdout.readline()
        assert process.wait(timeout=30) == code


def test_a_refused_hold_is_1():
    assert trayjam("hold", "--as", "Bad/Name", "--for", "1h").returncode == 1


def test_watch_shows_decoded_events_in_order():
    run = trayjam("watch", "--json", "--for", "2200ms")
    rows = [json.loads(line) for line in run.stdout.splitlines()]
    names = [row["name"].removeprefix("GUID_IO_") for row in rows]
    assert run.returncode == 0
    assert names[:5] == ["MEDIA_ARRIVAL", "CDROM_EXCLUSIVE_LOCK", "MEDIA_REMOVAL",
                         "MEDIA_ARRIVAL", "CDROM_EXCLUSIVE_UNLOCK"]
    assert rows[0]["fields"] == {"MediaChangeCount": 1, "NewState": "present"}
    assert [row["t_ns"] for row in rows] == sorted(row["t_ns"] for row in rows)
    assert "demonstration" in run.stderr
