# R16: the same TEST UNIT READY, but only CHECK_VERIFY returns the change count.
drive disc=present
open D1 interface rw
expect {}
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY out=4
expect {"win32":0,"info":4,"out":"01000000"}
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2 out=4
expect {"win32":0,"info":0,"out":""}
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2 out=3
expect {"win32":122}
