# Spec 1.6, X12a: sense 3A/CC (the IMAPI v1 filter) made it unavailable; the
# unlock then adds nothing.
drive disc=present
open D1 interface rw
expect {}
sense 02 3A CC
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY out=4
expect {"name":"GUID_IO_MEDIA_REMOVAL","data":"0100000003000000"}
expect {"status":"0xc0000013","win32":21}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
ioctl D1 0x2C05C in=0200000000000000
expect {"name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"win32":0}
state
expect {"known":3,"reported":3,"mcc":1}
