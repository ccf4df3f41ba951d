# Spec 3.2: always NOT_SUPPORTED, in the handler: behind the queue.
open D1 interface rw
expect {}
busy 1s
start E D1 IOCTL_STORAGE_LOAD_MEDIA
ioctl D1 IOCTL_STORAGE_CHECK_PRIORITY_HINT_SUPPORT out=4
expect {"t_ns":1000000000,"status":"0xc00000bb","win32":50,"info":0}
