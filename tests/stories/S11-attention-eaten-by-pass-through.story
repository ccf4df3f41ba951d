# S11, R39: a unit attention that only a pass-through command saw is nothing to
# the class driver: SCSI status 2 in the answer, and neither event nor count.
drive disc=present an=on
open D1 interface rw
expect {}
sense 06 28 00 op=00
ioctl D1 IOCTL_SCSI_PASS_THROUGH in=380000000000060002000000000000000a000000000000000000000000000000380000000000000000000000000000000000000000000000 out=56
expect {"kind":"reply","win32":0,"info":56}
state
expect {"known":1,"reported":1,"mcc":1,"verify":false}
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY out=4
expect {"kind":"reply","win32":0,"out":"01000000"}
