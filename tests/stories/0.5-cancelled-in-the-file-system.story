# INFERRED: a file system looks at no cancellation: its request ends as if
# nobody had asked, while an IOCTL of the same handle that it passed on is in
# the class driver's queue and is cancelled there (0.5).
drive disc=present fs=cdfs
open D1 interface rw
expect {"op":"open","win32":0}
open V1 volume rw
expect {"op":"open","win32":0}

busy 2s
start E D1 IOCTL_STORAGE_LOAD_MEDIA
start C V1 IOCTL_STORAGE_CHECK_VERIFY2
start L V1 FSCTL_LOCK_VOLUME
expect {"t_ns":0,"name":"GUID_IO_VOLUME_LOCK"}
cancel L
expect {"op":"cancel","win32":0}
cancel C
expect {"op":"cancel","win32":0}
wait C
expect {"t_ns":0,"id":"C","status":"0xc0000120","win32":995}
wait L
expect {"t_ns":2000000000,"id":"L","win32":0}
wait E
expect {"t_ns":2000000000,"id":"E","win32":0}
state
expect {"fs_lock":"explicit"}
