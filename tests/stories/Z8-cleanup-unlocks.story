# Spec 8.6 Z8, 6.4: the lock, explicit or implicit, goes with the last handle
# of its file object.
drive disc=present fs=cdfs
open V1 volume rw
expect {}
dup V1 V2
ioctl V1 FSCTL_LOCK_VOLUME
expect {"name":"GUID_IO_VOLUME_LOCK"}
expect {"win32":0}
close V1
expect {"kind":"reply","op":"close"}
state
expect {"fs_lock":"explicit"}
close V2
expect {"kind":"event","name":"GUID_IO_VOLUME_UNLOCK"}
expect {"op":"close"}
state
expect {"fs_lock":"none","vpb":"FS"}
