# Spec 2.4 W6 (d), restricted overwrite: a write begins on a blocking boundary,
# however long it is. Reads know no blocks.
drive disc=present disc_kind=dvd-rw burner=yes schema=restricted-overwrite blocking=16
open D1 interface rw
expect {}
write D1 0 2048
expect {"win32":0,"info":2048}
write D1 32768 6144
expect {"win32":0,"info":6144}
write D1 2048 32768
expect {"status":"0xc0000010","win32":1,"info":0}
read D1 2048 2048
expect {"win32":0}
ioctl D1 IOCTL_DISK_IS_WRITABLE
expect {"win32":19}
