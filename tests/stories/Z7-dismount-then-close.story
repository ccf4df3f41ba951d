# Spec 8.6 Z7, property 53: the VPB is swapped by the CLEANUP of the handle
# that dismounted, not of another. Z8 at the same CLEANUP: one UNLOCK.
drive disc=present fs=cdfs
open D1 interface rw
expect {}
open V1 volume rw
expect {}
ioctl V1 FSCTL_LOCK_VOLUME
expect {"name":"GUID_IO_VOLUME_LOCK"}
expect {"win32":0}
ioctl V1 FSCTL_DISMOUNT_VOLUME
expect {"name":"GUID_IO_VOLUME_DISMOUNT"}
expect {"win32":0}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"win32":22}
close V1
expect {"name":"GUID_IO_VOLUME_UNLOCK"}
expect {"op":"close","win32":0}
state
expect {"vpb":"none","fs_lock":"none"}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
