# Spec 8.6 Z2, 6.2: LOCK first, then LOCK_FAILED, whatever the reason.
drive disc=present fs=cdfs
open V1 volume rw
expect {"win32":0}
open F1 file r
expect {"win32":0}
# Another handle of either class.
ioctl V1 FSCTL_LOCK_VOLUME
expect {"name":"GUID_IO_VOLUME_LOCK"}
expect {"name":"GUID_IO_VOLUME_LOCK_FAILED"}
expect {"win32":5}
# Not a user volume open: no event at all.
ioctl F1 FSCTL_LOCK_VOLUME
expect {"kind":"reply","win32":87}
close F1
expect {}
# Something in the system still refers to the volume.
reference count=1
ioctl V1 FSCTL_LOCK_VOLUME
expect {"name":"GUID_IO_VOLUME_LOCK"}
expect {"name":"GUID_IO_VOLUME_LOCK_FAILED"}
expect {"win32":5}
reference count=0
ioctl V1 FSCTL_LOCK_VOLUME
expect {"name":"GUID_IO_VOLUME_LOCK"}
expect {"win32":0}
# Already locked, also by this very handle.
ioctl V1 FSCTL_LOCK_VOLUME
expect {"name":"GUID_IO_VOLUME_LOCK"}
expect {"name":"GUID_IO_VOLUME_LOCK_FAILED"}
expect {"win32":5}
ioctl V1 FSCTL_UNLOCK_VOLUME
expect {"name":"GUID_IO_VOLUME_UNLOCK"}
expect {"win32":0}
# The verify fails: the drive is somebody's, or empty.
open D1 interface rw
expect {}
ioctl D1 0x2C05C in=0100000001000000616e6e61 pad=72
expect {"name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
ioctl V1 FSCTL_LOCK_VOLUME
expect {"name":"GUID_IO_VOLUME_LOCK"}
expect {"name":"GUID_IO_VOLUME_LOCK_FAILED"}
expect {"win32":5}
