# F16 on a drive that is no MMC drive: as 28, so 1110 on a mounted volume.
drive disc=present fs=cdfs mmc=no an=on
open D1 interface rw
expect {}
sense 06 5A 01
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"name":"GUID_IO_MEDIA_EJECT_REQUEST"}
expect {"kind":"reply","win32":1110}
