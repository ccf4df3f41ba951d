# Spec 3.4: where the tray goes is the drive's business. A slim one is only
# released; LOAD is refused by the drive (05/24 is INVALID_DEVICE_REQUEST, 1,
# spec 5.1), and a hand pushes it in.
drive disc=present loader=slim tolerance=0s
open D1 interface rw
expect {"win32":0}
ioctl D1 IOCTL_STORAGE_EJECT_MEDIA
expect {"win32":0}
state
expect {"tray":"open"}
ioctl D1 IOCTL_STORAGE_LOAD_MEDIA
expect {"t_ns":0,"status":"0xc0000010","win32":1}
press eject
state
expect {"tray":"open"}
tray close
state
expect {"tray":"closed"}
# The unit attention of the disc costs one retry and counts; nobody noticed that
# it was out, so nothing arrives (spec 4.1, 4.7).
ioctl D1 IOCTL_STORAGE_LOAD_MEDIA
expect {"win32":0}
state
expect {"mcc":2,"known":1}
