# R39: the class driver looks at no pass-through command. The unit attention of the
# new disc goes to SPTI; PREVENT through it moves no counter; an eject through it
# is announced by the next poll only.
drive gesn=off disc=present
open D1 interface rw
expect {}
sense 06 28 00
ioctl D1 IOCTL_SCSI_PASS_THROUGH in=380000000000061202000000000000000a000000000000000000000000000000380000000000000000000000000000000000000000000000 out=74
expect {"kind":"scsi","cdb":"000000000000","status":2}
expect {"kind":"reply","win32":0,"info":74}
state
expect {"known":1,"mcc":1,"verify":false}
# It is gone: CHECK_VERIFY sees nothing.
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY out=4
expect {"kind":"scsi","cdb":"000000000000","status":0}
expect {"kind":"reply","win32":0,"out":"01000000"}
ioctl D1 IOCTL_SCSI_PASS_THROUGH in=380000000000060002000000000000000a000000000000000000000000000000000000001e00000001000000000000000000000000000000 out=56
expect {"kind":"scsi","cdb":"1e0000000100","status":0}
expect {"win32":0}
state
expect {"simple":0,"prot":0}
# So the eject fails at the drive, with nothing locked.
ioctl D1 IOCTL_STORAGE_EJECT_MEDIA
expect {"kind":"scsi","cdb":"1b0000000200","status":2}
expect {"win32":1}
ioctl D1 IOCTL_SCSI_PASS_THROUGH in=380000000000060002000000000000000a000000000000000000000000000000000000001e00000000000000000000000000000000000000 out=56
expect {"kind":"scsi","cdb":"1e0000000000","status":0}
expect {"win32":0}
ioctl D1 IOCTL_SCSI_PASS_THROUGH in=380000000000060002000000000000000a000000000000000000000000000000000000001b00000002000000000000000000000000000000 out=56
expect {"kind":"scsi","cdb":"1b0000000200","status":0}
expect {"t_ns":0,"kind":"reply","win32":0}
state
expect {"known":1,"tray":"open"}
advance 150ms
expect {"t_ns":100000000,"kind":"scsi","cdb":"000000000000","status":2}
expect {"t_ns":100000000,"name":"GUID_IO_MEDIA_REMOVAL"}
