# R8, K8: what passes gate #1 before a lock is granted fails at gate #2; what
# is issued under the lock fails at once, although the unlock is on its way.
drive disc=present
open D1 interface rw
expect {}
open D2 interface rw
expect {}
busy 2s
start E D1 IOCTL_STORAGE_LOAD_MEDIA
start L D1 0x2C05C in=0100000000000000616e6e61 pad=72
start B D2 IOCTL_STORAGE_CHECK_VERIFY2
start R D2 read 0 2048
start U D1 0x2C05C in=0200000002000000
start P D2 IOCTL_STORAGE_CHECK_VERIFY2
wait E
expect {"id":"E","t_ns":2000000000,"win32":0}
expect {"t_ns":2000000000,"name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"t_ns":2000000000,"name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
wait B
expect {"id":"B","t_ns":2000000000,"status":"0xc0000022","win32":5}
wait R
expect {"id":"R","op":"read","t_ns":2000000000,"win32":5}
wait P
expect {"id":"P","t_ns":2000000000,"win32":0}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {}
expect {"win32":0}
busy 2s
start F D1 IOCTL_STORAGE_LOAD_MEDIA
start V D1 0x2C05C in=0200000002000000
ioctl D2 IOCTL_STORAGE_CHECK_VERIFY2
expect {"t_ns":2000000000,"win32":5}
