# R37, 0.5 step 1: an overlapped call says 997 even for a request that was
# refused already. A token holds its thread: 997 comes only with its end.
drive disc=present
open D1 interface rw overlapped
expect {"op":"open","win32":0}
open D2 interface rw overlapped
expect {"op":"open","win32":0}
open D3 interface r overlapped
expect {"op":"open","win32":0}
open D4 interface rw
expect {"op":"open","win32":0}

busy 2s
start E D1 IOCTL_STORAGE_LOAD_MEDIA
expect {"t_ns":0,"kind":"pending","id":"E"}
start L D1 0x2C05C in=0100000000000000616e6e61 pad=72
start R D2 read 0 2048
expect {"t_ns":0,"kind":"pending","id":"R"}
start V D2 IOCTL_STORAGE_GET_DEVICE_NUMBER out=11
expect {"t_ns":0,"kind":"pending","id":"V"}
wait V
expect {"t_ns":0,"id":"V","win32":122}
wait E
expect {"t_ns":2000000000,"kind":"reply","id":"E","win32":0}
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"t_ns":2000000000,"kind":"pending","id":"L"}
wait L
expect {"id":"L","win32":0}
wait R
expect {"id":"R","win32":5}
# Refused at gate #1.
start B D2 IOCTL_STORAGE_CHECK_VERIFY2
expect {"kind":"pending","id":"B"}
wait B
expect {"id":"B","win32":5}
# A transfer of nothing; a direct request.
read D2 0 0
expect {"kind":"pending","op":"read"}
expect {"op":"read","win32":0}
ioctl D2 IOCTL_STORAGE_GET_HOTPLUG_INFO out=8
expect {"kind":"pending"}
expect {"kind":"reply","win32":0}
# The I/O manager's refusal is no pending request; nor are FLUSH, or any call
# on a handle that is not overlapped.
ioctl D3 0x2C05C in=0000000000000000 out=65
expect {"kind":"reply","win32":5}
flush D2
expect {"kind":"reply","op":"flush","win32":0}
ioctl D4 IOCTL_STORAGE_GET_HOTPLUG_INFO out=8
expect {"kind":"reply","win32":0}
