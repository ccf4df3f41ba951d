# Y12: CLOSE takes all secure locks of its handle along and sends one ALLOW if
# none of either kind is left; its result does not matter.
drive disc=present an=on
open D1 interface rw
expect {}
open D2 interface rw
expect {}
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"kind":"scsi","cdb":"1e0000000100"}
expect {"kind":"reply","win32":0}
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"kind":"reply","win32":0}
ioctl D2 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"kind":"reply","win32":0}
close D1
expect {"kind":"reply","op":"close"}
state
expect {"prot":1}
sense 05 20 00 count=5 op=1E
close D2
expect {"kind":"scsi","cdb":"1e0000000000","status":2}
expect {"kind":"scsi"}
expect {"kind":"scsi"}
expect {"kind":"scsi"}
expect {"kind":"scsi","cdb":"1e0000000000","status":2}
expect {"kind":"reply","op":"close","win32":0}
state
expect {"prot":0}
