# Spec 3.2: 40 or 72 bytes, always SUCCESS; the CD-ROM entry is marked mounted
# (bit 31 of its last word) iff TEST UNIT READY succeeded. Each entry: i64
# cylinders, then type, tracks, sectors, bytes per sector, sides, characteristics.
drive disc=present
open D1 interface rw
expect {}
ioctl D1 IOCTL_STORAGE_GET_MEDIA_TYPES_EX out=71
expect {"status":"0xc0000023","win32":122,"info":0}
# 333000 sectors are 162 whole cylinders of 64 tracks of 32 sectors.
ioctl D1 IOCTL_STORAGE_GET_MEDIA_TYPES_EX out=72
expect {"win32":0,"info":72,"out":"3300000002000000a200000000000000330000004000000020000000000800000100000004000080a2000000000000000b0000004000000020000000000800000100000008000000"}
take
# The failing command is no failure of the request, but moves the media state.
ioctl D1 IOCTL_STORAGE_GET_MEDIA_TYPES_EX out=100
expect {"name":"GUID_IO_MEDIA_REMOVAL"}
expect {"win32":0,"info":72,"out":"3300000002000000a200000000000000330000004000000020000000000800000100000004000000a2000000000000000b0000004000000020000000000800000100000008000000"}
