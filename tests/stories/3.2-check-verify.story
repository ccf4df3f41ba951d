# Spec 3.2, R16: CHECK_VERIFY gives the change count when it fits,
# CHECK_VERIFY2 never does.
drive disc=present
open D1 interface rw
expect {}
open D2 interface 0
expect {}
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY out=4
expect {"win32":0,"info":4,"out":"01000000"}
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY
expect {"win32":0,"info":0,"out":""}
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY out=3
expect {"win32":122}
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2 out=4
expect {"win32":0,"info":0,"out":""}
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2 out=1
expect {"win32":122}
ioctl D2 IOCTL_STORAGE_CHECK_VERIFY out=4
expect {"win32":5}
ioctl D2 IOCTL_STORAGE_CHECK_VERIFY2
expect {"win32":0}
