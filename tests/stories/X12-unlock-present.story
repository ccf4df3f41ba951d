# Spec 1.6, X12: REMOVAL with the old count, ARRIVAL with the next one, then
# the UNLOCK event.
drive disc=present
open D1 interface rw
expect {}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {}
expect {"win32":0}
ioctl D1 0x2C05C in=0200000000000000
expect {"name":"GUID_IO_MEDIA_REMOVAL","data":"0100000003000000"}
expect {"name":"GUID_IO_MEDIA_ARRIVAL","data":"0200000001000000"}
expect {"name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK","data":""}
expect {"kind":"reply","win32":0}
state
expect {"mcc":2,"known":1,"reported":1,"verify":false}
