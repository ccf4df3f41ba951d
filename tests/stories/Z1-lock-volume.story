# Spec 8.6 Z1: LOCK_VOLUME of the only handle on the volume. There is no event
# for success; direct handles never count.
drive disc=present fs=cdfs
open D1 interface rw
expect {}
open V1 volume rw
expect {"op":"open","win32":0}
ioctl V1 FSCTL_LOCK_VOLUME
expect {"kind":"event","name":"GUID_IO_VOLUME_LOCK"}
expect {"win32":0,"info":0}
state
expect {"fs_lock":"explicit","vpb":"FS"}
ioctl V1 FSCTL_UNLOCK_VOLUME
expect {"kind":"event","name":"GUID_IO_VOLUME_UNLOCK"}
expect {"win32":0}
close V1
expect {"op":"close","win32":0}
# An implicit lock becomes an explicit one, and both end with the unlock.
open V2 volume rw share=w
expect {"win32":0}
state
expect {"fs_lock":"implicit"}
ioctl V2 FSCTL_LOCK_VOLUME
expect {"name":"GUID_IO_VOLUME_LOCK"}
expect {"win32":0}
state
expect {"fs_lock":"explicit"}
ioctl V2 FSCTL_UNLOCK_VOLUME
expect {"name":"GUID_IO_VOLUME_UNLOCK"}
expect {"win32":0}
state
expect {"fs_lock":"none"}
# So that closing it says nothing more.
close V2
expect {"op":"close"}
