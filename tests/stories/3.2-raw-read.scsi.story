# Spec 3.2 RAW_READ: limits 87; what the drive lacks 1; READ CD with the wanted
# parts of a sector. Offsets count cooked sectors.
drive disc=present disc_kind=audio-cd subcode=no
open D1 interface rw
expect {}
# CDDA, two sectors from the third.
ioctl D1 IOCTL_CDROM_RAW_READ in=00100000000000000200000002000000 out=4704
expect {"kind":"scsi","cdb":"be0400000002000002f00000","status":0}
expect {"win32":0,"info":4704}
# C2 pointers: any type of sector, 2352 and 296 bytes.
ioctl D1 IOCTL_CDROM_RAW_READ in=00000000000000000100000004000000 out=2648
expect {"kind":"scsi","cdb":"be0000000000000001f40000","status":0}
expect {"win32":0,"info":2648}
# Sub-channels: the drive has none, so nothing is sent.
ioctl D1 IOCTL_CDROM_RAW_READ in=00000000000000000100000005000000 out=2448
expect {"status":"0xc0000010","win32":1,"info":0}
ioctl D1 IOCTL_CDROM_RAW_READ in=00000000000000000100000003000000 out=2744
expect {"win32":1}
# Zero sectors, unknown mode, short buffer, more than 64 KiB.
ioctl D1 IOCTL_CDROM_RAW_READ in=00000000000000000000000002000000 out=2352
expect {"win32":87,"info":0}
ioctl D1 IOCTL_CDROM_RAW_READ in=00000000000000000100000006000000 out=4096
expect {"win32":87}
ioctl D1 IOCTL_CDROM_RAW_READ in=00000000000000000100000002000000 out=2351
expect {"win32":87}
ioctl D1 IOCTL_CDROM_RAW_READ in=00000000000000001c00000002000000 out=100000
expect {"win32":87}
ioctl D1 IOCTL_CDROM_RAW_READ out=2352
expect {"win32":122,"info":0}
ioctl D1 IOCTL_CDROM_RAW_READ in=0000 out=2352
expect {"win32":122,"info":0}
# Of the wrong kind of track.
ioctl D1 IOCTL_CDROM_RAW_READ in=00000000000000000100000000000000 out=2352
expect {"kind":"scsi","cdb":"be0c00000000000001b00000","status":2}
expect {"win32":1}
