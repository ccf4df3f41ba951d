# Y7: anybody takes a simple lock off; ALLOW only when no lock of either kind
# is left.
drive disc=present an=on
open D1 interface rw
expect {}
open D2 interface rw
expect {}
ioctl D1 IOCTL_STORAGE_MEDIA_REMOVAL in=01
expect {"kind":"scsi","cdb":"1e0000000100"}
expect {"kind":"reply","win32":0}
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"kind":"reply","win32":0}
ioctl D2 IOCTL_STORAGE_MEDIA_REMOVAL in=00
expect {"kind":"reply","win32":0}
state
expect {"simple":0,"prot":1}
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=00
expect {"kind":"scsi","cdb":"1e0000000000","status":0}
expect {"kind":"reply","win32":0}
