# Spec 0.2, 1.7: a child process gets what was opened to be inherited, and what
# it gets is the same file object: the parent's death does not end the lock.
open D1 interface rw inherit by=parent
expect {"op":"open","win32":0}

inherit D1 C1 by=child
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
end parent
state
expect {"owner":"C1"}
ioctl C1 0x2C05C in=0200000002000000
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"handle":"C1","win32":0}
