# Spec 3.2: READ TOC format 1, as much as fits.
drive disc=present
open D1 interface rw
expect {}
ioctl D1 IOCTL_CDROM_GET_LAST_SESSION out=11
expect {"status":"0xc0000023","win32":122,"info":0}
ioctl D1 IOCTL_CDROM_GET_LAST_SESSION out=13
expect {"status":"0xc000000d","win32":87}
ioctl D1 IOCTL_CDROM_GET_LAST_SESSION out=12
expect {"kind":"scsi","cdb":"43000100000000000c00","status":0}
expect {"win32":0,"info":12,"out":"000a01010014010000000000"}
