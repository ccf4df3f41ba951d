# Spec 3.2 SET_SPEED: SET CD SPEED, or SET STREAMING with a descriptor of 28
# bytes; lengths 24, an unknown form 87.
drive disc=present
open D1 interface rw
expect {}
# 8467 KB/s reading, as fast as it can writing; constant angular velocity.
ioctl D1 IOCTL_CDROM_SET_SPEED in=000000001321ffff01000000
expect {"kind":"scsi","cdb":"bb012113ffff000000000000","status":0}
expect {"win32":0,"info":0}
ioctl D1 IOCTL_CDROM_SET_SPEED in=000000001321ffff010000
expect {"win32":24,"info":0}
ioctl D1 IOCTL_CDROM_SET_SPEED in=020000001321ffff01000000
expect {"win32":87}
ioctl D1 IOCTL_CDROM_SET_SPEED in=010000001321ffff01000000
expect {"win32":24}
# From sector 1 to sector 2.
ioctl D1 IOCTL_CDROM_SET_SPEED in=01000000010000000100000001000000010000000100000002000000 pad=36
expect {"kind":"scsi","cdb":"b60000000000000000001c00","status":0}
expect {"win32":0,"info":0}
# The descriptor reaches the drive: an end before the start is wrong there.
ioctl D1 IOCTL_CDROM_SET_SPEED in=01000000010000000100000001000000010000000200000001000000 pad=36
expect {"kind":"scsi","cdb":"b60000000000000000001c00","status":2}
expect {"win32":1}
