# Spec 3.2, route P: function 0x300 is normalised, also from other types, but
# nobody answers it.
open D1 interface rw
expect {}
ioctl D1 IOCTL_STORAGE_GET_MEDIA_TYPES out=100
expect {"status":"0xc0000010","win32":1}
ioctl D1 0x70C00 out=100
expect {"status":"0xc0000010","win32":1}
