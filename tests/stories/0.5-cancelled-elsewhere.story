# Spec 0.5, 2.6, 3.2: a parked DISK_ARE_VOLUMES_READY is cancelled at once; a
# flush that waits for the queue is no request of the framework's and cannot be.
drive disc=present
open D1 interface rw
expect {"op":"open","win32":0}
open D2 interface rw
expect {"op":"open","win32":0}

start A D1 0x7421C
cancel A
expect {"op":"cancel","win32":0}
wait A
expect {"t_ns":0,"id":"A","status":"0xc0000120","win32":995}
busy 2s
start E D2 IOCTL_STORAGE_LOAD_MEDIA
start F D1 flush
cancel F
expect {"op":"cancel","win32":0}
wait F
expect {"t_ns":2000000000,"id":"F","op":"flush","win32":0}
wait E
expect {"t_ns":2000000000,"id":"E","win32":0}
