# R29, spec 5.4: RESERVE(6) is retried without a limit too; a drive that does
# not know it gets the 10-byte form, at once from then on.
drive disc=present an=on
open D1 interface r
expect {}
sense 0B 00 00 count=7 op=16
ioctl D1 IOCTL_STORAGE_RESERVE
expect {"t_ns":0,"kind":"scsi","cdb":"160000000000","status":2}
expect {"t_ns":1000000000,"kind":"scsi"}
expect {"t_ns":2000000000,"kind":"scsi"}
expect {"t_ns":3000000000,"kind":"scsi"}
expect {"t_ns":4000000000,"kind":"scsi"}
expect {"t_ns":5000000000,"kind":"scsi"}
expect {"t_ns":6000000000,"kind":"scsi","cdb":"160000000000","status":2}
expect {"t_ns":7000000000,"kind":"scsi","cdb":"160000000000","status":0}
expect {"kind":"reply","win32":0}
sense 05 20 00 op=17
ioctl D1 IOCTL_STORAGE_RELEASE
expect {"kind":"scsi","cdb":"170000000000","status":2}
expect {"kind":"scsi","cdb":"57000000000000000000","status":0}
expect {"kind":"reply","win32":0}
ioctl D1 IOCTL_STORAGE_RESERVE
expect {"kind":"scsi","cdb":"56000000000000000000","status":0}
expect {"kind":"reply","win32":0}
