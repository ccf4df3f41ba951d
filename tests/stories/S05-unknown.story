# S5: Unknown, as the second synthetic call writes it when the first one was
# lost, is no event, and what was reported stays reported.
drive disc=present an=on
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
