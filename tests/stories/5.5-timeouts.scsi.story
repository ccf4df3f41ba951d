# Spec 5.5: a drive that is busy for longer than its timeout is given up at the
# timeout: 10 s for an eject, one second of rest, then again. 255: no status.
drive disc=present an=on
open D1 interface rw
expect {}
busy 15s
ioctl D1 IOCTL_STORAGE_EJECT_MEDIA
expect {"t_ns":0,"kind":"scsi","cdb":"1b0000000200","status":255}
expect {"t_ns":11000000000,"kind":"scsi","cdb":"1b0000000200","status":0}
expect {"t_ns":11000000000,"kind":"reply","win32":0}
