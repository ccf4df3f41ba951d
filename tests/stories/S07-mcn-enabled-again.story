# S7: what was noticed meanwhile is forgotten, not caught up with.
drive disc=present an=on
open D1 interface rw
expect {}
ioctl D1 IOCTL_STORAGE_MCN_CONTROL in=01
expect {"win32":0}
sense 02 3A 00
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"kind":"reply","win32":21}
ioctl D1 IOCTL_STORAGE_MCN_CONTROL in=00
expect {"kind":"reply","win32":0}
state
expect {"known":2,"reported":2,"mcc":1}
