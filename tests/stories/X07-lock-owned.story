# Spec 1.4 L5: owned is owned, also by the same file object; no event.
open D1 interface rw
expect {}
open D2 interface rw
expect {}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
ioctl D2 0x2C05C in=010000000000000062657274 pad=72
expect {"kind":"reply","status":"0xc0000022","win32":5,"info":0}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"reply","status":"0xc0000022","win32":5,"info":0}
state
expect {"owner":"D1","name":"anna"}
