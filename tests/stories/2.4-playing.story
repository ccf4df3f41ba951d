# Spec 2.4 W2, K5: audio playing beats a foreign lock.
drive disc=present playing=yes
open D1 interface rw
expect {}
open D2 interface rw
expect {}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {}
expect {"win32":0}
read D2 0 2048
expect {"status":"0x80000011","win32":170}
read D1 0 2048
expect {"win32":170}
read D2 0 0
expect {"win32":0}
