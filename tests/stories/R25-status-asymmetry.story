# R25: the same mistake, nine different answers.
drive disc=present fs=cdfs
open D1 interface rw
expect {}
open D2 interface rw
expect {}
open V1 volume rw
expect {}
ioctl D1 0x2C05C in=0200000000000000
expect {"win32":1}
ioctl D1 0x2C05C in=0100000001000000616e6e61 pad=72
expect {}
expect {"win32":0}
ioctl D2 0x2C05C in=0200000000000000
expect {"win32":6}
ioctl D1 0x2C05C in=0100000001000000616e6e61 pad=72
expect {"win32":5}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"win32":22}
ioctl V1 0x2C05C in=0100000001000000616e6e61 pad=72
expect {"win32":6}
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=00
expect {"win32":22}
ioctl D1 IOCTL_STORAGE_MCN_CONTROL in=00
expect {"win32":22}
ioctl D1 IOCTL_STORAGE_MEDIA_REMOVAL in=00
expect {"win32":0}
ioctl D1 0x2C05C in=0200000002000000
expect {}
expect {"win32":0}
ioctl V1 IOCTL_STORAGE_MCN_CONTROL in=00
expect {"win32":87}
# An FSCTL on a direct handle means nothing to the class driver (6.1).
ioctl D1 FSCTL_UNLOCK_VOLUME
expect {"status":"0xc0000010","win32":1}
# A volume that nobody locked.
ioctl V1 FSCTL_UNLOCK_VOLUME
expect {"status":"0xc000002a","win32":158}
