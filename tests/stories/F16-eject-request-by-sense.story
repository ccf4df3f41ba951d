# F16: 06/5A/01 is an event and a retry; six times is busy. The count grows by
# two each time.
drive disc=present an=on
open D1 interface rw
expect {}
sense 06 5A 01
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY out=4
expect {"name":"GUID_IO_MEDIA_EJECT_REQUEST"}
expect {"kind":"reply","win32":0,"out":"03000000"}
sense 06 5A 01 count=6
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY out=4
expect {"name":"GUID_IO_MEDIA_EJECT_REQUEST"}
expect {"name":"GUID_IO_MEDIA_EJECT_REQUEST"}
expect {"name":"GUID_IO_MEDIA_EJECT_REQUEST"}
expect {"name":"GUID_IO_MEDIA_EJECT_REQUEST"}
expect {"name":"GUID_IO_MEDIA_EJECT_REQUEST"}
expect {"name":"GUID_IO_MEDIA_EJECT_REQUEST"}
expect {"kind":"reply","status":"0x80000011","win32":170}
state
expect {"mcc":15,"verify":false}
