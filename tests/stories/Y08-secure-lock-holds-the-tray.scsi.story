# Y8, J1: a secure lock refuses eject and both loads to everybody, its holder
# too, and the drive is not even asked.
drive disc=present an=on
open D1 interface rw
expect {}
open D2 interface rw
expect {}
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"kind":"scsi"}
expect {"kind":"reply","win32":0}
ioctl D1 IOCTL_STORAGE_EJECT_MEDIA
expect {"kind":"reply","status":"0x80000011","win32":170}
ioctl D2 IOCTL_STORAGE_EJECT_MEDIA
expect {"kind":"reply","win32":170}
ioctl D1 IOCTL_STORAGE_LOAD_MEDIA
expect {"kind":"reply","win32":170}
ioctl D2 IOCTL_STORAGE_LOAD_MEDIA2
expect {"kind":"reply","win32":170}
