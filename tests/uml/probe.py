# SPDX-License-Identifier: MIT
"""Asks the kernel of the guest what it makes of the drive; prints one line for
each case: `case | what came`. Groups begin with a drive that is closed, unlocked,
full, and opened by nobody else."""
import json
import os
import subprocess
import sys
import time

from drive_calls import (ALLOW, CAPABILITY, CLEAR_OPTIONS, CLOSE_TRAY, DISC, DISC_STATUS, EJECT,
                         EJECT_SW, LOCK_DOOR, MEDIA_CHANGED, PREVENT, RESET,
                         SCSI_RESET, SET_OPTIONS, START_STOP_EJECT, TEST_READY, Child, call, hear, locked, opened, packet,
                         seconds, status, uevents)

TRAYJAM, DEVICE = sys.argv[1:3]
BLOCK = os.path.basename(DEVICE)
SYS = f"/sys/block/{BLOCK}"
POLL_MS = 20
GROUPS = []


def drive(*words):
    return subprocess.run([TRAYJAM, "drive", *map(str, words)], check=True, text=True,
                          stdout=subprocess.PIPE).stdout


def row(case, came):
    print(f"{case} | {came}", flush=True)


def group(act):
    GROUPS.append(act)
    return act


def first_line(path):
    with open(path, encoding="ascii") as file:
        return file.readline().strip()


def poll_kernel(milliseconds):
    with open(f"{SYS}/events_poll_msecs", "w", encoding="ascii") as file:
        file.write(str(milliseconds))


@group
def identity(file):
    row("driver of the device", os.path.basename(os.readlink(f"{SYS}/device/driver")))
    row("SCSI type", first_line(f"{SYS}/device/type"))
    row("vendor, model", first_line(f"{SYS}/device/vendor") + ", " +
        first_line(f"{SYS}/device/model"))
    row("generic device", os.path.basename(os.readlink(f"{SYS}/device/generic"))[:2])
    row("events it can tell", first_line(f"{SYS}/events"))
    row("size in 512 bytes", first_line(f"{SYS}/size"))
    able = int(call(file, CAPABILITY))
    row("able to close, open, lock, see changes",
        " ".join(str(int(able & bit != 0)) for bit in (0x1, 0x2, 0x4, 0x80)))
    row("DRIVE_STATUS", status(file))
    row("DISC_STATUS", DISC.get(int(call(file, DISC_STATUS)), "?"))
    row("MEDIA_CHANGED twice", call(file, MEDIA_CHANGED) + " " + call(file, MEDIA_CHANGED))
    row("TEST UNIT READY", packet(file, TEST_READY)[0])


@group
def reading(file):
    del file
    data = os.open(DEVICE, os.O_RDONLY)
    block = os.pread(data, 2048, 2048 * 16)
    row("one block read", f"{len(block)} bytes, {len(block.strip(bytes(1)))} of them not zero")
    row("the last block", len(os.pread(data, 4096, 332999 * 2048)))
    row("behind the last block", len(os.pread(data, 2048, 333000 * 2048)))
    os.close(data)


@group
def locking(file):
    row("LOCKDOOR(1)", call(file, LOCK_DOOR, 1) + f", locked {locked(file)}")
    row("locked: EJECT", call(file, EJECT) + ", " + status(file))
    row("locked: START STOP UNIT eject", packet(file, START_STOP_EJECT)[0])
    row("locked: CLOSETRAY", call(file, CLOSE_TRAY))
    row("locked: EJECT_SW(1)", call(file, EJECT_SW, 1))
    row("LOCKDOOR(0)", call(file, LOCK_DOOR, 0) + f", locked {locked(file)}")
    row("EJECT", call(file, EJECT) + ", " + status(file))
    row("open: TEST UNIT READY", packet(file, TEST_READY)[0])
    row("open: EJECT", call(file, EJECT))
    row("open: LOCKDOOR(1)", call(file, LOCK_DOOR, 1))
    row("open, locked: CLOSETRAY", call(file, CLOSE_TRAY) + ", " + status(file))
    call(file, LOCK_DOOR, 0)


@group
def holders(file):
    held = Child(lambda: call(os.open(DEVICE, os.O_RDONLY | os.O_NONBLOCK), LOCK_DOOR, 1))
    row("another's LOCKDOOR(1): EJECT", call(file, EJECT))
    held.kill()
    os.close(file)
    file = os.open(DEVICE, os.O_RDONLY | os.O_NONBLOCK)
    row("its holder killed: locked", locked(file))
    row("its holder killed: EJECT", call(file, EJECT))
    row("then LOCKDOOR(0) of anyone", call(file, LOCK_DOOR, 0))
    packet(file, PREVENT)
    row("SG_IO PREVENT: EJECT", call(file, EJECT))
    os.close(file)
    file = os.open(DEVICE, os.O_RDONLY | os.O_NONBLOCK)
    row("SG_IO PREVENT, last close: locked", locked(file))
    call(file, LOCK_DOOR, 1)
    row("LOCKDOOR(1), SG_IO ALLOW, eject", packet(file, ALLOW)[0] + " " +
        packet(file, START_STOP_EJECT)[0] + ", " + status(file))
    call(file, LOCK_DOOR, 0)
    call(file, CLOSE_TRAY)
    os.close(file)


@group
def data_opens(file):
    os.close(file)
    reader = Child(lambda: os.open(DEVICE, os.O_RDONLY))
    file = os.open(DEVICE, os.O_RDONLY | os.O_NONBLOCK)
    row("opened for data: locked", locked(file))
    row("opened for data: EJECT", call(file, EJECT))
    os.close(file)
    reader.kill()
    file = os.open(DEVICE, os.O_RDONLY | os.O_NONBLOCK)
    row("its reader killed: locked", locked(file))
    row("options, CDO_LOCK cleared", call(file, SET_OPTIONS, 0) + " " +
        call(file, CLEAR_OPTIONS, 8))
    data = os.open(DEVICE, os.O_RDONLY)
    row("CDO_LOCK cleared, opened for data: locked", locked(file))
    os.close(data)
    call(file, SET_OPTIONS, 8)
    call(file, EJECT)
    begun = opened(DEVICE, os.O_RDONLY)
    row("tray open, opened for data", f"{'a file' if isinstance(begun, int) else begun}, " +
        status(file))
    os.close(file)


@group
def exclusive(file):
    alone = os.O_RDONLY | os.O_NONBLOCK | os.O_EXCL
    first = os.open(DEVICE, alone)
    row("O_EXCL beside a plain open", "a file")
    row("O_EXCL twice", opened(DEVICE, alone))
    plain = opened(DEVICE)
    row("plain open beside O_EXCL", "a file" if isinstance(plain, int) else plain)
    row("EJECT of the plain one", call(plain, EJECT) + ", " + status(file))
    os.close(first)


@group
def rights(file):
    call(file, LOCK_DOOR, 1)

    def as_nobody():
        os.setuid(65534)
        return call(theirs, LOCK_DOOR, 0)

    theirs = os.open(DEVICE, os.O_RDONLY | os.O_NONBLOCK)
    nobody = Child(as_nobody)
    row("nobody's LOCKDOOR(0) beside root's lock", nobody.said)
    row("still locked", locked(file))
    nobody.kill()
    os.close(theirs)
    os.close(file)
    file = os.open(DEVICE, os.O_RDONLY | os.O_NONBLOCK)
    row("after the last close: locked", locked(file))
    os.close(file)


@group
def events(file):
    poll_kernel(POLL_MS)
    ear = uevents()
    change, request = "DISK_MEDIA_CHANGE=1", "DISK_EJECT_REQUEST=1"
    call(file, LOCK_DOOR, 1)
    drive("press", 0)
    row("button, locked", hear(ear, [request, f"DEVNAME={BLOCK}"]) + ", " + status(file))
    call(file, LOCK_DOOR, 0)
    drive("press", 0)
    row("button, unlocked", hear(ear, [change]) + ", " + status(file))
    drive("take", 0)
    drive("insert", 0, "dvd")
    drive("press", 0)
    row("closed again, nobody opened it since", hear(ear, [change], 0.2) + ", " + status(file))
    row("then MEDIA_CHANGED", call(file, MEDIA_CHANGED))
    drive("press", 0)
    hear(ear, [change], 0.2)
    os.close(os.open(DEVICE, os.O_RDONLY | os.O_NONBLOCK))
    drive("press", 0)
    row("closed again, opened in between", hear(ear, [change]) + ", " + status(file))
    poll_kernel(0)
    drive("press", 0)
    row("nobody polls: button", hear(ear, [change], 0.2))
    poll_kernel(-1)


@group
def unplugged(file):
    ear = uevents()
    call(file, LOCK_DOOR, 1)
    drive("unplug", 0)
    row("pulled out", hear(ear, ["ACTION=remove", f"DEVNAME={BLOCK}"]))
    row("its ioctls", call(file, EJECT) + " " + call(file, LOCK_DOOR, 0))
    row("its name", opened(DEVICE))
    drive("replug", 0)
    hear(ear, ["ACTION=add", "SUBSYSTEM=block"])
    row("plugged in, the old one still open", json.loads(drive("status", 0, "--json"))["device"])
    drive("unplug", 0)
    os.close(file)
    drive("replug", 0)
    row("plugged in", hear(ear, ["ACTION=add", f"DEVNAME={BLOCK}"]))
    again = os.open(DEVICE, os.O_RDONLY | os.O_NONBLOCK)
    row("plugged in: DRIVE_STATUS, locked", status(again) + " " + locked(again))
    os.close(again)


@group
def given_up(file):
    call(file, LOCK_DOOR, 1)
    row("locked: CDROMRESET", call(file, RESET))
    row("after it: TEST UNIT READY, locked", packet(file, TEST_READY)[0] + ", " + locked(file))
    row("locked: SG_SCSI_RESET", call(file, SCSI_RESET, bytes([1, 0, 0, 0])))
    row("reset: TEST UNIT READY twice, locked", packet(file, TEST_READY)[0] + " " +
        packet(file, TEST_READY)[0] + ", " + locked(file))
    call(file, LOCK_DOOR, 0)
    drive("srb", 0, "timeout")
    (came, _), took = seconds(lambda: packet(file, TEST_READY, timeout_s=1))
    row("silent: SG_IO of 1 s", f"{came}, {'after 7 s' if 7 <= took < 20 else took}")
    row("then TEST UNIT READY", packet(file, TEST_READY)[0])


@group
def faults(file):
    drive("sense", 0, "4/15/1", "op=1b")
    row("hardware error: EJECT", call(file, EJECT) + ", " + status(file))
    drive("sense", 0, "6/28/0", "op=1b")
    row("unit attention: EJECT", call(file, EJECT) + ", " + status(file))
    drive("sense", 0, "6/29/0", "op=1e")
    row("unit attention: LOCKDOOR(1)", call(file, LOCK_DOOR, 1) + f", locked {locked(file)}")
    call(file, LOCK_DOOR, 0)
    drive("busy", 0, "700ms", "op=1b")
    came, took = seconds(lambda: call(file, EJECT))
    row("0.7 s late: EJECT", f"{came}, {'late' if 0.7 <= took < 10 else took}")
    call(file, CLOSE_TRAY)
    settle(file)
    drive("jam", 0)
    row("jammed: EJECT", call(file, EJECT) + ", " + status(file))
    drive("calm", 0)
    row("freed: EJECT", call(file, EJECT) + ", " + status(file))
    call(file, CLOSE_TRAY)
    settle(file)
    drive("sense", 0, "5/24/0", "op=1e")
    row("PREVENT refused once: LOCKDOOR(1)", call(file, LOCK_DOOR, 1))
    row("LOCKDOOR(1) after it", call(file, LOCK_DOOR, 1) + f", locked {locked(file)}")


def settle(file):
    """Nothing of its past is left to be told."""
    for _ in range(100):
        if packet(file, TEST_READY)[0] == "GOOD":
            return
        time.sleep(0.01)
    raise SystemExit("the drive does not become ready")


def ready():
    poll_kernel(0)
    file = os.open(DEVICE, os.O_RDONLY | os.O_NONBLOCK)
    call(file, LOCK_DOOR, 0)
    call(file, CLOSE_TRAY)
    settle(file)
    return file


def alone(act):
    """In a process of its own: what it opened is closed when it ends."""
    process = os.fork()
    if process == 0:
        act(ready())
        os._exit(0)
    return os.waitpid(process, 0)[1]


drive("add", 0, "disc=present")
for each in GROUPS:
    if alone(each) != 0:
        raise SystemExit(f"{each.__name__} was not finished")
drive("remove", 0)
