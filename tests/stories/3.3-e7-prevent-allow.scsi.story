# Spec 3.3 E7, property 32: only none <-> some reaches the drive; Prevent is the
# low bit of the byte.
open D1 interface rw
expect {}
open D2 interface rw
expect {}
ioctl D1 IOCTL_STORAGE_MEDIA_REMOVAL in=01
expect {"kind":"scsi","cdb":"1e0000000100","status":0}
expect {"win32":0}
ioctl D2 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"kind":"reply","win32":0}
ioctl D1 IOCTL_STORAGE_MEDIA_REMOVAL in=00
expect {"kind":"reply","win32":0}
# The last one goes by CLOSE.
close D2
expect {"kind":"scsi","cdb":"1e0000000000","status":0}
expect {"op":"close"}
# R19: 2 counts as a lock and sends ALLOW.
ioctl D1 IOCTL_STORAGE_MEDIA_REMOVAL in=02
expect {"kind":"scsi","cdb":"1e0000000000"}
expect {"win32":0}
state
expect {"simple":1,"prot":0}
