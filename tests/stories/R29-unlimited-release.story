# R29, 5.4: retryable failures of RELEASE(6) are retried without limit; nothing
# else gets through the queue meanwhile.
drive an=on
open D1 interface rw
expect {}
open D2 interface rw
expect {}
sense 04 00 00 op=17 count=40
start L D1 IOCTL_STORAGE_RELEASE
start Q D2 0x2C05C in=0000000000000000 out=65
wait L
expect {"kind":"reply","id":"L","win32":0}
wait Q
expect {"kind":"reply","id":"Q","win32":0,"info":65}
