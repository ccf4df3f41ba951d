# Switch sync_handles=overlap (0.5, INFERRED otherwise): a synchronous handle
# keeps nobody waiting who calls on it from another thread.
drive disc=present sync_handles=overlap
open D1 interface rw sync
expect {"op":"open","win32":0}
busy 3s
start E D1 IOCTL_STORAGE_LOAD_MEDIA
start N D1 IOCTL_STORAGE_GET_DEVICE_NUMBER out=12
wait N
expect {"t_ns":0,"id":"N","win32":0}
wait E
expect {"t_ns":3000000000,"id":"E","win32":0}
