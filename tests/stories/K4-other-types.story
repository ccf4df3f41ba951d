# K4, G4: every other type passes: tape aliases are executed (R1), the volume's
# own code succeeds, unknown ones are the port driver's, which knows them not.
drive disc=present
open D1 interface rw
expect {"op":"open","win32":0}
open D2 interface rw
expect {"op":"open","win32":0}

ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
ioctl D2 0x1F0800
expect {"win32":0}
ioctl D2 0x56C008
expect {"win32":0}
ioctl D2 0x300000
expect {"win32":1}
ioctl D2 0x80000000
expect {"win32":1}
# Not the file system's: on a direct handle that is an unknown request (6.1).
ioctl D2 0x90018
expect {"win32":1}
