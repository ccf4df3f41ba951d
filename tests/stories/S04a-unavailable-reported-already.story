# S4a: unavailable again is nothing.
drive disc=present an=on
open D1 interface rw
expect {}
sense 02 3A CC count=2
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"name":"GUID_IO_MEDIA_REMOVAL","data":"0100000003000000"}
expect {"win32":21}
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"kind":"reply","win32":21}
state
expect {"known":3,"reported":3,"mcc":1}
