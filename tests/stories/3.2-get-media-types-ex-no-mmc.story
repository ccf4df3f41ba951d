# Spec 3.2: a drive that is not MMC has one entry, and is a CD-ROM drive.
drive disc=present mmc=no
open D1 interface rw
expect {}
ioctl D1 IOCTL_STORAGE_GET_MEDIA_TYPES_EX out=39
expect {"win32":122}
ioctl D1 IOCTL_STORAGE_GET_MEDIA_TYPES_EX out=40
expect {"win32":0,"info":40,"out":"0200000001000000a200000000000000330000004000000020000000000800000100000004000080"}
