# INFERRED: CloseHandle of a synchronous file object waits for its turn like a
# request; CLEANUP, and with it the end of the lock, comes after them all.
open D1 interface rw sync
expect {"op":"open","win32":0}
open D2 interface rw
expect {"op":"open","win32":0}

ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
busy 3s
start E D1 IOCTL_STORAGE_EJECT_MEDIA
start Q D1 0x2C05C in=0000000000000000 out=65
start C D1 close
advance 1s
state
expect {"owner":"D1"}
wait C
expect {"t_ns":3000000000,"name":"GUID_IO_MEDIA_REMOVAL"}
expect {"name":"GUID_IO_MEDIA_REMOVAL"}
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"t_ns":3000000000,"id":"C","op":"close","win32":0}
wait Q
expect {"id":"Q","win32":0,"out":"01616e6e61000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"}
wait E
expect {"id":"E","win32":0}
