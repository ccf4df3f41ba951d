# SPDX-License-Identifier: MIT
"""trayjam.sys: unmodified programs use the simulated drive as a device."""
import json
import os
import struct
import threading
import time

import driver_rig as rig
import pytest
import wine_prefix

KILLS = int(os.environ.get("TRAYJAM_DRIVER_KILLS", "12"))
RESTARTS = int(os.environ.get("TRAYJAM_DRIVER_RESTARTS", "6"))
DENIED, CANCELLED, PENDING = "error 5", "error 995", "error 997"
NO_DEVICE = ("error 2", "error 433")


@pytest.fixture(scope="module", name="driver")
def started(wine):
    why = rig.lacking()
    if why:
        pytest.skip(why)
    return rig.Driver(wine)


@pytest.fixture(name="one")
def first_program(driver, wine):
    driver.add("disc=present")
    with rig.Client(wine) as client:
        yield client


@pytest.fixture(name="two")
def second_program(one, wine):
    with rig.Client(wine) as client:
        yield client


def test_a_second_process_is_refused_until_the_first_unlocks(driver, one, two):
    assert one.open() == two.open() == "ok 0"
    assert one.lock(name=b"Anna") == "ok 0"
    assert two.owner() == b"Anna"
    assert two.lock() == DENIED
    assert two.ioctl(0, rig.EJECT) == DENIED
    state = driver.state()
    assert state["owner"] == "Anna"
    assert state["owner_process"] == int(one.ask("pid").split()[1])
    assert one.unlock() == "ok 0"
    assert two.lock(name=b"Bert") == "ok 0"
    assert one.owner() == b"Bert"


def test_a_handle_of_the_same_process_is_a_stranger(one):
    assert one.open(0) == one.open(1) == "ok 0"
    assert one.lock(0) == "ok 0"
    assert one.lock(1) == DENIED
    assert one.ask("close", 0) == "ok 0"
    assert one.lock(1) == "ok 0"


def test_tray_and_disc_move(driver, one):
    assert one.open() == "ok 0"
    assert one.ioctl(0, rig.EJECT) == "ok 0"
    assert driver.state()["tray"] == "open"
    assert one.ioctl(0, rig.CHECK_VERIFY, 4) == "error 21"
    driver.do("take", 9)
    assert one.ioctl(0, rig.LOAD) == "ok 0"
    state = driver.state()
    assert (state["tray"], state["disc"]) == ("closed", False)
    driver.do("insert", 9, "audio-cd")
    assert driver.state()["disc"]


def test_a_held_tray_is_not_opened_by_the_button(driver, one):
    assert one.open() == "ok 0"
    assert one.ioctl(0, rig.MEDIA_REMOVAL, 0, "01") == "ok 0"
    assert driver.state()["simple_locks"] == 1
    driver.do("press", 9)
    assert driver.state()["tray"] == "closed"
    assert one.ioctl(0, rig.MEDIA_REMOVAL, 0, "00") == "ok 0"
    driver.do("press", 9)
    assert driver.state()["tray"] == "open"


def test_access_bits_are_checked_before_the_driver(one):
    assert one.open(0, access="none") == "ok 0"
    assert one.open(1, access="r") == "ok 0"
    assert one.ioctl(0, rig.EJECT) == DENIED
    assert one.ioctl(1, rig.EXCLUSIVE, 65, rig.QUERY) == DENIED
    assert one.ioctl(0, rig.LOAD2) == "ok 0"
    assert one.ioctl(1, rig.LOAD) == "ok 0"


def test_a_volume_handle_reads_and_cannot_own(driver, wine):
    driver.add("disc=present,fs=cdfs")
    with rig.Client(wine) as client:
        assert client.open(0, r"\\.\R:") == "ok 0"
        assert client.lock() == "error 6"
        word, count, data = client.ask("read", 0, 2048).split()
        assert (word, count, set(data)) == ("ok", "2048", {"0"})
        assert client.open(1) == "ok 0"
        assert client.lock(1) == "error 22"  # A file system is mounted,
        assert client.lock(1, flags=1) == "ok 0"  # which can be ignored.


@pytest.mark.parametrize("access", ["r", "rw"])
def test_a_refused_open_shows_at_the_first_request(driver, wine, access):
    """Wine gives a handle before the driver has answered (docs/WINDOWS.md); who
    came first stays first."""
    driver.add("disc=present,fs=cdfs")
    with rig.Client(wine) as client:
        for _ in range(10):
            assert client.open(0, r"\\.\R:", access, share=0) == "ok 0"
            assert client.open(1, r"\\.\R:") in ("ok 0", DENIED)
            assert client.ioctl(0, rig.CHECK_VERIFY, 4).startswith("ok 4")
            assert client.ioctl(1, rig.CHECK_VERIFY, 4) in (DENIED, "error 6")
            assert client.ask("close", 0) == client.ask("close", 1) == "ok 0"
            assert client.open(1, r"\\.\R:") == "ok 0"
            assert client.ioctl(1, rig.CHECK_VERIFY, 4).startswith("ok 4")
            assert client.ask("close", 1) == "ok 0"


def test_a_pending_request_is_cancelled(driver, one):
    driver.add("disc=present,open_time=1h")
    assert one.open(0, how="overlapped") == "ok 0"
    assert one.open(1, how="overlapped") == "ok 0"
    assert one.ask("start", 0, rig.EJECT, 0) == PENDING
    assert one.ask("start", 1, rig.CHECK_VERIFY, 4) == PENDING  # Behind it.
    assert one.ask("cancel", 1) == "ok 0"
    assert one.ask("result", 1, "wait") == CANCELLED
    assert one.ask("result", 0) == "error 996"
    driver.do("stop")
    assert one.ask("result", 0, "wait") == CANCELLED
    driver.do("start")


def test_a_slow_drive_holds_nobody_up(driver, wine):
    driver.add("disc=present,open_time=1h")
    driver.add("disc=present", "8")
    with rig.Client(wine) as client:
        assert client.open(0, how="overlapped") == "ok 0"
        assert client.open(1, r"\\.\CdRom8") == "ok 0"
        assert client.ask("start", 0, rig.EJECT, 0) == PENDING
        assert client.ioctl(1, rig.EJECT) == "ok 0"  # Another drive,
        assert driver.state()["tray"] == "opening"   # the person's own talk,
        assert client.ioctl(1, rig.LOAD) == "ok 0"
        assert client.ask("cancel", 0) == "ok 0"
        driver.do("remove", 9)  # and pulled out, it answers.
        assert client.ask("result", 0, "wait").startswith("error")
    driver.do("remove", 8)


def dies(driver, wine, other, way, turn):
    """One process takes the lock, starts what pends, and dies."""
    victim = rig.Client(wine)
    assert victim.open(0) == "ok 0"
    assert victim.open(1, how="overlapped") == "ok 0"
    name = f"victim {turn}".encode()
    assert victim.lock(0, name) == "ok 0"
    assert other.owner() == name
    assert victim.ask("start", 1, rig.MCN, 0, "01").split()[0] in ("ok", "error")
    if way == "terminate":
        victim.say("terminate")
        victim.process.wait(20)
    else:
        victim.kill()
    wait_until(lambda: other.owner() is None)
    assert other.lock() == "ok 0"
    assert other.unlock() == "ok 0"


def wait_until(holds, patience=200):
    """The kernel closes the handles of a dead process in its own time; each
    look is a request of its own, so this does not spin."""
    for _ in range(patience):
        if holds():
            return
        threading.Event().wait(0.02)
    raise AssertionError("it never came true")


def test_the_dead_hold_nothing(driver, one, wine):
    assert one.open() == "ok 0"
    for turn in range(KILLS):
        dies(driver, wine, one, "terminate" if turn % 2 else "kill", turn)
    one.ask("close", 0)
    wait_until(lambda: driver.state()["files"] == 0)
    state = driver.state()
    assert (state["requests"], state["locked"], state["mcn_disabled"]) == (0, False, 0)


def test_drives_come_and_go(driver, wine):
    driver.add("bluray-sata-an,disc=none")
    assert not driver.state()["disc"]
    again = driver.call("add", "9", "disc=present")
    assert again.returncode == 65 and "there is a drive 9 already" in again.stderr
    with rig.Client(wine) as client:
        assert client.open() == "ok 0"
        driver.do("remove", 9)
        assert 9 not in driver.status()["drives"]
        assert client.ioctl(0, rig.EJECT) == "error 55"  # DOES_NOT_EXIST
        assert client.open(1) in NO_DEVICE
        again = driver.call("add", "9", "disc=present")
        assert again.returncode == 65 and "still has it open" in again.stderr
        assert driver.call("press", 9).returncode == 66
        client.ask("close", 0)
        wait_until(lambda: driver.call("add", "9").returncode == 0)


def test_what_waits_between_two_tries_ends_with_the_drive(driver, one):
    assert one.open(0, how="overlapped") == "ok 0"
    driver.do("sense", 9, "2/4/1", 100)  # Becoming ready: tried again after 10 s.
    assert one.ask("start", 0, rig.CHECK_VERIFY, 4) == PENDING
    driver.do("remove", 9)
    begin = time.monotonic()
    assert one.ask("result", 0, "wait") == "error 55"
    assert time.monotonic() - begin < 8
    one.ask("close", 0)
    wait_until(lambda: driver.call("add", "9").returncode == 0)


def test_planted_faults_and_mutants_show(driver, one):
    assert one.open() == "ok 0"
    # So many that the drive's own polling does not use them up.
    driver.do("sense", 9, "3/11/0", 50)
    assert one.ioctl(0, rig.CHECK_VERIFY, 4) != "ok 4 01000000"
    driver.do("calm", 9)
    driver.do("mutant", 9, "lock_survives_close")
    assert driver.state()["mutant"] == "lock_survives_close"
    one.lock()
    one.ask("close", 0)
    assert one.open() == "ok 0"
    assert one.lock() == DENIED


def test_it_starts_and_stops(driver, wine):
    for turn in range(RESTARTS):
        driver.do("stop")
        if turn % 5 == 0:
            assert driver.call("status").returncode == 6
        driver.do("start")
        if turn % 5 == 0:
            driver.do("add", 9, "disc=present")
            with rig.Client(wine) as client:
                assert client.open() == "ok 0"
                assert client.lock() == "ok 0"
                driver.do("stop")  # With a handle open, and an owner.
                assert client.ioctl(0, rig.EJECT).startswith("error")
            driver.do("start")
    assert driver.status()["drives"] == []


# --- Private codes from programs that mean no good ---

VERSION, DRIVES, PROFILE, ORDER = 1, 16, 512, 104


def private(function):
    return 0x9a7a << 16 | 3 << 14 | (0x800 + function) << 2


def order(number=9, kind=0, *, size=ORDER, version=VERSION, word=b"", srb=0, sense=0):
    body = struct.pack("<IIIIII", version, size, number, kind, 1, srb)
    body += struct.pack("<QB3sI", 0, sense, b"", 0) + word.ljust(64, b"\0")
    return body.hex()


def addition(number=7, letter=0, profile=b"", version=VERSION, size=536):
    head = struct.pack("<IIIIQ", version, size, number, letter, 1)
    return (head + profile.ljust(PROFILE, b"\0")).hex()


HOSTILE = [
    (private(0), 72, "", "error 24"),
    (private(0), 72, struct.pack("<II", 2, 8).hex(), "error 1306"),
    (private(0), 72, struct.pack("<II", 1, 9).hex(), "error 24"),
    (private(0), 71, struct.pack("<II", 1, 8).hex(), "error 24"),
    (private(7), 4096, struct.pack("<II", 1, 8).hex(), "error 1"),
    (0x2d4808, 0, "", "error 1"),
    (private(1), 256, addition(number=DRIVES), "error 87"),
    (private(1), 256, addition(number=0xffffffff), "error 87"),
    (private(1), 256, addition(letter=ord("C")), "error 87"),
    (private(1), 256, addition(letter=0x1044), "error 87"),
    (private(1), 256, addition(profile=b"x" * PROFILE), "error 87"),
    (private(1), 255, addition(), "error 24"),
    (private(1), 256, addition()[:-2], "error 24"),
    (private(3), 256, order(number=DRIVES), "error 87"),
    (private(3), 256, order(number=6), "error 433"),
    (private(3), 256, order(kind=18), "error 87"),  # thread-end
    (private(3), 256, order(kind=20), "error 87"),
    (private(3), 256, order(kind=0x101), "error 87"),
    (private(3), 256, order(kind=1, srb=11), "error 87"),
    (private(3), 256, order(kind=1, srb=0x102), "error 87"),
    (private(3), 256, order(kind=0, sense=0x10), "error 87"),
    (private(4), 256, order(word=b"d" * 64), "error 87"),
    (private(5), 256, order(word=b"m" * 64), "error 87"),
    (private(6), 231, order(), "error 24"),
    (private(6), 232, order(version=0), "error 1306"),
]


def test_hostile_private_codes_are_refused(driver, one):
    before = driver.state()
    assert one.open(5, r"\\.\Trayjam") == "ok 0"
    for code, room, given, expected in HOSTILE:
        assert one.ioctl(5, code, room, given) == expected, hex(code)
    assert one.ask("read", 5, 512).startswith("error")
    for word in (b"", b"%s%n%999d", b"nothing", b"k=" * 30):
        answer = one.ioctl(5, private(5), 256, order(word=word))
        assert bytes.fromhex(answer.split()[2])[8] == 0, word  # not done
    for profile in (b"=", b",,,,", b"disc", b"open_time=1e9s", b"%n=%s", b"a" * 511,
                    b"read_time=1ms..2ms/101%:1s", b"poll=99999999999999999999s",
                    b"disc=" + b"x" * 500):
        answer = one.ioctl(5, private(1), 256, addition(profile=profile))
        assert bytes.fromhex(answer.split()[2])[8] == 0, profile
    assert driver.status()["drives"] == [9]
    after = driver.state()
    assert after["mutant"] == before["mutant"] and after["tray"] == before["tray"]


# --- The same answers as in process ---

# What Wine answers itself, whatever the driver would say.
WINES_OWN = {"FSCTL_LOCK_VOLUME", "FSCTL_UNLOCK_VOLUME", "FSCTL_DISMOUNT_VOLUME",
             "FSCTL_IS_VOLUME_MOUNTED"}
# Parked until the machine's volumes are ready, which here is never.
PARKED = {"IOCTL_DISK_ARE_VOLUMES_READY"}


def asked(wine, codes, settings):
    """What `trayjam story` answers to each code, asked in a row."""
    story = wine.folder / "all.story"
    lines = ["drive " + settings.replace(",", " "), "open D1 interface rw"]
    lines += [f"ioctl D1 {code} out={room}" + (f" in={given}" if given else "")
              for code, room, given in codes]
    story.write_text("\n".join(lines) + "\n")
    run = wine.run(wine.trayjam, "story", story, "--json")
    replies = [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]
    replies = [one for one in replies if one["kind"] == "reply" and one["op"] == "ioctl"]
    assert len(replies) == len(codes), run.stderr
    return replies


@pytest.mark.parametrize("settings", ["disc=present", "profile=bluray-sata-an,disc=none"])
def test_answers_are_those_of_the_simulator(driver, wine, settings):
    listed = json.loads(wine.must(wine.trayjam, "list", "ioctls", "--json").stdout)
    names = [(one["name"], int(one["code"], 16)) for one in listed
             if one["name"] not in WINES_OWN | PARKED]
    assert len(names) > 100
    codes = [(hex(code), room, given) for _, code in names
             for room, given in ((0, ""), (1000, ""), (1000, "00" * 96), (16, "01" * 16))]
    expected = asked(wine, codes, settings)
    driver.add(settings)
    with rig.Client(wine) as client:
        assert client.open() == "ok 0"
        for (code, room, given), reply in zip(codes, expected):
            answer = client.ioctl(0, code, room, given).split()
            wanted = ["error", str(reply["win32"])] if reply["win32"] else [
                "ok", str(reply["info"])] + ([reply["out"]] if reply["out"] else [])
            assert answer == wanted, (code, room, given)


# --- Events ---

LOCKED = "bc56c139-7a10-47ee-a294-4c6a38f0149a"
UNLOCKED = "a3b6d27d-5e35-4885-81e5-ee18c00ed779"
MEDIA_ARRIVAL = "d07433c0-a98e-11d2-917a-00a0c9068ff3"
MEDIA_REMOVAL = "d07433c1-a98e-11d2-917a-00a0c9068ff3"


def hears(client, last):
    """What came up to that one; before Wine 10 it does not say of which handle."""
    heard = []
    while last not in heard:
        answer = client.ask("event", 20000)
        assert answer != "none", heard
        _, _, guid, whose, *_ = answer.split()
        assert whose == ("own" if wine_prefix.NEWER else "nobody's")
        heard.append(guid)
    return heard


def warmed_up(listener, owner):
    """Wine registers in a thread of its own, so the first events may come too
    early. Gives the last of those that are over."""
    assert listener.ask("listen", 0) == "ok 0"
    for _ in range(100):
        assert owner.lock() == owner.unlock() == "ok 0"
        heard = listener.ask("event", 200)
        if heard != "none":
            break
    last = heard
    while heard != "none":
        last, heard = heard, listener.ask("event", 1500)
    return last


def test_events_reach_a_window(driver, one, two):
    assert one.open() == "ok 0"
    assert two.open() == "ok 0"
    assert warmed_up(two, one).split()[2] in (MEDIA_ARRIVAL, UNLOCKED)
    one.lock()
    assert hears(two, LOCKED) == [LOCKED]
    one.unlock()
    assert hears(two, MEDIA_ARRIVAL)[-2:] == [MEDIA_REMOVAL, MEDIA_ARRIVAL]
    status = driver.status()
    assert (status["events"], status["events_lost"], status["events_failed"]) == (
        "report" if wine_prefix.NEWER else "plugplay", 0, 0)


@pytest.mark.skipif(not wine_prefix.NEWER, reason="Wine 8 tells every window of everything")
def test_events_of_another_drive_are_not_heard(driver, one, two, wine):
    driver.add("disc=present", "8")
    assert one.open(0) == "ok 0"
    assert two.open(0, r"\\.\CdRom8") == "ok 0"
    with rig.Client(wine) as near:
        assert near.open(0) == "ok 0"
        warmed_up(near, one)
        warmed_up(two, two)
        assert one.lock() == "ok 0"
        assert hears(near, LOCKED)[-1] == LOCKED
        assert two.ask("event", 500) == "none"
        assert two.lock() == "ok 0"
        assert hears(two, LOCKED) == [LOCKED]
    driver.do("remove", 8)
