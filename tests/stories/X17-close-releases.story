# Spec 1.7, X17: CLOSE of the owner is an unlock with synthetic events.
drive disc=present
open D1 interface rw
expect {}
open D2 interface rw
expect {}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {}
expect {"win32":0}
close D1
expect {"name":"GUID_IO_MEDIA_REMOVAL","data":"0100000003000000"}
expect {"name":"GUID_IO_MEDIA_ARRIVAL","data":"0200000001000000"}
expect {"name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"handle":"D1","op":"close","status":"0x00000000","win32":0}
state
expect {"owner":"none"}
ioctl D2 0x2C05C in=010000000000000062657274 pad=72
expect {"name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"handle":"D2","win32":0}
# A closed handle is no handle.
ioctl D1 0x2C05C in=0000000000000000 out=65
expect {"status":"0xc0000008","win32":6}
close D1
expect {"op":"close","win32":6}
