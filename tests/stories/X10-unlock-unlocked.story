# X10, U2: nobody owns the drive; no event (property 13).
open D1 interface rw
expect {"op":"open","win32":0}
open D2 interface rw
expect {"op":"open","win32":0}

ioctl D1 0x2C05C in=0200000000000000
expect {"kind":"reply","status":"0xc0000010","win32":1,"info":0}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
ioctl D1 0x2C05C in=0200000002000000
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"win32":0}
# Not any more.
ioctl D1 0x2C05C in=0200000002000000
expect {"kind":"reply","status":"0xc0000010","win32":1}
ioctl D2 0x2C05C in=0200000000000000
expect {"kind":"reply","status":"0xc0000010","win32":1}
