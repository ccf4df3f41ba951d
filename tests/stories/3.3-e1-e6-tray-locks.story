# Spec 3.3 E1 to E6: simple locks belong to nobody, secure ones to a handle.
open D1 interface rw
expect {}
open D2 interface rw
expect {}
open V1 volume rw
expect {}
ioctl V1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"status":"0xc0000008","win32":6}
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL
expect {"win32":24}
ioctl D1 IOCTL_STORAGE_MEDIA_REMOVAL
expect {"win32":24}
# E4 without a lock: success all the same.
ioctl D1 IOCTL_STORAGE_MEDIA_REMOVAL in=00
expect {"win32":0}
# E2, also through a V handle.
ioctl V1 IOCTL_STORAGE_MEDIA_REMOVAL in=01
expect {"win32":0}
ioctl D1 IOCTL_STORAGE_MEDIA_REMOVAL in=01
expect {"win32":0}
state
expect {"simple":2,"prot":0}
ioctl D2 IOCTL_STORAGE_MEDIA_REMOVAL in=00
expect {"win32":0}
# E5, E3, E6.
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=00
expect {"status":"0xc0000184","win32":22}
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"win32":0}
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=ff
expect {"win32":0}
ioctl D2 IOCTL_STORAGE_EJECTION_CONTROL in=00
expect {"win32":22}
state
expect {"simple":1,"prot":2}
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=00
expect {"win32":0}
state
expect {"simple":1,"prot":1}
# Property 36: a close takes exactly its own secure locks along.
close D1
expect {"op":"close"}
state
expect {"simple":1,"prot":0}
