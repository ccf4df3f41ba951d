# Spec 2.4 W6 (d), 3.2: a DVD-RAM in a burner is written anywhere, and only
# such a disc is as writable as a disk. Another disc in, and it is no more.
drive disc=present disc_kind=dvd-ram burner=yes
open D1 interface rw
expect {}
write D1 2048 2048
expect {"win32":0,"info":2048}
ioctl D1 IOCTL_DISK_IS_WRITABLE
expect {"win32":0,"info":0}
ioctl D1 IOCTL_DISK_VERIFY in=00000000000000000010000000000000
expect {"win32":0}
ioctl D1 IOCTL_DISK_VERIFY in=000000000000000000100000000000
expect {"win32":87}
press eject
take
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY
expect {"name":"GUID_IO_MEDIA_REMOVAL"}
expect {"win32":21}
ioctl D1 IOCTL_DISK_IS_WRITABLE
expect {"status":"0xc00000a2","win32":19}
ioctl D1 IOCTL_DISK_VERIFY in=00000000000000000010000000000000
expect {"win32":19}
