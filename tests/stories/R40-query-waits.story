# R40: the query waits in the queue like everything else, minutes behind a long
# command; it is no quick look at the lock.
drive disc=present timeout=600s
open D1 interface rw
expect {"op":"open","win32":0}
open D2 interface rw
expect {"op":"open","win32":0}

ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
busy 300s
start W D1 IOCTL_STORAGE_EJECT_MEDIA
ioctl D2 0x2C05C in=0000000000000000 out=65
expect {"t_ns":300000000000,"win32":0,"info":65,"out":"01616e6e61000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"}
