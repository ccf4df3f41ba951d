# R30, 1.5 step 6: on AN hardware a stranger's refused EVENT_NOTIFICATION, or
# the drive's own signal, leaves one bit; the unlock then starts one poll.
drive an=on
open D1 interface rw
expect {}
open D2 interface rw
expect {}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {}
expect {"win32":0}
insert
advance 5s
# The owner gets success, but no poll runs.
ioctl D1 IOCTL_STORAGE_EVENT_NOTIFICATION in=01000000100000000100000000000000
expect {"t_ns":5000000000,"kind":"reply","win32":0}
ioctl D2 IOCTL_STORAGE_EVENT_NOTIFICATION in=01000000100000000100000000000000
expect {"kind":"reply","win32":5}
ioctl D1 0x2C05C in=0200000002000000
expect {"name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"kind":"reply","win32":0}
expect {"name":"GUID_IO_MEDIA_ARRIVAL","data":"0100000001000000"}
