# Spec R32: DISMOUNT is told long before the volume is disconnected; UNLOCK
# inside the CloseHandle of the lock holder. New opens fail meanwhile, 5 while
# the volume is explicitly locked and 21 without.
drive disc=present fs=cdfs
open D1 interface r
expect {}
register R D1
open V1 volume rw
expect {}
ioctl V1 FSCTL_LOCK_VOLUME
expect {"kind":"event"}
expect {"kind":"delivery","name":"GUID_IO_VOLUME_LOCK"}
expect {"win32":0}
ioctl V1 FSCTL_DISMOUNT_VOLUME
expect {"kind":"event"}
expect {"kind":"delivery","name":"GUID_IO_VOLUME_DISMOUNT"}
expect {"win32":0}
state
expect {"vpb":"FS"}
open F1 file r
expect {"win32":5}
close V1
expect {"kind":"event","name":"GUID_IO_VOLUME_UNLOCK"}
expect {"kind":"delivery","name":"GUID_IO_VOLUME_UNLOCK"}
expect {"op":"close"}
state
expect {"vpb":"none"}
