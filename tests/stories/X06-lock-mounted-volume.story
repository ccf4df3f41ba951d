# Spec 1.4 L4: without flag 0x1 a mounted volume refuses the lock, whoever
# owns the drive; the bit counts, any file system does.
drive disc=present fs=cdfs
open D1 interface rw
expect {}
open D2 interface rw
expect {}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"status":"0xc0000184","win32":22}
ioctl D1 0x2C05C in=0100000001000000616e6e61 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
ioctl D2 0x2C05C in=010000000000000062657274 pad=72
expect {"win32":22}
ioctl D2 0x2C05C in=010000000100000062657274 pad=72
expect {"win32":5}
state
expect {"owner":"D1","vpb":"FS","verify":false}
