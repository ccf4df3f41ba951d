# R44: GET_MEDIA_TYPES_EX is sent from its caller's thread, beside whatever runs
# in the queue. Mounted is bit 31 of the last word of an entry.
drive disc=present
open D1 interface rw
expect {}
open D2 interface rw
expect {}
busy 8s
start E D1 IOCTL_STORAGE_LOAD_MEDIA
ioctl D2 IOCTL_STORAGE_GET_MEDIA_TYPES_EX out=72
expect {"t_ns":0,"win32":0,"info":72}
ioctl D2 IOCTL_STORAGE_GET_MEDIA_TYPES_EX out=71
expect {"t_ns":0,"win32":122,"info":0}
wait E
expect {"t_ns":8000000000}
