# F9, spec 5.5: TEST UNIT READY waits 20 s for an answer, and one second more
# before it tries again: 6 x 20 s + 5 x 1 s.
drive disc=present an=on
open D1 interface rw
expect {}
srb timeout count=6 op=00
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY
expect {"t_ns":125000000000,"status":"0xc00000b5","win32":121}
# ABORTED means the same, but nothing was waited for.
srb aborted count=6 op=00
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY
expect {"t_ns":130000000000,"status":"0xc00000b5","win32":121}
