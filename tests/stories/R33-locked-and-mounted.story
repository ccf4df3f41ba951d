# Spec R33, 2.5: an exclusive lock with flag 0x1 over a mounted CDFS. Whatever
# verifies is denied; cached data is readable, uncached never; DISMOUNT works,
# because it verifies nothing.
drive disc=present fs=cdfs
open V1 volume rw
expect {}
open F1 file r
expect {}
open F2 file r uncached
expect {}
open D1 interface rw
expect {}
ioctl D1 0x2C05C in=0100000001000000616e6e61 pad=72
expect {"kind":"event"}
expect {"win32":0}
open F3 file r
expect {"win32":5}
open V2 volume r
expect {"win32":5}
ioctl V1 FSCTL_IS_VOLUME_MOUNTED
expect {"kind":"reply","win32":5}
ioctl V1 FSCTL_LOCK_VOLUME
expect {"name":"GUID_IO_VOLUME_LOCK"}
expect {"name":"GUID_IO_VOLUME_LOCK_FAILED"}
expect {"win32":5}
ioctl V1 IOCTL_CDROM_DISK_TYPE out=4
expect {"win32":5}
read F1 0 4096
expect {"win32":0,"info":4096}
read F2 0 2048
expect {"win32":5}
read V1 0 2048
expect {"win32":5}
# DO_VERIFY set: every read enters the verify path, whose reads are denied.
sleep
wake
read F1 0 4096
expect {"win32":5}
ioctl V1 FSCTL_DISMOUNT_VOLUME
expect {"name":"GUID_IO_VOLUME_DISMOUNT"}
expect {"win32":0}
ioctl V1 FSCTL_DISMOUNT_VOLUME
expect {"name":"GUID_IO_VOLUME_DISMOUNT"}
expect {"win32":21}
