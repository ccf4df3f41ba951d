# Switch stale_handles=not-connected (2.6, INFERRED otherwise): what the handles
# of a drive get that was pulled out and plugged in again.
drive stale_handles=not-connected
open D1 interface rw
expect {"op":"open","win32":0}
unplug
# Before it comes back the driver itself answers (0.6).
ioctl D1 IOCTL_STORAGE_EJECT_MEDIA
expect {"win32":55}
replug
expect {"name":"GUID_IO_MEDIA_REMOVAL"}
ioctl D1 IOCTL_STORAGE_EJECT_MEDIA
expect {"kind":"reply","status":"0xc000009d"}
register R1 D1
expect {"kind":"reply","op":"register","status":"0xc000009d"}
close D1
expect {"op":"close","win32":0}
