# Y10: an eject is no event: REMOVAL comes with the next poll, 100 ms after the
# start at the earliest.
drive disc=present tolerance=0s
open D1 interface rw
expect {}
ioctl D1 IOCTL_STORAGE_EJECT_MEDIA
expect {"t_ns":0,"kind":"reply","win32":0,"info":0}
state
expect {"tray":"open","known":1}
advance 1s
expect {"t_ns":100000000,"kind":"event","name":"GUID_IO_MEDIA_REMOVAL","data":"0100000002000000"}
