# S2a: after a lost update the driver knows nothing but has reported Present:
# the disc counts again, and nobody hears of it.
drive disc=present gesn=off tolerance=0s
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
expect {"known":0,"reported":1,"mcc":1}
advance 1s
state
expect {"t_ns":1000000000,"known":1,"reported":1,"mcc":2}
