# K8: what passed gate #1 in a free drive is judged again when its turn comes:
# blocked types fail 5, a property query runs, and a token is judged only when
# it wakes up (R8, R9).
drive disc=present
open D1 interface rw
expect {"op":"open","win32":0}
open D2 interface rw
expect {"op":"open","win32":0}

busy 1s
start E D1 IOCTL_STORAGE_LOAD_MEDIA
start L D1 0x2C05C in=0100000000000000616e6e61 pad=72
start B D2 IOCTL_STORAGE_CHECK_VERIFY2
start Q D2 IOCTL_STORAGE_QUERY_PROPERTY in=000000000000000000000000 out=8
start P D2 0x2D1100
start R D2 read 0 2048
wait L
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"t_ns":1000000000,"id":"L","win32":0}
wait B
expect {"t_ns":1000000000,"id":"B","status":"0xc0000022","win32":5,"info":0}
wait Q
expect {"id":"Q","win32":0,"info":8}
wait P
expect {"id":"P","status":"0xc0000022","win32":5}
wait R
expect {"id":"R","win32":5}
wait E
expect {"id":"E","win32":0}
