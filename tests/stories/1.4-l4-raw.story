# Spec 1.4 L4, 6.7: RAW on an empty drive counts as a mounted volume too.
open D1 interface rw
expect {}
open V1 volume rw
expect {"win32":0}
state
expect {"vpb":"RAW","disc":false}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"win32":22}
ioctl D1 0x2C05C in=0100000001000000616e6e61 pad=72
expect {"kind":"event"}
expect {"win32":0}
