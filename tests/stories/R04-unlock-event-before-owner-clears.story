# R4: by CLOSE, the UNLOCK event is out before the owner is cleared, and the
# close is not serialised with the queue: who locks at the event can be too
# early. A step costs time, so that the two really interleave.
drive step=1us
open D1 interface rw
expect {}
open D2 interface rw
expect {}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {}
expect {"win32":0}
start C D1 close
start L D2 0x2C05C in=010000000000000062657274 pad=72
wait L
expect {"name":"GUID_IO_MEDIA_REMOVAL"}
expect {"name":"GUID_IO_MEDIA_REMOVAL"}
expect {"name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"id":"L","status":"0xc0000022","win32":5}
wait C
expect {"id":"C","op":"close","win32":0}
ioctl D2 0x2C05C in=010000000000000062657274 pad=72
expect {"name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
# By IOCTL it is ordered: the lock waits in the queue behind the unlock.
start U D2 0x2C05C in=0200000002000000
open D3 interface rw
expect {}
start M D3 0x2C05C in=0100000000000000636172 pad=72
wait M
expect {"name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"id":"M","win32":0}
wait U
expect {"id":"U","win32":0}
