# X20, 1.7: the lock survives the death of the process that took it when a
# duplicate exists elsewhere; that one is the owner in every respect.
open D1 interface rw by=taker
expect {"op":"open","win32":0}

dup D1 D2 by=friend
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
end taker
state
expect {"owner":"D2","name":"anna"}
ioctl D2 0x2C05C in=0200000002000000
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"handle":"D2","win32":0}
ioctl D2 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
end friend
expect {"name":"GUID_IO_MEDIA_REMOVAL"}
expect {"name":"GUID_IO_MEDIA_REMOVAL"}
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
state
expect {"owner":"none"}
