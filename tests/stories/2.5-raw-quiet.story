# Spec 2.5, INFERRED, switch raw=quiet: RAW mounts unannounced, verifies nothing
# and has LOCK, UNLOCK and DISMOUNT; what else a file system answers it has not.
open V1 volume rw
expect {"kind":"reply","op":"open","win32":0}
ioctl V1 FSCTL_LOCK_VOLUME
expect {"kind":"event","name":"GUID_IO_VOLUME_LOCK"}
expect {"win32":0}
ioctl V1 FSCTL_UNLOCK_VOLUME
expect {"kind":"event","name":"GUID_IO_VOLUME_UNLOCK"}
expect {"win32":0}
ioctl V1 FSCTL_IS_VOLUME_MOUNTED
expect {"kind":"reply","win32":1}
ioctl V1 FSCTL_DISMOUNT_VOLUME
expect {"kind":"event","name":"GUID_IO_VOLUME_DISMOUNT"}
expect {"win32":0}
