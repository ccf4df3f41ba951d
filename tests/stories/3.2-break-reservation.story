# Spec 3.2, route P: the port driver does not know it (INFERRED).
open D1 interface rw
expect {}
open D2 interface rw
expect {}
ioctl D1 IOCTL_STORAGE_BREAK_RESERVATION
expect {"status":"0xc0000010","win32":1,"info":0}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event"}
expect {"win32":0}
ioctl D2 IOCTL_STORAGE_BREAK_RESERVATION
expect {"win32":5}
