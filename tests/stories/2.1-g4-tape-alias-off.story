# Appendix C: the switch closes the hole.
drive disc=present tape_alias=off
open D1 interface rw
expect {}
open D2 interface rw
expect {}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {}
expect {"win32":0}
ioctl D2 0x1F4808
expect {"win32":5}
state
expect {"tray":"closed"}
