# Spec R6, 1.4 L4, 2.5: a data open of the volume under the lock mounts RAW all
# the same, because the mount of a real file system is denied; RAW counts for
# flag 0 until its last handle is gone. A path has no RAW to fall back to.
drive disc=present
open D1 interface rw
expect {}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event"}
expect {"win32":0}
open F1 file r
expect {"win32":5}
open V1 volume r
expect {"kind":"reply","win32":0}
open V2 volume w
expect {"win32":0}
state
expect {"owner":"D1","vpb":"RAW"}
ioctl D1 0x2C05C in=0200000002000000
expect {"kind":"event"}
expect {"win32":0}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"win32":22}
close V1
expect {}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"win32":22}
close V2
expect {}
state
expect {"vpb":"none"}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event"}
expect {"win32":0}
