# Spec 3.2: POST_ONLINE releases too; a parked request goes with its handle.
drive disc=present
open D1 interface rw
expect {}
open D2 interface rw
expect {}
start A D1 IOCTL_DISK_ARE_VOLUMES_READY
settle
close D1
expect {"op":"close","win32":0}
wait A
expect {"id":"A","win32":995}
open D3 interface r
expect {}
start B D3 IOCTL_DISK_ARE_VOLUMES_READY
settle
ioctl D2 IOCTL_VOLUME_POST_ONLINE
expect {"handle":"D2","win32":0}
wait B
expect {"id":"B","win32":0}
