# R28: a zero-power drive answers READ_TOC and READ_TOC_EX with 21, whatever their
# buffers are; the geometry keeps its own 122.
drive zpodd=on
open D1 interface rw
expect {}
advance 200ms
ioctl D1 IOCTL_CDROM_READ_TOC
expect {"status":"0xc0000013","win32":21,"info":0}
ioctl D1 IOCTL_CDROM_READ_TOC_EX
expect {"status":"0xc0000013","win32":21,"info":0}
ioctl D1 IOCTL_CDROM_READ_TOC_EX in=0f000000 out=3
expect {"win32":21}
ioctl D1 IOCTL_CDROM_GET_DRIVE_GEOMETRY out=23
expect {"win32":122}
ioctl D1 IOCTL_CDROM_GET_DRIVE_GEOMETRY out=24
expect {"win32":21}
ioctl D1 IOCTL_STORAGE_READ_CAPACITY out=32
expect {"win32":21}
ioctl D1 IOCTL_DISK_GET_LENGTH_INFO out=8
expect {"win32":21}
# GET_CONFIGURATION is answered without waking it.
ioctl D1 IOCTL_CDROM_GET_CONFIGURATION in=00000000 pad=24 out=8
expect {"win32":0,"info":8}
ioctl D1 IOCTL_CDROM_READ_TOC
expect {"win32":21}
