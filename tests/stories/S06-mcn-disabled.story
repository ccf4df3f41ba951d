# S6: while MCN is disabled the driver goes on learning and counting, silently.
drive disc=present an=on
open D1 interface rw
expect {}
ioctl D1 IOCTL_STORAGE_MCN_CONTROL in=01
expect {"win32":0}
sense 02 3A 00
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"kind":"reply","win32":21}
state
expect {"known":2,"reported":1,"mcc":1}
sense 06 28 00
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"kind":"reply","win32":0}
state
expect {"known":1,"reported":1,"mcc":3}
