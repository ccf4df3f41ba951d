# Spec 3.2, 5.4: RESERVE(6), RELEASE(6); a drive that has only the 10-byte forms
# is sent those, then and from then on; a conflict is 170.
open D1 interface rw
expect {}
ioctl D1 IOCTL_STORAGE_RESERVE
expect {"kind":"scsi","cdb":"160000000000","status":0}
expect {"win32":0,"info":0}
ioctl D1 0x74814
expect {"kind":"scsi","cdb":"170000000000","status":0}
expect {"win32":0,"info":0}
scsi_status reservation_conflict op=16
ioctl D1 IOCTL_STORAGE_RESERVE
expect {"kind":"scsi","cdb":"160000000000","status":24}
expect {"status":"0x80000011","win32":170,"info":0}
sense 05 20 00 op=16
ioctl D1 IOCTL_STORAGE_RESERVE
expect {"kind":"scsi","cdb":"160000000000","status":2}
expect {"kind":"scsi","cdb":"56000000000000000000","status":0}
expect {"win32":0}
ioctl D1 IOCTL_STORAGE_RELEASE
expect {"kind":"scsi","cdb":"57000000000000000000","status":0}
expect {"win32":0}
