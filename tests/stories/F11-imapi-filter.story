# F11: 3A/CC, as a burning filter answers: 21, but the disc is only unavailable.
drive disc=present an=on
open D1 interface rw
expect {}
sense 02 3A CC
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY
expect {"name":"GUID_IO_MEDIA_REMOVAL","data":"0100000003000000"}
expect {"status":"0xc0000013","win32":21}
state
expect {"known":3,"reported":3,"mcc":1}
