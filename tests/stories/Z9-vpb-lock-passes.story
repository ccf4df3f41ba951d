# Switch vpb_lock=passes (Z9, INFERRED otherwise): opens of a locked volume reach
# the file system, which verifies first: 21 after a DISMOUNT, else 5. Nor does a
# removal that was asked for keep a mount away (6.6).
drive disc=present fs=cdfs vpb_lock=passes
open V1 volume rw
expect {"win32":0}
ioctl V1 FSCTL_LOCK_VOLUME
expect {"name":"GUID_IO_VOLUME_LOCK"}
expect {"win32":0}
open V2 volume r
expect {"win32":5}
ioctl V1 FSCTL_DISMOUNT_VOLUME
expect {"name":"GUID_IO_VOLUME_DISMOUNT"}
expect {"win32":0}
open V2 volume r
expect {"status":"0xc000026e","win32":21}
open F1 file r
expect {"win32":21}
close V1
expect {"name":"GUID_IO_VOLUME_UNLOCK"}
expect {"op":"close"}
query_remove
expect {"win32":0}
open V3 volume r
expect {"name":"GUID_IO_VOLUME_MOUNT"}
expect {"win32":0}
