# R9, K8: a full property query that was queued before the lock runs under it.
open D1 interface rw
expect {}
open D2 interface rw
expect {}
busy 1s
start E D1 IOCTL_STORAGE_LOAD_MEDIA
start L D1 0x2C05C in=0100000000000000616e6e61 pad=72
start Q D2 IOCTL_STORAGE_QUERY_PROPERTY in=000000000000000000000000 out=84
wait Q
expect {"t_ns":1000000000,"kind":"event"}
expect {"id":"Q","win32":0,"info":84}
state
expect {"owner":"D1"}
