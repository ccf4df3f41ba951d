# Spec X20: the death of a process is CLEANUP of all its handles, CLOSE as the
# references drop; a duplicate elsewhere keeps the lock.
open D1 interface rw
expect {}
open D2 interface rw
expect {}
dup D2 D3
ioctl D2 0x2C05C in=010000000000000062657274 pad=72
expect {}
expect {"win32":0}
kill D1 D2
state
expect {"owner":"D3","name":"bert"}
kill D3
expect {"name":"GUID_IO_MEDIA_REMOVAL"}
expect {"name":"GUID_IO_MEDIA_REMOVAL"}
expect {"name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
state
expect {"owner":"none"}
