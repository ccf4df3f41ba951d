# Y2: secure locks are counted by handle; only the first one reaches the drive,
# and only that one can fail.
drive disc=present an=on
open D1 interface 0
expect {}
open D2 interface rw
expect {}
sense 05 24 00 op=1E
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"kind":"scsi","cdb":"1e0000000100","status":2}
expect {"kind":"reply","win32":1}
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"kind":"scsi","cdb":"1e0000000100","status":0}
expect {"kind":"reply","win32":0,"info":0}
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"kind":"reply","win32":0}
ioctl D2 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"kind":"reply","win32":0}
state
expect {"simple":0,"prot":3}
