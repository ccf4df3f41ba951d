# SPDX-License-Identifier: MIT
"""trayjam.sys in a prefix of its own, and programs that use its drives."""
import json
import struct
import subprocess

import wine_prefix

DRIVER = wine_prefix.BUILD / "trayjam.sys"
CLIENT = wine_prefix.BUILD / "tests/wine/driver_client.exe"
RW, SHARED = "rw", 3

EXCLUSIVE = 0x2c05c
EJECT, LOAD, LOAD2 = 0x2d4808, 0x2d480c, 0x2d080c
CHECK_VERIFY, MCN, MEDIA_REMOVAL = 0x2d4800, 0x2d0944, 0x2d4804


def lacking():
    for path in (DRIVER, CLIENT):
        if not path.exists():
            return f"{path} is not built (preset mingw)"
    return None


def lock(name=b"test", flags=0):
    return (struct.pack("<II", 1, flags) + name.ljust(64, b"\0")).hex()


QUERY = struct.pack("<II", 0, 0).hex()
UNLOCK = struct.pack("<II", 2, 0).hex()


class Client:
    """A Windows program that does what it is told, a line at a time."""

    def __init__(self, wine):
        self.process = wine.start(CLIENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL, text=True, bufsize=1)

    def say(self, *words):
        self.process.stdin.write(" ".join(map(str, words)) + "\n")

    def ask(self, *words):
        self.say(*words)
        answer = self.process.stdout.readline().strip()
        assert answer, f"{words}: the program ended"
        return answer

    def open(self, slot=0, name=r"\\.\CdRom9", access=RW, share=SHARED, how=""):
        return self.ask("open", slot, name, access, share, how)

    def ioctl(self, slot, code, out=0, given=""):
        return self.ask("ioctl", slot, code, out, given)

    def lock(self, slot=0, name=b"test", flags=0):
        return self.ioctl(slot, EXCLUSIVE, 0, lock(name, flags))

    def unlock(self, slot=0):
        return self.ioctl(slot, EXCLUSIVE, 0, UNLOCK)

    def owner(self, slot=0):
        """The caller name of who owns the drive, None when nobody does."""
        word, _, state = self.ioctl(slot, EXCLUSIVE, 65, QUERY).split()
        assert word == "ok"
        state = bytes.fromhex(state)
        return state[1:].split(b"\0")[0] if state[0] else None

    def kill(self):
        self.process.kill()
        self.process.wait(20)

    def end(self):
        self.process.stdin.close()
        self.process.wait(20)
        self.process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.end()


class Driver:
    def __init__(self, wine):
        self.wine = wine
        self.do("install")
        self.do("start")

    def call(self, *words):
        return self.wine.run(self.wine.trayjam, "drive", *words)

    def do(self, *words):
        return self.wine.must(self.wine.trayjam, "drive", *words).stdout

    def status(self):
        return json.loads(self.do("status", "--json"))

    def state(self, number=9):
        return json.loads(self.do("status", number, "--json"))

    def add(self, settings, place="9:R"):
        """A fresh drive, whatever was there."""
        number = int(place.split(":")[0])
        if number in self.status()["drives"]:
            self.do("remove", number)
        self.do("add", place, settings, "--seed", 1)
