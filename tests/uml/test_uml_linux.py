# SPDX-License-Identifier: MIT
"""Who has a drive of Linux, by which rules a run at it is judged, and what its
guardian puts back."""
import json

import pytest

DRIVE = "--drive linux:/dev/sr0"


@pytest.fixture(name="drive")
def plug_in(guest):
    """A new drive with a disc, which the kernel polls; gives a way to ask for
    something, as JSON."""
    guest.must(guest.drive("add 0 disc=present"))
    guest.must("echo 50 > /sys/block/sr0/events_poll_msecs")

    def ask(words, code=0):
        result = guest.run(f"{guest.trayjam} {words} {DRIVE} --json")
        assert result.code == code, result
        return json.loads(result.text.splitlines()[0])

    yield ask
    guest.run(guest.drive("remove 0"))


def state(guest):
    return json.loads(guest.must(guest.drive("status 0 --json")))


def holder(flags):
    """Another program that has the drive open so, until its input ends."""
    return ("/usr/bin/python3 -ES -c 'import os, sys;"
            f"os.open(\"/dev/sr0\", os.O_RDONLY | os.O_NONBLOCK | {flags});"
            "print(flush=True); sys.stdin.read()'")


def under(guest, flags, script):
    """The script while somebody has the drive open so."""
    return guest.run(f"mkfifo /run/in /run/out; {holder(flags)} </run/in >/run/out & "
                     f"exec 8>/run/in; read -r _ </run/out; {script}; code=$?; exec 8>&-; "
                     "wait $!; rm /run/in /run/out; exit $code")


def test_the_drive_is_found(guest, drive):
    rows = json.loads(guest.must(f"{guest.trayjam} drives --json"))
    row, = next(row for row in rows if row["name"] == "linux")["found"]
    assert row["path"] == "/dev/sr0" and row["readable"] and row["polled"]
    assert row["serial"] == "TRAYJAM-00000001" and row["vendor"] == "TRAYJAM"
    look = json.loads(guest.must(f"{guest.trayjam} drives {DRIVE} --json"))
    assert (look["media"], look["tray"], look["locked"]) == ("disc", "closed", False)
    assert "/dev/sr0" in guest.must(f"{guest.trayjam} doctor")
    assert drive("query")["locked"] is False


def test_an_owner_is_seen_and_named(guest, drive):
    told = under(guest, "os.O_EXCL", f"{guest.trayjam} query {DRIVE} --json; "
                                     f"{guest.trayjam} lock {DRIVE}")
    answer, refusal = told.text.splitlines()[:2]
    assert json.loads(answer)["locked"] and "python3, pid" in json.loads(answer)["owner"]
    assert told.code == 6 and "another program owns it (python3, pid" in refusal
    told = under(guest, "0", f"{guest.trayjam} lock {DRIVE} --json")
    assert told.code == 0, "a plain descriptor excludes nobody"
    assert drive("lock")["outcome"] == "done"


def test_a_run_is_judged_by_the_rules_that_hold(guest, drive):
    guest.must(f"cd /run && {guest.trayjam} run two-burners {DRIVE} --clients 4 "
               "--duration 1500ms --out /run/out --quiet --format none")
    told = json.loads(guest.must(f"{guest.trayjam} check /run/out --json; rm -r /run/out"))
    rules = {row["rule"]: row for row in told["rules"]}
    assert told["verdict"] == "pass" and not told["findings"]
    for rule in ("TJ-X01", "TJ-X02", "TJ-X03", "TJ-X06", "TJ-O01", "TJ-L02"):
        assert rules[rule]["state"] == "held", rule
    for rule in ("TJ-R21", "TJ-X10", "TJ-M39"):
        assert rules[rule]["state"] == "not judged", rule
    assert drive("query")["locked"] is False


TRAY = """[global]
clients = 1
[persona jammer]
script = open interface rw | prevent | allow | eject | prevent | hold 60s
"""


def test_a_run_that_is_killed_is_put_back(guest, drive):
    """The door's lock and the tray outlive a process; its guardian outlives it."""
    (guest.exchange / "tray.ini").write_text(TRAY, "ascii")
    killed = guest.run(
        f"{guest.trayjam} run /run/exchange/tray.ini {DRIVE} --runner threads --out /run/dead "
        "--format none --quiet & pid=$!; "
        f"until {guest.drive('status 0 --json')} | grep -q '\"tray\": *\"open\"'; "
        "do sleep 0.05; done; sleep 0.3; kill -9 $pid; "
        f"for i in $(seq 100); do {guest.drive('status 0 --json')} | "
        "grep -q '\"tray\": *\"closed\"' && exit 0; sleep 0.05; done; exit 9")
    assert killed.code == 0, killed
    after = state(guest)
    assert (after["tray"], after["simple_locks"]) == ("closed", 0)
    assert drive("eject")["outcome"] == "done"
