# Spec 6.2: the FSCTLs that only ask. None of them emits anything.
drive disc=present fs=cdfs
open V1 volume rw
expect {}
open F1 file r
expect {}
ioctl V1 FSCTL_IS_VOLUME_MOUNTED
expect {"kind":"reply","win32":0,"info":0}
ioctl F1 FSCTL_IS_VOLUME_MOUNTED
expect {"win32":0}
ioctl V1 FSCTL_IS_PATHNAME_VALID
expect {"win32":0}
ioctl V1 FSCTL_MARK_VOLUME_DIRTY
expect {"status":"0xc0000010","win32":1}
# IS_VOLUME_DIRTY: no buffer at all, too short, not a volume, not mounted.
ioctl V1 FSCTL_IS_VOLUME_DIRTY
expect {"status":"0xc00000e8","win32":1784}
ioctl F1 FSCTL_IS_VOLUME_DIRTY
expect {"win32":1784}
ioctl V1 FSCTL_IS_VOLUME_DIRTY out=3
expect {"win32":87}
ioctl F1 FSCTL_IS_VOLUME_DIRTY out=4
expect {"win32":87}
ioctl V1 FSCTL_IS_VOLUME_DIRTY out=4
expect {"win32":0,"info":4,"out":"00000000"}
ioctl V1 FSCTL_ALLOW_EXTENDED_DASD_IO
expect {"win32":0}
ioctl F1 FSCTL_ALLOW_EXTENDED_DASD_IO
expect {"win32":87}
# Only for the file system's control device.
ioctl V1 FSCTL_INVALIDATE_VOLUMES in=0100000000000000
expect {"status":"0xc0000010","win32":1}
ioctl V1 FSCTL_DISMOUNT_VOLUME
expect {"kind":"event"}
expect {"win32":0}
ioctl V1 FSCTL_IS_VOLUME_DIRTY out=4
expect {"win32":21}
ioctl V1 FSCTL_IS_VOLUME_MOUNTED
expect {"win32":21}
