# Spec 0.5 steps 6 and 7, 5.2: what waits is cancelled at once; what executes
# is not, unless it would be retried.
drive disc=present an=on
open D1 interface rw
expect {}
busy 3s
start E D1 IOCTL_STORAGE_LOAD_MEDIA
start T D1 0x2C05C in=0100000000000000616e6e61 pad=72
start R D1 read 0 2048
cancel T
expect {"handle":"D1","op":"cancel","id":"T","win32":0}
wait T
expect {"t_ns":0,"id":"T","win32":995}
cancel R
expect {"op":"cancel"}
wait R
expect {"t_ns":0,"id":"R","op":"read","win32":995}
cancel E
expect {"op":"cancel","id":"E","win32":0}
wait E
expect {"t_ns":3000000000,"id":"E","win32":0}
state
expect {"owner":"none"}
# In a retry delay of 10 s.
sense 02 04 01 count=100 op=00
start V D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"name":"GUID_IO_DEVICE_BECOMING_READY"}
cancel V
expect {"op":"cancel"}
wait V
expect {"t_ns":13000000000,"id":"V","win32":995}
# Nothing to cancel any more.
start Q D1 0x2C05C in=0000000000000000 out=65
cancel Q
expect {"op":"cancel","id":"Q","status":"0xc0000225","win32":1168}
wait Q
expect {"win32":0}
