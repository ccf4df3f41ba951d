# R39 by hand: a tray pulled out at the emergency hole, against PREVENT, is found
# by the next poll and not before.
drive disc=present tolerance=0s
open D1 interface rw
expect {}
ioctl D1 IOCTL_STORAGE_MEDIA_REMOVAL in=01
expect {"win32":0}
advance 500ms
tray open
state
expect {"tray":"open","known":1,"simple":1}
advance 1s
expect {"t_ns":1100000000,"kind":"event","name":"GUID_IO_MEDIA_REMOVAL"}
