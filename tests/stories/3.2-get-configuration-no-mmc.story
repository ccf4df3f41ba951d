# Spec 3.2: a drive that is not MMC: 1, in the handler; lengths are judged before.
drive mmc=no
open D1 interface rw
expect {}
ioctl D1 IOCTL_CDROM_GET_CONFIGURATION in=00 pad=24 out=7
expect {"win32":122}
ioctl D1 IOCTL_CDROM_GET_CONFIGURATION in=00 pad=24 out=8
expect {"status":"0xc0000010","win32":1,"info":0}
