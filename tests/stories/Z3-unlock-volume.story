# Spec 8.6 Z3: UNLOCK by the file object that locked, told after the release;
# also on a volume that was dismounted meanwhile, where nothing is verified.
drive disc=present fs=cdfs
open V1 volume rw
expect {}
dup V1 V2
ioctl V1 FSCTL_LOCK_VOLUME
expect {"name":"GUID_IO_VOLUME_LOCK"}
expect {"win32":0}
ioctl V2 FSCTL_UNLOCK_VOLUME
expect {"name":"GUID_IO_VOLUME_UNLOCK"}
expect {"handle":"V2","win32":0}
ioctl V1 FSCTL_LOCK_VOLUME
expect {"name":"GUID_IO_VOLUME_LOCK"}
expect {"win32":0}
ioctl V1 FSCTL_DISMOUNT_VOLUME
expect {"name":"GUID_IO_VOLUME_DISMOUNT"}
expect {"win32":0}
ioctl V1 FSCTL_UNLOCK_VOLUME
expect {"name":"GUID_IO_VOLUME_UNLOCK"}
expect {"win32":0}
