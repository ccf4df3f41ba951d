# SPDX-License-Identifier: MIT
"""What a program does to an optical drive of Linux, as bare system calls
(linux/cdrom.h, scsi/sg.h). Runs in the guest."""
import ctypes
import errno
import fcntl
import os
import socket
import struct
import time

EJECT, CLOSE_TRAY, EJECT_SW, RESET = 0x5309, 0x5319, 0x530f, 0x5312
SET_OPTIONS, CLEAR_OPTIONS = 0x5320, 0x5321
MEDIA_CHANGED, DRIVE_STATUS, DISC_STATUS = 0x5325, 0x5326, 0x5327
LOCK_DOOR, CAPABILITY = 0x5329, 0x5331
SG_IO, SCSI_RESET = 0x2285, 0x2284
STATUS = {0: "NO_INFO", 1: "NO_DISC", 2: "TRAY_OPEN", 3: "NOT_READY", 4: "DISC_OK"}
DISC = {0: "NO_INFO", 1: "NO_DISC", 100: "AUDIO", 101: "DATA_1", 105: "MIXED"}
PREVENT, ALLOW = bytes([0x1e, 0, 0, 0, 1, 0]), bytes([0x1e, 0, 0, 0, 0, 0])
START_STOP_EJECT = bytes([0x1b, 0, 0, 0, 2, 0])
TEST_READY = bytes(6)
MODE_SENSE = bytes([0x5a, 0, 0x2a, 0, 0, 0, 0, 0, 64, 0])


class SgHeader(ctypes.Structure):
    """struct sg_io_hdr"""
    _fields_ = [("interface", ctypes.c_int), ("direction", ctypes.c_int),
                ("cdb_size", ctypes.c_ubyte), ("sense_max", ctypes.c_ubyte),
                ("pieces", ctypes.c_ushort), ("data_size", ctypes.c_uint),
                ("data", ctypes.c_void_p), ("cdb", ctypes.c_void_p), ("sense", ctypes.c_void_p),
                ("timeout", ctypes.c_uint), ("flags", ctypes.c_uint), ("id", ctypes.c_int),
                ("owner", ctypes.c_void_p), ("status", ctypes.c_ubyte),
                ("masked", ctypes.c_ubyte), ("message", ctypes.c_ubyte),
                ("sense_size", ctypes.c_ubyte), ("host", ctypes.c_ushort),
                ("driver", ctypes.c_ushort), ("rest", ctypes.c_int),
                ("duration", ctypes.c_uint), ("info", ctypes.c_uint)]


def packet(file, cdb, size=0, timeout_s=20):
    """SG_IO: ("GOOD", data), or (key/code/qualifier or the host byte, b"")."""
    command = ctypes.create_string_buffer(cdb, len(cdb))
    sense = ctypes.create_string_buffer(64)
    data = ctypes.create_string_buffer(max(size, 1))
    header = SgHeader(interface=ord("S"), direction=-3 if size else -1, cdb_size=len(cdb),
                      sense_max=64, data_size=size, data=ctypes.addressof(data),
                      cdb=ctypes.addressof(command), sense=ctypes.addressof(sense),
                      timeout=1000 * timeout_s)
    fcntl.ioctl(file, SG_IO, header)
    if header.host != 0:
        return f"host {header.host:02x}", b""
    if header.status == 0:
        return "GOOD", data.raw[:size]
    raw = sense.raw
    return f"{raw[2] & 15:x}/{raw[12]:02x}/{raw[13]:02x}", b""


def call(file, request, value=0):
    """The ioctl's own return value, or the name of its error."""
    try:
        came = fcntl.ioctl(file, request, value)
        return str(0 if isinstance(came, bytes) else came)
    except OSError as error:
        return errno.errorcode[error.errno]


def status(file):
    return STATUS.get(int(said), said) if (said := call(file, DRIVE_STATUS, 0x7fffffff)).isdigit() \
        else said


def locked(file):
    """The drive's own word: mode page 2A (MMC-3 5.5.10)."""
    said, data = packet(file, MODE_SENSE, 64)
    return str(data[8 + 6] >> 1 & 1) if said == "GOOD" else said


def opened(path, flags=os.O_RDONLY | os.O_NONBLOCK):
    """A descriptor, or the name of the error."""
    try:
        return os.open(path, flags)
    except OSError as error:
        return errno.errorcode[error.errno]


class Child:
    """Another process: does one thing to the drive, says so, and then waits to be killed."""

    def __init__(self, act):
        self.said = ""
        readable, writable = os.pipe()
        self.process = os.fork()
        if self.process == 0:
            os.write(writable, str(act()).encode())
            while True:
                time.sleep(60)
        os.close(writable)
        self.said = os.read(readable, 256).decode()
        os.close(readable)

    def kill(self):
        os.kill(self.process, 9)
        os.waitpid(self.process, 0)


def uevents():
    """A socket that hears what the kernel tells of devices."""
    ear = socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, 15)
    ear.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    ear.bind((0, 1))
    return ear


def hear(ear, wanted, timeout_s=5.0):
    """Waits for a uevent of which each of the words is a line; "heard" or "nothing"."""
    end = time.monotonic() + timeout_s
    while (left := end - time.monotonic()) > 0:
        ear.settimeout(left)
        try:
            lines = ear.recv(8192).decode("ascii", "replace").split("\0")
        except socket.timeout:
            break
        if all(word in lines for word in wanted):
            return "heard"
    return "nothing"


def seconds(what):
    """How long it took, in struct's sense of nothing: (value, seconds)."""
    begin = time.monotonic()
    value = what()
    return value, time.monotonic() - begin


assert struct.calcsize("P") == 8 and ctypes.sizeof(SgHeader) == 88
