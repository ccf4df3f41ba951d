# Spec 5.5: TimeOutValue is the device's: six times 3 s and five rests.
drive disc=present timeout=3s an=on
open D1 interface rw
expect {}
srb timeout count=6 op=1B
ioctl D1 IOCTL_STORAGE_EJECT_MEDIA
expect {"t_ns":23000000000,"status":"0xc00000b5","win32":121}
