# S4: 3A/CC makes the disc unavailable: REMOVAL with state 3; from NotPresent it
# is a second REMOVAL.
drive an=on
open D1 interface rw
expect {}
sense 02 3A CC
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"name":"GUID_IO_MEDIA_REMOVAL","data":"0000000003000000"}
expect {"win32":21}
state
expect {"known":3,"reported":3}
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"name":"GUID_IO_MEDIA_REMOVAL","data":"0000000002000000"}
expect {"win32":21}
