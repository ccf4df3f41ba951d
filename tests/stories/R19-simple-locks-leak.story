# R19, properties 35, 37: simple locks survive their application, and anybody
# may take one off.
drive disc=present
open D1 interface rw
expect {}
open D2 interface rw
expect {}
ioctl D1 IOCTL_STORAGE_MEDIA_REMOVAL in=01
expect {"win32":0}
close D1
expect {"op":"close"}
state
expect {"simple":1}
ioctl D2 IOCTL_STORAGE_EJECT_MEDIA
expect {"win32":1}
ioctl D2 IOCTL_STORAGE_MEDIA_REMOVAL in=00
expect {"win32":0}
ioctl D2 IOCTL_STORAGE_EJECT_MEDIA
expect {"win32":0}
# 2 counts as a lock but leaves the drive free.
ioctl D2 IOCTL_STORAGE_LOAD_MEDIA
expect {"win32":0}
ioctl D2 IOCTL_STORAGE_CHECK_VERIFY2
expect {"kind":"reply","win32":0}
ioctl D2 IOCTL_STORAGE_MEDIA_REMOVAL in=02
expect {"win32":0}
state
expect {"simple":1}
ioctl D2 IOCTL_STORAGE_EJECT_MEDIA
expect {"win32":0}
