# Spec 8.6 Z6, property 51: DISMOUNT of what is not mounted is told all the
# same, fails 21, and no DISMOUNT_FAILED follows.
drive disc=present fs=cdfs
open V1 volume rw
expect {}
ioctl V1 FSCTL_DISMOUNT_VOLUME
expect {"name":"GUID_IO_VOLUME_DISMOUNT"}
expect {"win32":0}
ioctl V1 FSCTL_DISMOUNT_VOLUME
expect {"name":"GUID_IO_VOLUME_DISMOUNT"}
expect {"kind":"reply","status":"0xc000026e","win32":21}
