# Spec 5.4: PREVENT is retried twice, not ready with ASC 04 at least 2 s apart.
# 04/00 may mean that the drive wants to be started: that happens beside (5.1).
drive an=on disc=present
open D1 interface rw
expect {}
sense 02 04 00 count=2 op=1E
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"t_ns":0,"kind":"scsi","cdb":"1e0000000100","status":2}
expect {"t_ns":0,"kind":"scsi","cdb":"1b0000000100","status":0}
expect {"t_ns":2000000000,"kind":"scsi","cdb":"1e0000000100","status":2}
expect {"t_ns":2000000000,"kind":"scsi","cdb":"1b0000000100","status":0}
expect {"t_ns":4000000000,"kind":"scsi","status":0}
expect {"t_ns":4000000000,"win32":0}
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=00
expect {"kind":"scsi"}
expect {"win32":0}
sense 02 04 00 count=3 op=1E
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"t_ns":4000000000,"kind":"scsi","cdb":"1e0000000100","status":2}
expect {"t_ns":4000000000,"kind":"scsi","cdb":"1b0000000100","status":0}
expect {"t_ns":6000000000,"kind":"scsi","cdb":"1e0000000100","status":2}
expect {"t_ns":6000000000,"kind":"scsi","cdb":"1b0000000100","status":0}
expect {"t_ns":8000000000,"kind":"scsi","cdb":"1e0000000100","status":2}
expect {"t_ns":8000000000,"kind":"scsi","cdb":"1b0000000100","status":0}
expect {"t_ns":8000000000,"status":"0xc00000a3","win32":21}
state
expect {"prot":0}
