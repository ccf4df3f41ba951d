# F10: a reservation conflict is busy, whatever was asked, and final.
drive disc=present an=on
open D1 interface rw
expect {}
scsi_status reservation_conflict count=3
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY
expect {"t_ns":0,"status":"0x80000011","win32":170}
ioctl D1 IOCTL_STORAGE_EJECT_MEDIA
expect {"t_ns":0,"win32":170}
read D1 0 2048
expect {"t_ns":0,"win32":170}
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY
expect {"win32":0}
