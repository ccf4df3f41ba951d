# R27: always denied, for everybody, and only behind the queue.
open D1 interface rw
expect {}
open D2 interface rw
expect {}
busy 1s
start E D1 IOCTL_STORAGE_LOAD_MEDIA
ioctl D1 IOCTL_STORAGE_FIND_NEW_DEVICES
expect {"t_ns":1000000000,"status":"0xc0000022","win32":5,"info":0}
ioctl D1 0x24818
expect {"win32":5}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event"}
expect {"win32":0}
ioctl D1 IOCTL_STORAGE_FIND_NEW_DEVICES
expect {"handle":"D1","win32":5}
