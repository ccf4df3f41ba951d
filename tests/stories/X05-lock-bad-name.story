# Spec 1.4 L2, L3: a bad byte before the NUL, no name, no NUL: 87. Also when
# somebody else owns the drive, and although a volume is mounted.
drive disc=present fs=cdfs
open D1 interface rw
expect {}
open D2 interface rw
expect {}
# '!' then 0x80.
ioctl D1 0x2C05C in=0100000001000000612162 pad=72
expect {"status":"0xc000000d","win32":87}
ioctl D1 0x2C05C in=010000000100000080 pad=72
expect {"win32":87}
ioctl D1 0x2C05C in=0100000001000000 pad=72
expect {"win32":87}
# 64 bytes 'a' and no NUL.
ioctl D1 0x2C05C in=010000000100000061616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161
expect {"win32":87}
# Flag 0, mounted: the name is looked at first.
ioctl D1 0x2C05C in=010000000000000021 pad=72
expect {"win32":87}
ioctl D1 0x2C05C in=0100000001000000616e6e61 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
ioctl D2 0x2C05C in=010000000100000021 pad=72
expect {"win32":87}
