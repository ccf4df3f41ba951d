# R46: whoever received a duplicate can unlock; its own close does nothing.
open D1 interface rw
expect {}
dup D1 D2
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {}
expect {"win32":0}
ioctl D2 0x2C05C in=0200000002000000
expect {"name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"handle":"D2","win32":0}
state
expect {"owner":"none"}
close D1
expect {"kind":"reply","op":"close"}
close D2
expect {"kind":"reply","op":"close"}
