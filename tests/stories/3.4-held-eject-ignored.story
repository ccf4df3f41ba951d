# INFERRED: since Windows 10 1803 an eject of a held tray is reported to
# succeed. The tray stays in; spec 3.4 has 1 (05/53/02) there, see F08.
drive profile=win10-1803-quirk tolerance=0s
open D1 interface rw
expect {"win32":0}
ioctl D1 IOCTL_STORAGE_MEDIA_REMOVAL in=01
expect {"win32":0}
ioctl D1 IOCTL_STORAGE_EJECT_MEDIA
expect {"status":"0x00000000","win32":0}
state
expect {"tray":"closed","simple":1}
ioctl D1 IOCTL_STORAGE_MEDIA_REMOVAL in=00
expect {"win32":0}
ioctl D1 IOCTL_STORAGE_EJECT_MEDIA
expect {"win32":0}
state
expect {"tray":"open"}
