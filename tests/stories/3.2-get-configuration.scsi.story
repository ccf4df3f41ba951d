# Spec 3.2: validation in its order, then GET CONFIGURATION. Input: Feature,
# RequestType, two reserved pointers.
drive disc=present
open D1 interface rw
expect {}
ioctl D1 IOCTL_CDROM_GET_CONFIGURATION out=7
expect {"status":"0xc0000023","win32":122,"info":0}
ioctl D1 IOCTL_CDROM_GET_CONFIGURATION out=65536
expect {"status":"0xc0000206","win32":1784}
ioctl D1 IOCTL_CDROM_GET_CONFIGURATION out=9
expect {"status":"0xc000000d","win32":87}
ioctl D1 IOCTL_CDROM_GET_CONFIGURATION in=00 pad=23 out=8
expect {"status":"0xc0000004","win32":24}
ioctl D1 IOCTL_CDROM_GET_CONFIGURATION in=00000100 pad=24 out=8
expect {"win32":87}
ioctl D1 IOCTL_CDROM_GET_CONFIGURATION in=0000000003000000 pad=24 out=8
expect {"win32":87}
ioctl D1 IOCTL_CDROM_GET_CONFIGURATION in=000000000000000000000000000000000000000000000001 out=8
expect {"win32":87}
# One feature: 0x10, random readable, 20 bytes behind the length; CD-ROM profile.
ioctl D1 IOCTL_CDROM_GET_CONFIGURATION in=1000000002000000 pad=24 out=24
expect {"kind":"scsi","cdb":"46020010000000001800","status":0}
expect {"win32":0,"info":20}
ioctl D1 IOCTL_CDROM_GET_CONFIGURATION in=00 pad=24 out=8
expect {"kind":"scsi","cdb":"46000000000000000800","status":0}
expect {"win32":0,"info":8}
srb data_overrun op=46
ioctl D1 IOCTL_CDROM_GET_CONFIGURATION in=00 pad=24 out=8
expect {"kind":"scsi"}
expect {"win32":0}
