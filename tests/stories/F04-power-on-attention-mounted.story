# F4, mounted: 1110, and the volume must be verified.
drive disc=present fs=cdfs an=on
open D1 interface rw
expect {}
sense 06 29 00
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY out=4
expect {"kind":"reply","status":"0x80000016","win32":1110}
state
expect {"mcc":3,"verify":true}
