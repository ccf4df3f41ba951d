# Appendix C: with rejection=immediate a refusal in the caller's thread is an
# immediate error; what was accepted is still pending.
drive disc=present rejection=immediate
open D1 interface rw overlapped
expect {"op":"open","win32":0}
open D2 interface rw overlapped
expect {"op":"open","win32":0}

ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"kind":"pending"}
expect {"kind":"reply","win32":0}
ioctl D2 IOCTL_STORAGE_CHECK_VERIFY2
expect {"kind":"reply","win32":5}
ioctl D2 0x2C05C in=00 out=65
expect {"kind":"reply","win32":24}
# A second lock is refused in the driver, not at the door.
ioctl D2 0x2C05C in=010000000000000062657274 pad=72
expect {"kind":"pending"}
expect {"kind":"reply","win32":5}
