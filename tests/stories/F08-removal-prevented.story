# F8: 05/53/02 is an invalid function, and final.
drive disc=present an=on
open D1 interface rw
expect {}
sense 05 53 02 op=1B
ioctl D1 IOCTL_STORAGE_EJECT_MEDIA
expect {"t_ns":0,"status":"0xc0000010","win32":1}
state
expect {"tray":"closed"}
