# R20: what must be verified fails 1110 on the direct path for everybody, the
# owner too and before 5, for ever; a read of nothing succeeds.
drive disc=present fs=cdfs an=on
open D1 interface rw
expect {}
open D2 interface rw
expect {}
sense 06 29 00
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"win32":1110}
ioctl D1 0x2C05C in=0100000001000000616e6e61 pad=72
expect {"kind":"event"}
expect {"win32":0}
read D1 0 2048
expect {"status":"0x80000016","win32":1110}
read D1 0 2048
expect {"win32":1110}
read D2 0 2048
expect {"win32":1110}
read D1 0 0
expect {"win32":0}
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"win32":0}
read D1 0 2048
expect {"win32":1110}
