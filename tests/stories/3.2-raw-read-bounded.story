# Switch raw_read=bounded (3.2, INFERRED otherwise): before a READ CAPACITY has
# told the length of the disc there is nothing to read.
drive gesn=off poll=1h raw_read=bounded
insert disc=audio-cd
open D1 interface rw
expect {"op":"open"}
ioctl D1 IOCTL_CDROM_RAW_READ in=00000000000000000100000002000000 out=2352
expect {"kind":"reply","win32":87}
ioctl D1 IOCTL_STORAGE_READ_CAPACITY out=32
expect {"name":"GUID_IO_MEDIA_ARRIVAL"}
expect {"kind":"reply","win32":0}
ioctl D1 IOCTL_CDROM_RAW_READ in=00000000000000000100000002000000 out=2352
expect {"kind":"reply","win32":0,"info":2352}
