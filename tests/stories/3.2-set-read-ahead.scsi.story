# Spec 3.2: two addresses in bytes become sectors: when the first is read, read on
# at the second. Too short is 87 here, not 24.
drive disc=present disc_kind=dvd
open D1 interface rw
expect {}
ioctl D1 IOCTL_STORAGE_SET_READ_AHEAD in=00 pad=15
expect {"status":"0xc000000d","win32":87,"info":0}
ioctl D1 IOCTL_STORAGE_SET_READ_AHEAD in=00080000000000000010000000000000
expect {"kind":"scsi","cdb":"a70000000001000000020000","status":0}
expect {"win32":0,"info":0}
