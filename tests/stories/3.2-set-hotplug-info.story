# Spec 3.2: only DeviceHotplug may change. All fields are looked at, and the last
# mismatch decides; a stranger of a locked drive is refused.
open D1 interface rw
expect {}
open D2 interface rw
expect {}
ioctl D1 IOCTL_STORAGE_SET_HOTPLUG_INFO in=08000000010001
expect {"win32":24}
ioctl D1 IOCTL_STORAGE_SET_HOTPLUG_INFO in=0900000001000100
expect {"status":"0xc00000ef","win32":87,"info":0}
ioctl D1 IOCTL_STORAGE_SET_HOTPLUG_INFO in=0900000000000100
expect {"status":"0xc00000f0","win32":87}
ioctl D1 IOCTL_STORAGE_SET_HOTPLUG_INFO in=0900000000010100
expect {"status":"0xc00000f1","win32":87}
ioctl D1 IOCTL_STORAGE_SET_HOTPLUG_INFO in=0900000000010101
expect {"status":"0xc00000f3","win32":87}
ioctl D1 IOCTL_STORAGE_SET_HOTPLUG_INFO in=0800000001000100
expect {"win32":0,"info":0}
ioctl D2 IOCTL_STORAGE_GET_HOTPLUG_INFO out=8
expect {"out":"0800000001000100"}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event"}
expect {"win32":0}
ioctl D2 IOCTL_STORAGE_SET_HOTPLUG_INFO in=0800000001000000
expect {"win32":5}
