# Spec 3.4: no event and no state change by the request itself; the next poll
# finds out. Any tray position is fine, a prevented tray is not (J2, F8).
drive disc=present
open D1 interface rw
expect {}
open D2 interface 0
expect {}
ioctl D1 IOCTL_STORAGE_EJECT_MEDIA
expect {"t_ns":0,"win32":0,"info":0}
state
expect {"tray":"open","known":1}
ioctl D1 IOCTL_STORAGE_EJECT_MEDIA
expect {"win32":0}
advance 1s
expect {"t_ns":100000000,"name":"GUID_IO_MEDIA_REMOVAL","data":"0100000002000000"}
# EJECT and LOAD need read access, LOAD_MEDIA2 none.
ioctl D2 IOCTL_STORAGE_LOAD_MEDIA
expect {"win32":5}
ioctl D2 IOCTL_STORAGE_LOAD_MEDIA2
expect {"win32":0}
state
expect {"tray":"closed","known":2}
advance 1s
expect {"t_ns":1100000000,"name":"GUID_IO_MEDIA_ARRIVAL","data":"0200000001000000"}
ioctl D1 IOCTL_STORAGE_LOAD_MEDIA
expect {"win32":0}
ioctl D1 IOCTL_STORAGE_MEDIA_REMOVAL in=01
expect {"win32":0}
ioctl D1 IOCTL_CDROM_EJECT_MEDIA
expect {"status":"0xc0000010","win32":1}
