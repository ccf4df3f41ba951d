# Spec 1.5 U1 to U3.
open D1 interface rw
expect {}
open D2 interface rw
expect {}
open V1 volume rw
expect {}
ioctl V1 0x2C05C in=0200000000000000
expect {"status":"0xc0000008","win32":6}
ioctl D1 0x2C05C in=0200000000000000
expect {"status":"0xc0000010","win32":1}
ioctl D1 0x2C05C in=0100000001000000616e6e61 pad=72
expect {"kind":"event"}
expect {"win32":0}
ioctl V1 0x2C05C in=0200000000000000
expect {"win32":6}
ioctl D2 0x2C05C in=0200000000000000
expect {"status":"0xc0000008","win32":6}
ioctl D1 0x2C05C in=0200000002000000
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK","data":""}
expect {"win32":0,"info":0}
ioctl D1 0x2C05C in=0200000002000000
expect {"win32":1}
