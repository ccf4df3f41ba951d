# Spec 3.2, INFERRED, switch raw_read=free: a raw read need not wait until
# somebody has asked for the length of the disc.
drive gesn=off poll=1h
insert disc=audio-cd
open D1 interface rw
expect {"op":"open"}
ioctl D1 IOCTL_CDROM_RAW_READ in=00000000000000000100000002000000 out=2352
expect {"name":"GUID_IO_MEDIA_ARRIVAL"}
expect {"kind":"reply","win32":0,"info":2352}
