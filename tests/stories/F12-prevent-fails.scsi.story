# F12: a PREVENT that fails changes no counter; the next lock tries it again.
drive disc=present an=on
open D1 interface rw
expect {}
sense 05 24 00 op=1E
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"kind":"scsi","cdb":"1e0000000100","status":2}
expect {"kind":"reply","status":"0xc0000010","win32":1}
state
expect {"prot":0}
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"kind":"scsi","cdb":"1e0000000100","status":0}
expect {"kind":"reply","win32":0}
state
expect {"prot":1}
