# R48: two programs may use one name; a query cannot tell who of them owns the
# drive, and the other one cannot unlock it.
open D1 interface rw by=one
expect {"op":"open","win32":0}
open D2 interface rw by=two
expect {"op":"open","win32":0}

ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
ioctl D2 0x2C05C in=0000000000000000 out=65
expect {"win32":0,"out":"01616e6e61000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"}
ioctl D2 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"reply","win32":5}
ioctl D2 0x2C05C in=0200000000000000
expect {"kind":"reply","win32":6}
ioctl D1 0x2C05C in=0200000002000000
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"win32":0}
ioctl D2 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
ioctl D1 0x2C05C in=0000000000000000 out=65
expect {"out":"01616e6e61000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"}
ioctl D1 0x2C05C in=0200000000000000
expect {"kind":"reply","win32":6}
