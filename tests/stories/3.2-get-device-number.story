# Spec 3.2: type 2, also for this DVD drive, device 0, no partition. No device is
# asked, so it does not wait behind the slow command, nor for an owner.
open D1 interface rw
expect {}
open D2 interface rw
expect {}
busy 1s
start E D1 IOCTL_STORAGE_LOAD_MEDIA
ioctl D2 IOCTL_STORAGE_GET_DEVICE_NUMBER out=12
expect {"t_ns":0,"win32":0,"info":12,"out":"0200000000000000ffffffff"}
ioctl D2 IOCTL_STORAGE_GET_DEVICE_NUMBER out=11
expect {"t_ns":0,"status":"0xc0000023","win32":122,"info":0}
