# F3, R20: a unit attention on a mounted volume is 1110, and so are direct
# reads from then on, for the owner and, before 5, for a stranger.
drive disc=present fs=cdfs an=on
open D1 interface rw
expect {}
open D2 interface rw
expect {}
sense 06 28 00
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY out=4
expect {"status":"0x80000016","win32":1110,"info":0}
state
expect {"verify":true,"mcc":2}
ioctl D1 0x2C05C in=0100000001000000616e6e61 pad=72
expect {"kind":"event"}
expect {"win32":0}
read D1 0 2048
expect {"win32":1110}
read D2 0 2048
expect {"win32":1110}
read D2 0 0
expect {"win32":0}
