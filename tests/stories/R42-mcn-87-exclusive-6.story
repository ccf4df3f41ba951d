# R42: one cause, no file object of the class driver; two codes.
open V1 volume rw
expect {}
ioctl V1 IOCTL_STORAGE_MCN_CONTROL in=01
expect {"status":"0xc000000d","win32":87}
ioctl V1 0x2C05C in=0100000001000000616e6e61 pad=72
expect {"status":"0xc0000008","win32":6}
ioctl V1 0x2C05C in=0200000000000000
expect {"status":"0xc0000008","win32":6}
ioctl V1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"status":"0xc0000008","win32":6}
