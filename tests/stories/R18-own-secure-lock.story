# R18: the exclusive owner's own secure tray lock blocks his eject and load.
drive disc=present
open D1 interface rw
expect {}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {}
expect {"win32":0}
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"win32":0}
ioctl D1 IOCTL_STORAGE_EJECT_MEDIA
expect {"win32":170}
ioctl D1 IOCTL_STORAGE_LOAD_MEDIA2
expect {"win32":170}
# CLOSE: the tray lock goes first, then the ownership.
close D1
expect {"name":"GUID_IO_MEDIA_REMOVAL"}
expect {"name":"GUID_IO_MEDIA_ARRIVAL"}
expect {"name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"op":"close"}
state
expect {"prot":0,"owner":"none"}
