# X11, U3: another file object owns the drive, even one of the same process
# with the same caller name; no event, no change.
drive disc=present
open D1 interface rw by=anna
expect {"op":"open","win32":0}
open D2 interface rw by=anna
expect {"op":"open","win32":0}

ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
ioctl D2 0x2C05C in=0200000000000000
expect {"kind":"reply","status":"0xc0000008","win32":6,"info":0}
ioctl D2 0x2C05C in=0200000002000000
expect {"kind":"reply","win32":6}
state
expect {"owner":"D1","mcc":1,"verify":false}
