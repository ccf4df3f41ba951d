# Spec 3.2: Size, then four flags of which only MediaRemovable is set.
open D1 interface rw
expect {}
open D2 interface rw
expect {}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event"}
expect {"win32":0}
ioctl D2 IOCTL_STORAGE_GET_HOTPLUG_INFO out=7
expect {"win32":122}
ioctl D2 IOCTL_STORAGE_GET_HOTPLUG_INFO out=8
expect {"win32":0,"info":8,"out":"0800000001000000"}
