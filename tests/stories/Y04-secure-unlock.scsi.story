# Y4: the last secure lock that goes sends ALLOW; when that fails, after its
# four forced retries, nothing has changed.
drive disc=present an=on
open D1 interface rw
expect {}
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"kind":"scsi","cdb":"1e0000000100","status":0}
expect {"kind":"reply","win32":0}
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"kind":"reply","win32":0}
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=00
expect {"kind":"reply","win32":0}
state
expect {"prot":1}
sense 05 20 00 count=5 op=1E
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=00
expect {"t_ns":0,"kind":"scsi","cdb":"1e0000000000","status":2}
expect {"t_ns":0,"kind":"scsi","cdb":"1e0000000000","status":2}
expect {"t_ns":0,"kind":"scsi","cdb":"1e0000000000","status":2}
expect {"t_ns":0,"kind":"scsi","cdb":"1e0000000000","status":2}
expect {"t_ns":0,"kind":"scsi","cdb":"1e0000000000","status":2}
expect {"kind":"reply","win32":1}
state
expect {"prot":1}
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=00
expect {"kind":"scsi","cdb":"1e0000000000","status":0}
expect {"kind":"reply","win32":0}
state
expect {"prot":0}
