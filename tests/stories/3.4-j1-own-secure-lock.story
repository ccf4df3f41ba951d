# Spec 3.4 J1, R18: a secure lock blocks eject and load of everybody, its own
# holder included; nothing is sent.
open D1 interface rw
expect {}
open D2 interface rw
expect {}
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"win32":0}
ioctl D1 IOCTL_STORAGE_EJECT_MEDIA
expect {"status":"0x80000011","win32":170}
ioctl D1 IOCTL_STORAGE_LOAD_MEDIA
expect {"win32":170}
ioctl D2 IOCTL_STORAGE_LOAD_MEDIA2
expect {"win32":170}
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=00
expect {"win32":0}
ioctl D2 IOCTL_STORAGE_EJECT_MEDIA
expect {"win32":0}
