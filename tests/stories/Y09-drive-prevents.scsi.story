# Y9: a simple lock is not looked at; the drive itself refuses the eject.
drive disc=present an=on
open D1 interface rw
expect {}
ioctl D1 IOCTL_STORAGE_MEDIA_REMOVAL in=01
expect {"kind":"scsi","cdb":"1e0000000100"}
expect {"kind":"reply","win32":0}
ioctl D1 IOCTL_STORAGE_EJECT_MEDIA
expect {"kind":"scsi","cdb":"1b0000000200","status":2}
expect {"kind":"reply","status":"0xc0000010","win32":1}
state
expect {"tray":"closed","simple":1}
