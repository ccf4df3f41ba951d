# Spec 3.3, R29: a CLOSE whose ALLOW is retried holds the eject lock; a tray
# request of somebody else waits for it in the queue, and everything behind.
drive an=on
open D1 interface rw
expect {}
open D2 interface rw
expect {}
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"win32":0}
sense 0B 00 00 count=3 op=1E
start C D1 close
start L D2 IOCTL_STORAGE_MEDIA_REMOVAL in=01
start Q D2 0x2C05C in=0000000000000000 out=65
wait C
expect {"t_ns":3000000000,"op":"close","id":"C","win32":0}
wait L
expect {"t_ns":3000000000,"id":"L","win32":0}
wait Q
expect {"t_ns":3000000000,"id":"Q","win32":0}
state
expect {"simple":1,"prot":0}
