# Spec 1.4 L4, R6: RAW counts too, until its last handle is gone.
open D1 interface rw
expect {}
open V1 volume r
expect {"win32":0}
open V2 volume w
expect {"win32":0}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"win32":22}
close V1
expect {"op":"close","win32":0}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"win32":22}
close V2
expect {"op":"close"}
state
expect {"vpb":"none"}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event"}
expect {"win32":0}
# R6: a data open of the volume under the lock mounts RAW all the same.
open V3 volume rw
expect {"win32":0}
state
expect {"owner":"D1","vpb":"RAW"}
