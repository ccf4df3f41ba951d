# Spec 8.6 Z9 (INFERRED): while the volume is explicitly locked every open that
# reaches the file system is refused, also after DISMOUNT, where it was 21.
drive disc=present fs=cdfs
open V1 volume rw
expect {}
ioctl V1 FSCTL_LOCK_VOLUME
expect {"name":"GUID_IO_VOLUME_LOCK"}
expect {"win32":0}
open V2 volume r
expect {"win32":5}
open F1 file r
expect {"win32":5}
open D1 volume 0
expect {"win32":0}
ioctl V1 FSCTL_DISMOUNT_VOLUME
expect {}
expect {"win32":0}
open V3 volume r
expect {"win32":5}
open F2 file r
expect {"win32":5}
ioctl V1 FSCTL_UNLOCK_VOLUME
expect {"name":"GUID_IO_VOLUME_UNLOCK"}
expect {"win32":0}
open F3 file r
expect {"win32":21}
