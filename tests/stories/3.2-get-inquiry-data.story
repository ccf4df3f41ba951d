# Spec 3.2: cached, at once, for everybody; a short buffer gets what fits.
open D1 interface rw
expect {}
open D2 interface rw
expect {}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event"}
expect {"win32":0}
ioctl D2 IOCTL_CDROM_GET_INQUIRY_DATA
expect {"status":"0xc0000023","win32":122,"info":0}
ioctl D2 IOCTL_CDROM_GET_INQUIRY_DATA out=16
expect {"status":"0x80000005","win32":234,"info":16,"out":"058005025b000000545241594a414d20"}
ioctl D2 IOCTL_CDROM_GET_INQUIRY_DATA out=200
expect {"win32":0}
