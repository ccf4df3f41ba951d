# R34, 1.7: surprise removal does not clear the lock. Lock, unlock and query
# still run; only what is no success reads 55; the owner's close still sends its
# events.
drive disc=present
open D1 interface rw
expect {"op":"open","win32":0}
open D2 interface rw
expect {"op":"open","win32":0}

ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
unplug
ioctl D2 0x2C05C in=0000000000000000 out=65
expect {"win32":0,"info":65,"out":"01616e6e61000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"}
ioctl D2 0x2C05C in=010000000000000062657274 pad=72
expect {"kind":"reply","status":"0xc00000c0","win32":55}
ioctl D2 0x2C05C in=0200000000000000
expect {"kind":"reply","win32":55}
# A refusal of the gate, too.
ioctl D2 IOCTL_STORAGE_CHECK_VERIFY2
expect {"kind":"reply","win32":55}
ioctl D1 0x2C05C in=0200000000000000
expect {"name":"GUID_IO_MEDIA_REMOVAL","data":"0100000003000000"}
expect {"name":"GUID_IO_MEDIA_ARRIVAL","data":"0200000001000000"}
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"handle":"D1","win32":0}
ioctl D2 0x2C05C in=010000000000000062657274 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"handle":"D2","win32":0}
close D2
expect {"name":"GUID_IO_MEDIA_REMOVAL"}
expect {"name":"GUID_IO_MEDIA_ARRIVAL"}
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"handle":"D2","op":"close","win32":0}
