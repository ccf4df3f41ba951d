# R17: while D1 owns the drive, a stranger's GET_MEDIA_TYPES_EX shows a drive that
# looks empty, without an error and without a command.
drive disc=present
open D1 interface rw
expect {}
open D2 interface rw
expect {}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event"}
expect {"win32":0}
ioctl D2 IOCTL_STORAGE_GET_MEDIA_TYPES_EX out=72
expect {"win32":0,"info":72,"out":"3300000002000000a200000000000000330000004000000020000000000800000100000004000000a2000000000000000b0000004000000020000000000800000100000008000000"}
ioctl D1 IOCTL_STORAGE_GET_MEDIA_TYPES_EX out=72
expect {"win32":0,"info":72}
