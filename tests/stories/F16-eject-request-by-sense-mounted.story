# F16 on a mounted volume: the same retry, and the volume must be verified.
drive disc=present fs=cdfs an=on
open D1 interface rw
expect {}
sense 06 5A 01
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"name":"GUID_IO_MEDIA_EJECT_REQUEST"}
expect {"kind":"reply","win32":0}
state
expect {"mcc":3,"verify":true}
