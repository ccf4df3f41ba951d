# Spec 8.6 Z9a: under an implicit lock the volume is verified first: 5, and
# after DISMOUNT 21.
drive disc=present fs=cdfs
open V1 volume rw share=w
expect {"win32":0}
open V2 volume r
expect {"win32":5}
open F1 file r
expect {"win32":5}
ioctl V1 FSCTL_DISMOUNT_VOLUME
expect {"name":"GUID_IO_VOLUME_DISMOUNT"}
expect {"win32":0}
open F2 file r
expect {"win32":21}
close V1
expect {"name":"GUID_IO_VOLUME_UNLOCK"}
expect {"op":"close"}
