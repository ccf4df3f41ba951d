# The button of a drive whose tray is held: the drive only asks (7.3).
drive disc=present
open D1 interface rw
expect {}
ioctl D1 IOCTL_STORAGE_MEDIA_REMOVAL in=01
expect {"win32":0}
press eject
advance 1s
expect {"t_ns":100000000,"name":"GUID_IO_MEDIA_EJECT_REQUEST","data":""}
state
expect {"tray":"closed"}
ioctl D1 IOCTL_STORAGE_MEDIA_REMOVAL in=00
expect {"win32":0}
press eject
state
expect {"tray":"open"}
advance 1s
expect {"t_ns":1100000000,"name":"GUID_IO_MEDIA_REMOVAL"}
