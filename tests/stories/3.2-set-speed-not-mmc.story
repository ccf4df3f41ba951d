# Spec 3.2: a drive that is not MMC refuses the SET STREAMING form before its
# length is looked at.
drive disc=present mmc=no
open D1 interface rw
expect {}
ioctl D1 IOCTL_CDROM_SET_SPEED in=010000000000000000000000
expect {"status":"0xc0000010","win32":1}
ioctl D1 IOCTL_CDROM_SET_SPEED in=01000000
expect {"win32":24}
