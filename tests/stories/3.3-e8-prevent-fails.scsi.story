# Spec 3.3 E8, F12, F23: a failing PREVENT changes no counter, the next lock
# tries it again; its sense is interpreted like any other.
drive disc=present
open D1 interface rw
expect {}
sense 05 24 00 op=1E
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"kind":"scsi","cdb":"1e0000000100","status":2}
expect {"win32":1}
state
expect {"prot":0}
sense 02 3A 00
ioctl D1 IOCTL_STORAGE_MEDIA_REMOVAL in=01
expect {"kind":"scsi","status":2}
expect {"name":"GUID_IO_MEDIA_REMOVAL","data":"0100000002000000"}
expect {"status":"0xc0000013","win32":21}
state
expect {"simple":0}
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"kind":"scsi","cdb":"1e0000000100","status":0}
expect {"win32":0}
