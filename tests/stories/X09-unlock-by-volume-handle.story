# X9, U1: a V handle is told 6 whether the drive is owned or not, also the one
# of the owner's process.
open V1 volume rw
expect {"op":"open","win32":0}
open D1 interface rw
expect {"op":"open","win32":0}

ioctl V1 0x2C05C in=0200000000000000
expect {"status":"0xc0000008","win32":6,"info":0}
ioctl D1 0x2C05C in=0100000001000000616e6e61 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
ioctl V1 0x2C05C in=0200000000000000
expect {"status":"0xc0000008","win32":6}
state
expect {"owner":"D1"}
