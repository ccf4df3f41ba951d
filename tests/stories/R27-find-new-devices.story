# R27: always denied, for everybody.
open D1 interface rw
expect {}
ioctl D1 IOCTL_STORAGE_FIND_NEW_DEVICES
expect {"win32":5}
