# SPDX-License-Identifier: MIT
"""What a real kernel makes of the simulated drive, row by row."""
import json

import pytest
from conftest import HERE

GOLDEN = HERE / "probe_table.txt"


def table():
    """case: (what comes, the fact that it shows)"""
    rows = {}
    for line in GOLDEN.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            case, came, fact = (word.strip() for word in line.split(" | "))
            rows[case] = (came, fact)
    return rows


@pytest.fixture(scope="module", name="probed")
def probe(guest):
    text = guest.must(f"cd {HERE} && /usr/bin/python3 -ES probe.py {guest.trayjam} /dev/sr0")
    return dict((word.strip() for word in line.split(" | ", 1)) for line in text.splitlines())


@pytest.mark.parametrize("case", table())
def test_the_kernel_meets_a_drive(probed, case):
    expected, fact = table()[case]
    assert probed.get(case) == expected, fact


def test_the_table_is_complete(probed):
    assert list(probed) == list(table())
    assert all(fact for _, fact in table().values())


def test_a_drive_is_listed_with_its_device(guest):
    assert guest.must(guest.drive("add 3 disc=none")).strip() == "/dev/sr0"
    assert guest.must(guest.drive("add 5")).strip() == "/dev/sr1"
    told = json.loads(guest.must(guest.drive("status --json")))
    assert told["drives"] == [3, 5] and told["events"] == "uevent"
    drive = json.loads(guest.must(guest.drive("status 3 --json")))
    assert drive["device"] == "/dev/sr0" and drive["disc"] is False and drive["steps"] > 0
    assert guest.must(guest.drive("stop")) == ""
    assert guest.run("ls /dev/sr0 /dev/sr1").code != 0
    assert json.loads(guest.must(guest.drive("status --json")))["drives"] == []


@pytest.mark.parametrize("words, code, complaint", [
    ("add 3 colour=red", 65, "colour"),
    ("add 3:R", 64, "letters are of Windows"),
    ("press 3", 66, "no such drive"),
    ("status 3", 66, "no such drive"),
    ("install", 6, "in the kernel"),
])
def test_what_cannot_be_is_refused_with_the_reason(guest, words, code, complaint):
    result = guest.run(guest.drive(words))
    assert result.code == code and complaint in result.text, result


def test_a_number_is_taken_once(guest):
    guest.must(guest.drive("add 1"))
    again = guest.run(guest.drive("add 1"))
    assert again.code == 65 and "there is a drive 1 already" in again.text
    for words, complaint in (("mutant 1 two_owners", "driver is the kernel's"),
                             ("sleep 1", "driver of Windows"),
                             ("srb 1 bus_reset", "only fall silent")):
        refused = guest.run(guest.drive(words))
        assert refused.code == 65 and complaint in refused.text, refused
    guest.must(guest.drive("remove 1"))


def test_a_host_that_is_asked_to_end_pulls_its_cable(guest):
    guest.must(guest.drive("add 2 disc=present"))
    ended = guest.run("kill $(pgrep -f 'drive add 2'); "
                       "while pgrep -f 'drive add 2' >/dev/null; do sleep 0.05; done; "
                       "ls /dev/sr0 /run/trayjam/drive-2 /sys/kernel/config/target/core/user_0 2>&1")
    assert ended.text.count("No such file or directory") == 2, ended
    assert "trayjam-2" not in ended.text


def test_a_drive_takes_its_time(guest):
    """Its motor is slow, and who asks meanwhile waits."""
    guest.must(guest.drive("add 0 disc=present,open_time=1500ms"))
    took = guest.must(f"cd {HERE} && /usr/bin/python3 -ES -c \"import os, drive_calls as d;"
                      "f = os.open('/dev/sr0', os.O_RDONLY | os.O_NONBLOCK);"
                      "print(d.seconds(lambda: d.call(f, d.EJECT)))\"")
    came, seconds = took.strip("()\n").split(", ")
    assert came == "'0'" and 1.5 <= float(seconds) < 20
    assert json.loads(guest.must(guest.drive("status 0 --json")))["tray"] == "open"
    guest.must(guest.drive("remove 0"))


def test_a_host_that_is_killed_is_succeeded(guest):
    """Its commands wait in the ring; the next host answers them."""
    guest.must(guest.drive("add 2 disc=present"))
    guest.must("kill -9 $(pgrep -f 'drive add 2')")
    late = guest.must(f"(dd if=/dev/sr0 of=/dev/null bs=2048 count=1 2>&1; echo read) & "
                      f"{guest.drive('add 2 disc=present')}; wait")
    assert "/dev/sr0" in late and "read" in late
    guest.must(guest.drive("remove 2"))
