# Y6: SUCCESS, and nothing happens: no command, no count.
drive disc=present an=on
open D1 interface rw
expect {}
ioctl D1 IOCTL_STORAGE_MEDIA_REMOVAL in=00
expect {"kind":"reply","win32":0}
state
expect {"simple":0,"prot":0}
