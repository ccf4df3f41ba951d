# Spec 3.2: ARE_VOLUMES_READY waits beside the queue until VOLUME_ONLINE, which
# the gate lets pass; who is released is not judged again. It never waits twice.
drive disc=present
open D1 interface rw
expect {}
open D2 interface rw
expect {}
start A D1 IOCTL_DISK_ARE_VOLUMES_READY
start B D1 IOCTL_DISK_ARE_VOLUMES_READY
settle
cancel B
expect {"op":"cancel","id":"B","win32":0}
wait B
expect {"id":"B","status":"0xc0000120","win32":995}
# The queue goes on.
ioctl D2 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"handle":"D2","win32":0}
ioctl D1 IOCTL_DISK_ARE_VOLUMES_READY
expect {"handle":"D1","win32":5}
ioctl D1 IOCTL_VOLUME_ONLINE
expect {"handle":"D1","op":"ioctl","win32":0,"info":0}
wait A
expect {"id":"A","win32":0,"info":0}
ioctl D2 IOCTL_DISK_ARE_VOLUMES_READY
expect {"handle":"D2","win32":0}
