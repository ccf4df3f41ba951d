# Spec 1.6, X13, R10: an empty drive gives two REMOVALs and no ARRIVAL.
open D1 interface rw
expect {}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {}
expect {"win32":0}
ioctl D1 0x2C05C in=0200000000000000
expect {"name":"GUID_IO_MEDIA_REMOVAL","data":"0000000003000000"}
expect {"name":"GUID_IO_MEDIA_REMOVAL","data":"0000000002000000"}
expect {"name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"kind":"reply","win32":0}
state
expect {"mcc":0,"known":2,"reported":2}
