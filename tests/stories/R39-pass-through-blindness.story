# R39: an eject by pass-through is no event until the next poll, and PREVENT by
# pass-through holds the tray while the counters say that nothing does.
drive disc=present tolerance=0s
open D1 interface rw
expect {}
ioctl D1 IOCTL_SCSI_PASS_THROUGH in=380000000000060002000000000000000a000000000000000000000000000000380000001e00000001000000000000000000000000000000 out=56
expect {"kind":"reply","win32":0}
state
expect {"simple":0,"prot":0}
ioctl D1 IOCTL_STORAGE_EJECT_MEDIA
expect {"kind":"reply","win32":1}
# A lock and its unlock send ALLOW, and the tray is free again.
ioctl D1 IOCTL_STORAGE_MEDIA_REMOVAL in=01
expect {"win32":0}
ioctl D1 IOCTL_SCSI_PASS_THROUGH in=380000000000060002000000000000000a000000000000000000000000000000380000001e00000000000000000000000000000000000000 out=56
expect {"win32":0}
state
expect {"simple":1}
ioctl D1 IOCTL_SCSI_PASS_THROUGH in=380000000000060002000000000000000a000000000000000000000000000000380000001b00000002000000000000000000000000000000 out=56
expect {"t_ns":0,"kind":"reply","win32":0}
state
expect {"tray":"open","known":1,"simple":1}
advance 1s
expect {"t_ns":100000000,"kind":"event","name":"GUID_IO_MEDIA_REMOVAL"}
