# Spec 1.6 last row, X14, R10, R11: the state mutex was busy at the first
# synthetic call, so "Unknown" is written back. Then one unlock gives a single
# REMOVAL, and the next one none.
open D1 interface rw
expect {}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
state_mutex_loss count=1
ioctl D1 0x2C05C in=0200000000000000
expect {"name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"win32":0}
state
expect {"known":0,"reported":2}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
ioctl D1 0x2C05C in=0200000000000000
expect {"name":"GUID_IO_MEDIA_REMOVAL","data":"0000000003000000"}
expect {"name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"win32":0}
state
expect {"known":0,"reported":3}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
ioctl D1 0x2C05C in=0200000000000000
expect {"name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"win32":0}
