# Spec 7.1: registrations are independent of who owns what: a stranger to the
# owner registers while the drive is locked and hears of the owner's unlock.
open D1 interface rw
expect {}
open D2 interface 0
expect {}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event"}
expect {"kind":"reply","win32":0}
register R2 D2
ioctl D1 0x2C05C in=0200000002000000
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"kind":"delivery","registration":"R2","name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"kind":"reply","win32":0}
