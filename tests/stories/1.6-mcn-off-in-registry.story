# Spec 1.6: with the MCN machinery switched off there are no events at all but
# those of the lock itself.
drive disc=present mcn=off
open D1 interface rw
expect {}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
ioctl D1 0x2C05C in=0200000000000000
expect {"name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"win32":0}
take
advance 5s
state
expect {"kind":"state","known":0,"mcc":0}
