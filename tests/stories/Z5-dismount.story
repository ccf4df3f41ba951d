# Spec 8.6 Z5, 6.3: DISMOUNT needs no lock and bears other handles. The volume
# is dead at once, its VPB stays mounted.
drive disc=present fs=cdfs
open V1 volume rw
expect {"win32":0}
open V2 volume rw
expect {"win32":0}
open F1 file r
expect {"win32":0}
ioctl V1 FSCTL_DISMOUNT_VOLUME
expect {"kind":"event","name":"GUID_IO_VOLUME_DISMOUNT"}
expect {"win32":0}
state
expect {"vpb":"FS"}
open F2 file r
expect {"status":"0xc000026e","win32":21}
open V3 volume r
expect {"win32":21}
read F1 0 2048
expect {"win32":21}
read V2 0 2048
expect {"win32":21}
ioctl V2 FSCTL_IS_VOLUME_MOUNTED
expect {"win32":21}
ioctl V2 FSCTL_LOCK_VOLUME
expect {"name":"GUID_IO_VOLUME_LOCK"}
expect {"name":"GUID_IO_VOLUME_LOCK_FAILED"}
expect {"win32":21}
# An attributes-only open never reaches the file system.
open D1 volume 0
expect {"win32":0}
# The dismounting handle still reads, but READ_TOC and DISK_TYPE verify first.
read V1 0 2048
expect {"win32":0,"info":2048}
ioctl V1 IOCTL_CDROM_READ_TOC out=804
expect {"win32":21}
ioctl V1 IOCTL_CDROM_DISK_TYPE out=4
expect {"win32":21}
ioctl V1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"win32":0}
# On a file: no volume open, no event.
ioctl F1 FSCTL_DISMOUNT_VOLUME
expect {"kind":"reply","win32":87}
