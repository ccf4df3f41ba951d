# Switch speed_restore=if-set (4.7, INFERRED otherwise): a new disc gives the
# drive its speed back only after a program has changed it, and once.
drive disc=present mcn=off speed_restore=if-set
open D1 interface rw
expect {}
sense 06 28 00 op=00
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"kind":"scsi","cdb":"000000000000","status":2}
expect {"kind":"scsi","cdb":"000000000000","status":0}
expect {"kind":"reply","win32":0}
# The capabilities are read again first (3.1).
ioctl D1 IOCTL_CDROM_SET_SPEED in=000000001321ffff01000000
expect {"kind":"scsi","cdb":"46010000000000040000","status":0}
expect {"kind":"scsi","cdb":"bb012113ffff000000000000","status":0}
expect {"kind":"reply","win32":0}
sense 06 28 00 op=00
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"kind":"scsi","cdb":"000000000000","status":2}
expect {"kind":"scsi","cdb":"bb00ffffffff000000000000","status":0}
expect {"kind":"scsi","cdb":"000000000000","status":0}
expect {"kind":"reply","win32":0}
sense 06 28 00 op=00
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"kind":"scsi","cdb":"46010000000000040000","status":0}
expect {"kind":"scsi","cdb":"000000000000","status":2}
expect {"kind":"scsi","cdb":"000000000000","status":0}
expect {"kind":"reply","win32":0}
