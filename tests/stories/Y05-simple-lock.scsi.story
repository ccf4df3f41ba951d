# Y5: simple locks count for the device; PREVENT only when the total leaves 0,
# secure locks included.
drive disc=present an=on
open D1 interface rw
expect {}
open D2 interface rw
expect {}
ioctl D1 IOCTL_STORAGE_MEDIA_REMOVAL in=01
expect {"kind":"scsi","cdb":"1e0000000100","status":0}
expect {"kind":"reply","win32":0,"info":0}
ioctl D2 IOCTL_STORAGE_MEDIA_REMOVAL in=01
expect {"kind":"reply","win32":0}
ioctl D2 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"kind":"reply","win32":0}
state
expect {"simple":2,"prot":1}
